"""Tasks for coders as files: what is in them, what is not, and the way back."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

import analysis as an
from analysis.report import (
    draw_validation,
    drawn_lines,
    is_report,
    read_key,
    read_report_tables,
    score_lines,
    write_scores,
    write_tasks,
)
from analysis.report.coding_page import coding_page
from analysis.report.validation import tasks_csv
from analysis.tables import conform
from analysis.themes.validation import Drawn, Plan, draw_tasks, label_table, read_answers, score_answers
from tests.gold_scores import GOLD, gold_scores
from tests.report.test_report import Tags
from tests.themes.validation.planted import answered, planted_tables, truthful

PLAN = Plan(n_labels=20, n_passages=8)
HOSTILE = '</script><script>alert(1)</script><b>{{ 7 * 7 }}</b> & "quoted" \u2028 =1+1'


@pytest.fixture(scope="module")
def drawn(run: an.Analysis) -> Drawn:
    return draw_validation(run, PLAN)


@pytest.fixture
def folder(drawn: Drawn, tmp_path: Path) -> Path:
    write_tasks(drawn, tmp_path / "tasks")
    return tmp_path / "tasks"


def data(page: str) -> dict:
    return json.loads(re.search(r'<script type="application/json" id="tasks">(.*?)</script>', page, re.DOTALL)[1])


def test_the_same_run_gives_the_same_bytes(run: an.Analysis, folder: Path, tmp_path: Path) -> None:
    shuffled = replace(run, passages=run.passages.iloc[::-1], passage_weights=run.passage_weights.iloc[::-1])
    again = write_tasks(draw_validation(shuffled, PLAN), tmp_path / "again")
    assert set(again) == {"tasks.csv", "tasks.html", "key.csv"}
    for name, path in again.items():
        assert path.read_bytes() == (folder / name).read_bytes(), name


def test_coders_are_given_a_table_and_a_page_of_the_same_content(drawn: Drawn, folder: Path) -> None:
    table = pd.read_csv(folder / "tasks.csv", dtype="str", keep_default_na=False)
    letters = [column for column in table if len(column) == 1]
    assert list(table) == ["task_id", "kind", "question", "text", *letters, "answer", "coder"]
    assert (table[["answer", "coder"]] == "").all(axis=None)
    content = data((folder / "tasks.html").read_text(encoding="utf-8"))
    assert content["columns"] == list(table)
    assert len(content["tasks"]) == len(table) == len(drawn.tasks)
    for row, task in zip(table.to_dict("records"), content["tasks"], strict=True):
        options = task.pop("options")
        assert {letter: row[letter] for letter in letters if row[letter]} == {k: v.strip() for k, v in options.items()}
        assert {"text": "", **task} == {name: row[name] for name in ("task_id", "kind", "question", "text")}


def test_no_file_for_coders_tells_what_the_key_holds(run: an.Analysis, drawn: Drawn, folder: Path) -> None:
    for name in ("tasks.csv", "tasks.html"):
        content = (folder / name).read_text(encoding="utf-8")
        hidden = {"intruder", "inclusion", "stratum", "passage_id", "tfidf", "free_1", "ww2_memory"}
        for word in hidden | {*drawn.key["unit_id"].dropna(), *run.articles["article_id"], *run.themes["colour"]}:
            assert word not in content, (name, word)


def test_the_page_runs_its_own_script_and_loads_nothing(folder: Path) -> None:
    text = (folder / "tasks.html").read_text(encoding="utf-8")
    script = re.search(r"<script>(.*?)</script>", text, re.DOTALL)[1]
    digest = base64.b64encode(hashlib.sha256(script.encode("utf-8")).digest()).decode("ascii")
    policy = f"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{digest}'"
    tags = Tags(text).tags
    assert [a["content"] for t, a in tags if a.get("http-equiv")] == [policy]
    assert not {"iframe", "object", "link", "img"} & {tag for tag, _ in tags}
    assert not [
        name for _, attributes in tags for name in attributes if name in ("src", "href") or name.startswith("on")
    ]
    for way_out in ("innerHTML", "insertAdjacent", "fetch(", "XMLHttpRequest", "WebSocket", "eval(", "document.write"):
        assert way_out not in script


def test_markup_in_texts_and_labels_is_text() -> None:
    tables = planted_tables()
    tables["articles"] = tables["articles"].assign(text=HOSTILE * 3)
    tables["themes"] = tables["themes"].assign(label=HOSTILE)
    tasks = draw_tasks(tables, Plan(n_labels=10, n_passages=1, n_words=1)).tasks
    page = coding_page(tasks)
    tags = [tag for tag, _ in Tags(page).tags]
    assert tags.count("script") == 2
    assert "b" not in tags
    shown = [words for task in data(page)["tasks"] for words in task["options"].values()]
    assert HOSTILE in shown


def test_a_spreadsheet_works_nothing_out() -> None:
    tables = planted_tables(n_articles=10)
    tables["themes"] = tables["themes"].assign(label=[f"={k}+1" for k in range(9)])
    written = tasks_csv(draw_tasks(tables, Plan(kinds=("label",), n_labels=10)).tasks)
    table = pd.read_csv(io.BytesIO(written), dtype="str", encoding="utf-8-sig")
    assert table["A"].tolist() == [" =0+1"] * 10
    assert written.startswith(b"\xef\xbb\xbf")


def test_the_key_comes_back_as_it_was_written(drawn: Drawn, folder: Path) -> None:
    pd.testing.assert_frame_equal(read_key(folder), drawn.key, rtol=1e-5)


def test_tasks_are_never_written_over(drawn: Drawn, folder: Path) -> None:
    (folder / "tasks.csv").write_text("filled in", encoding="utf-8")
    with pytest.raises(an.InputError, match=r"holds tasks.csv, tasks.html, key.csv, and answers"):
        write_tasks(drawn, folder)
    assert (folder / "tasks.csv").read_text(encoding="utf-8") == "filled in"


def test_a_folder_without_a_key_or_with_a_spoiled_one_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(an.InputError, match=r"holds no key.csv"):
        read_key(tmp_path)
    key = (folder / "key.csv").read_text(encoding="utf-8")
    (folder / "key.csv").write_text(key.replace("word_intrusion", "odd"), encoding="utf-8")
    with pytest.raises(an.InputError, match="holds \\['odd'\\]"):
        read_key(folder)
    (folder / "key.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(an.InputError, match=r"key.csv: "):
        read_key(folder)


def test_filled_in_tables_are_read_scored_and_written(drawn: Drawn, folder: Path, tmp_path: Path) -> None:
    key = read_key(folder)
    weight = drawn.key.query("model == 'lda'").set_index(["unit_id", "theme"])["weight"].groupby(level=[0, 1]).first()
    paths = []
    for coder in ("Ann", "Ben"):
        given = answered(drawn.key, coder, truthful(lambda i, t: weight[i, t] >= 0.1)).set_index("task_id")["answer"]
        table = pd.read_csv(folder / "tasks.csv", dtype="str", keep_default_na=False)
        paths.append(tmp_path / f"{coder}.csv")
        table.assign(answer=table["task_id"].map(given)).iloc[:-1].to_csv(paths[-1], index=False)
    answers = read_answers(paths, key)
    assert answers["coder"].unique().tolist() == ["Ann", "Ben"]
    labels, scores = label_table(answers, key), score_answers(answers, key)
    lines = "\n".join(score_lines(scores, labels, key))
    assert "precision of its weight 1.00" in lines
    assert "all: the intruder is found 1.00" in lines
    assert "the coders agree: alpha 1.00" in lines
    assert "labels are ties" not in lines
    written = write_scores(tmp_path / "scores", scores=scores, labels=labels, answers=answers)
    assert set(written) == {"validation.csv", "labels.csv", "answers.csv"}
    pd.testing.assert_frame_equal(conform("labels", pd.read_csv(written["labels.csv"])), labels, rtol=1e-5)
    tables = {"scores": scores, "labels": labels, "answers": answers}
    assert write_scores(tmp_path / "scores", **tables) == written  # the same coders, once more
    alone = answers[answers["coder"] == "Ann"]
    with pytest.raises(an.InputError, match=r"holds scores of answers by Ben as well; name their answers too"):
        write_scores(tmp_path / "scores", **{**tables, "answers": alone})
    written["answers.csv"].unlink()
    with pytest.raises(an.InputError, match=r"validation.csv, labels.csv, and no answers.csv that says by whom"):
        write_scores(tmp_path / "scores", **tables)


def test_themes_are_told_by_their_labels_in_the_order_of_the_lexicon_and_why_figures_are_unknown(drawn: Drawn) -> None:
    answers = answered(drawn.key, "Ann", truthful(lambda _unit, theme: theme == "military"))
    labels, scores = label_table(answers, drawn.key), score_answers(answers, drawn.key)
    lines = list(score_lines(scores, labels, drawn.key))
    of_labels = lines[1 : lines.index("Word intrusion")]
    told = [line.split(":")[0].strip() for line in of_labels if line.startswith("  ") and line[2] != " "]
    assert told[:4] == ["Energy", "Military", "Memory of WWII", "Sanctions"]
    assert "  the coders agree: alpha unknown (no two coders answered the same task)" in lines
    without = drawn.key.drop(columns=["label", "order"])  # a key of before
    assert any(line.startswith("  ww2_memory: ") for line in score_lines(scores, labels, conform("task_key", without)))


def test_all_passages_labelled_as_by_hand_give_the_areas_of_the_hand_labels(run: an.Analysis) -> None:
    gold = pd.read_csv(GOLD).set_index(["file", "position"])
    path = run.articles.set_index("article_id")["path"]
    key = draw_validation(run, Plan(kinds=("label",), n_labels=len(run.passages))).key

    def labelled(passage_id: str, theme: str) -> bool:
        article_id, position = passage_id.rsplit("-", 1)
        return theme in gold and bool(gold.loc[(path[article_id], int(position)), theme])

    scores = score_answers(answered(key, "ann", truthful(labelled)), key)
    found = scores.query("measure == 'auc_weight'").set_index(["theme", "model"])["value"]
    known = gold_scores(run).query("model != 'lexicon'").set_index(["theme", "model"])["auc"]
    pd.testing.assert_series_equal(found.loc[known.index], known, check_names=False)
    common = scores.query("measure == 'prevalence'").set_index("theme")["value"]
    assert common["military"] == pytest.approx(gold["military"].mean())


def test_ties_and_texts_without_an_answer_are_told(drawn: Drawn) -> None:
    key = drawn.key
    tasks = sorted(set(key.loc[key["kind"] == "label", "task_id"]))
    rows = [("ann", tasks[0], "A"), ("ben", tasks[0], "none"), ("ann", tasks[1], "A")]
    answers = pd.DataFrame(rows, columns=["coder", "task_id", "answer"])
    labels = label_table(answers, key)
    lines = list(score_lines(score_answers(answers, key), labels, key))
    assert "1 of 12 labels are ties between coders, and are left out here" in lines
    assert "18 of 20 texts that were drawn have no answer; the others stand for all only if it was chance" in lines


def test_what_was_drawn_is_told(drawn: Drawn) -> None:
    assert list(drawn_lines(drawn)) == [
        "Texts and their themes: 20 tasks", "Word intrusion: 16 tasks", "Theme intrusion: 8 tasks"
    ]  # fmt: skip


def test_a_report_is_enough_for_word_intrusion_and_says_what_it_lacks_for_others(root: Path) -> None:
    assert is_report([root / "figures"])
    assert not is_report([root / "seeds"])
    plan = Plan(kinds=("word_intrusion",))
    found = draw_tasks(read_report_tables(root / "figures", plan), plan)
    assert len(found.tasks) == 16
    with pytest.raises(an.InputError) as error:
        read_report_tables(root / "figures", PLAN)
    assert [fault.split(" is missing")[0] for fault in error.value.faults] == [
        f"{root / 'figures'}: tables/{name}.csv" for name in ("articles", "passages", "passage_weights")
    ]

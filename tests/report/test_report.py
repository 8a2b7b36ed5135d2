"""The report: complete, reproducible, safe, and honest in words."""

from __future__ import annotations

import html.parser
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib import rc_context, rcParams

import analysis as an
from analysis.hashing import sha256
from analysis.report import articles_read, check_report_path, compare_reports, names_lines
from analysis.report.copies import names_of, with_named_copies
from analysis.report.free import number_sentence
from analysis.report.manifest import this_platform
from analysis.report.page import page
from analysis.report.sentences import changes, foretelling, percent, theme_paragraph
from tests.planted import planted_articles


@pytest.fixture(scope="module")
def written(run: an.Analysis, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("report") / "out"
    an.write_report(run, folder, inputs=[root / "seeds" / "themes.toml"])
    return folder


def test_the_manifest_sums_every_file(written: Path, root: Path) -> None:
    manifest = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    files = {
        p.relative_to(written).as_posix(): p for p in written.rglob("*") if p.is_file() and p.name != "manifest.json"
    }
    assert {name: sha256(path.read_bytes()) for name, path in files.items()} == manifest["outputs"]
    assert manifest["inputs"]["themes.toml"] == sha256((root / "seeds" / "themes.toml").read_bytes())
    for path in (root / "seeds" / "articles").iterdir():
        assert manifest["inputs"][f"articles/{path.name}"] == sha256(path.read_bytes())
    assert "threads" not in manifest["settings"]
    assert str(root) not in json.dumps(manifest)


def test_the_values_beside_a_picture_are_those_of_the_tables(run: an.Analysis, written: Path) -> None:
    values = pd.read_csv(written / "weight-by-date.csv")
    both = values.merge(run.weights, on=["model", "article_id", "theme"], suffixes=("", "_table"))
    assert len(both) == len(values) == 2 * 6 * 5
    for column in ("weight", "low", "high"):
        np.testing.assert_allclose(both[column], both[f"{column}_table"], rtol=1e-5, atol=1e-9)


class Tags(html.parser.HTMLParser):
    """Collects the tags of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def addresses(page: Tags) -> Iterator[str]:
    for _, attributes in page.tags:
        for name in ("src", "href", "srcset", "action", "data"):
            if attributes.get(name):
                yield str(attributes[name])


def test_the_page_needs_no_network_and_runs_nothing(written: Path) -> None:
    text = (written / "report.html").read_text(encoding="utf-8")
    page = Tags(text)
    assert all(address.startswith(("#", "data:image/svg+xml;base64,")) for address in addresses(page))
    assert not {"script", "iframe", "object", "link", "form"} & {tag for tag, _ in page.tags}
    assert "url(" not in text
    assert all(attributes.get("alt") for tag, attributes in page.tags if tag == "img")


def test_the_page_tells_of_every_article_theme_and_setting(run: an.Analysis, written: Path) -> None:
    text = Tags((written / "report.html").read_text(encoding="utf-8")).text
    for evidence in run.articles["date_evidence"]:
        assert evidence in text
    for label in run.themes.loc[run.themes["kind"] == "named", "label"]:
        assert f"{label} weighs most in" in text
    for setting in run.settings.told():
        assert setting in text
    assert "5 dated articles make no trend" in text


def test_markup_in_articles_titles_and_labels_is_text(tmp_path: Path) -> None:
    spoiled = "<script>alert('x')</script> $x_1$ {{ 7 * 7 }} & "
    articles = planted_articles(6)
    articles["text"] = spoiled + articles["text"]
    articles["title"] = spoiled
    lexicon = an.Lexicon(
        {"energy": {"label": "<b>Energy</b> $y$", "words": ["oil", "gas"]}, "war": ["army", "missile"]}
    )
    run = an.analyse(articles, lexicon, an.Settings(n_refits=10, min_count=1))
    files = an.write_report(run, tmp_path / "out")
    page = Tags(files["report.html"].read_text(encoding="utf-8"))
    assert "script" not in {tag for tag, _ in page.tags}
    assert "b" not in {tag for tag, _ in page.tags}
    assert "{{ 7 * 7 }}" in page.text
    for name, path in files.items():
        if name.endswith(".svg"):
            assert b"<script" not in path.read_bytes()


def test_a_report_takes_the_place_of_an_earlier_one_and_leaves_other_files(run: an.Analysis, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "mine.txt").write_text("keep me", encoding="utf-8")
    (out / "old.csv").write_text("from an earlier report", encoding="utf-8")
    (out / "edited.csv").write_text("from an earlier report, edited since", encoding="utf-8")
    (tmp_path / "outside.txt").write_text("keep me too", encoding="utf-8")
    outputs = {name: sha256((out / name).read_bytes()) for name in ("old.csv", "../outside.txt")}
    earlier = {"themeline": "0.1.0", "inputs": {}, "outputs": {**outputs, "edited.csv": sha256(b"as it was")}}
    (out / "manifest.json").write_text(json.dumps(earlier), encoding="utf-8")
    an.write_report(run, out)
    assert (out / "mine.txt").exists()
    assert (out / "edited.csv").exists()
    assert not (out / "old.csv").exists()
    assert (tmp_path / "outside.txt").exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "outside.txt"]


@pytest.mark.parametrize(
    "foreign",
    ['{"outputs": {"mine.txt": "SUM"}}', '{"themeline": "1", "inputs": {}, "outputs": ["mine.txt"]}', "[]", "{", "NaN"],
)
def test_a_manifest_of_something_else_is_refused_and_nothing_is_lost(
    run: an.Analysis, tmp_path: Path, foreign: str
) -> None:
    (tmp_path / "mine.txt").write_text("keep me", encoding="utf-8")
    foreign = foreign.replace("SUM", sha256(b"keep me"))
    (tmp_path / "manifest.json").write_text(foreign, encoding="utf-8")
    with pytest.raises(an.InputError, match=r"its manifest\.json was not written by 'report'.*move it away"):
        check_report_path(tmp_path)
    with pytest.raises(an.InputError, match="not written by 'report'"):
        an.write_report(run, tmp_path)
    assert {p.name: p.read_text(encoding="utf-8") for p in tmp_path.iterdir()} == {
        "mine.txt": "keep me", "manifest.json": foreign,
    }  # fmt: skip


def test_reports_of_one_platform_must_be_the_same_bytes(written: Path, tmp_path: Path) -> None:
    copy = _copy(written, tmp_path / "copy")
    assert compare_reports(written, copy) == []
    (copy / "heat.svg").write_bytes((copy / "heat.svg").read_bytes() + b"\n")
    assert [d.split(":")[0] for d in compare_reports(written, copy)] == ["heat.svg"]
    (copy / "extra.txt").write_text("", encoding="utf-8")
    (copy / "heat.png").unlink()
    assert {d.split(":")[0] for d in compare_reports(written, copy)} == {"heat.svg", "extra.txt", "heat.png"}


def test_reports_of_two_platforms_must_be_within_the_tolerance(written: Path, tmp_path: Path) -> None:
    copy = _copy(written, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["platform"]["system"] = "Plan 9"
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (copy / "heat.svg").write_bytes(b"drawn otherwise")
    assert compare_reports(written, copy) == []
    for shift, same in ((manifest["tolerance"] / 2, True), (manifest["tolerance"] * 2, False)):
        table = pd.read_csv(written / "weight-by-date.csv")
        table.loc[0, "weight"] += shift
        table.to_csv(copy / "weight-by-date.csv", index=False)
        assert (compare_reports(written, copy) == []) == same


def test_other_inputs_are_a_difference_on_any_platform(written: Path, tmp_path: Path) -> None:
    copy = _copy(written, tmp_path / "copy")
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest["platform"]["system"] = "Plan 9"
    manifest["settings"]["seed"] = 1
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    assert compare_reports(written, copy) == ["manifest.json: made from other settings"]


def _copy(source: Path, target: Path) -> Path:
    for path in source.rglob("*"):
        if path.is_file():
            (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            (target / path.relative_to(source)).write_bytes(path.read_bytes())
    return target


def test_a_folder_without_a_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(an.InputError, match="holds no report"):
        compare_reports(tmp_path, tmp_path)


def test_a_theme_is_told_in_words_that_fit_its_numbers(run: an.Analysis) -> None:
    for theme in ("energy", "military", "ww2_memory", "sanctions"):
        told = theme_paragraph(run, theme)
        for _, mine in run.theme(theme).query("model != 'both'").groupby("model"):
            top = mine.loc[mine["weight"].idxmax()]
            assert percent(top["weight"]) in told
            assert top["title"] in told
    assert "too few to lean on" in theme_paragraph(run, "energy")
    empty = replace(
        run, lexicon=run.lexicon.assign(count=run.lexicon["count"].where(run.lexicon["theme"] != "energy", 0))
    )
    assert theme_paragraph(empty, "energy") == "None of its words occurs in the articles, so Energy stays empty."
    assert theme_paragraph(empty, "military") == theme_paragraph(run, "military")
    assert "too few to lean on" not in theme_paragraph(run, "military")


def with_figures(run: an.Analysis, **figures: float) -> an.Analysis:
    """Return the run with other figures of LDA as a whole."""
    kept = run.quality[~((run.quality["theme"] == "all") & run.quality["measure"].isin(figures))]
    rows = [{"model": "lda", "theme": "all", "measure": measure, "value": value} for measure, value in figures.items()]
    return replace(run, quality=pd.concat([kept, pd.DataFrame(rows)], ignore_index=True))


def test_how_well_themes_foretell_is_told_for_better_and_for_worse(run: an.Analysis) -> None:
    better = foretelling(with_figures(run, perplexity=1234.4, unigram_perplexity=2000.0))
    assert "1,234 equally likely words" in better
    assert "tell something of words that they have not seen" in better
    worse = foretelling(with_figures(run, perplexity=2000.0, unigram_perplexity=1234.4))
    assert "foretell nothing of others" in worse
    assert foretelling(with_figures(run, perplexity=np.nan, unigram_perplexity=np.nan)) == ""


def test_the_page_tells_how_good_each_theme_is(run: an.Analysis, written: Path) -> None:
    text = (written / "report.html").read_text(encoding="utf-8")
    rows = re.findall("<tr><td>(.*?)</td>", text[text.index('id="quality"') : text.index('id="pictures"')])
    labels = run.themes["label"].tolist()
    free = {f"Free: {words}": f"Free {n}: {words}" for n, words in enumerate(
        (label.removeprefix("Free: ") for label in labels if label.startswith("Free: ")), start=1
    )}  # fmt: skip
    assert len(free) > 1
    assert rows == [free.get(label, label) for label in labels]
    assert all(f"<li>{told}: found in " in text for told in free.values())
    themes = run.themes.assign(junk=run.themes["junk"].where(run.themes["theme"] != "energy", "takes <no> words"))
    about = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    assert "<td>It takes &lt;no&gt; words</td>" in page(replace(run, themes=themes), [], about)
    quality = pd.read_csv(written / "tables" / "quality.csv")
    assert {"npmi", "c_v", "exclusivity", "corpus_distance", "document_entropy"} <= set(quality["measure"])


def test_many_articles_are_charted_by_period(tmp_path: Path) -> None:
    lexicon = an.Lexicon({"energy": ["oil", "gas"], "war": ["army", "missile"]})
    run = an.analyse(planted_articles(90, seed=5), lexicon, an.Settings(n_refits=10, n_free=0, period="quarter"))
    pictures = an.pictures(run)
    assert list(pictures["composition"].values["quarter"].unique()) == [
        f"{y}-Q{q}" for y in (2020, 2021) for q in (1, 2, 3, 4)
    ]
    assert pictures["weight-by-date"].values["low"].isna().all()
    assert an.write_report(run, tmp_path / "out")["share-by-period.png"].stat().st_size > 10_000


@pytest.mark.parametrize(("denominator", "scale"), [("published", 0.1), ("articles_with_theme", 1.05)])
def test_bars_of_periods_sum_to_one_whatever_shares_are_shares_of(denominator: str, scale: float) -> None:
    lexicon = an.Lexicon({"energy": ["oil", "gas"], "war": ["army", "missile"]})
    run = an.analyse(planted_articles(90, seed=5), lexicon, an.Settings(n_refits=10, n_free=0, period="quarter"))
    other = replace(run, trends=run.trends.assign(share=scale * run.trends["share"], denominator=denominator))
    plain, drawn = an.pictures(run)["composition"], an.pictures(other)["composition"]
    names = list(run.themes["theme"])
    np.testing.assert_allclose(drawn.values[names], plain.values[names], rtol=1e-9)
    assert drawn.values[names].sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert "(each article counts once, unlike in the shares)" in drawn.caption
    assert "(each article counts once)" in plain.caption


def test_the_summary_tells_steps_by_their_labels_and_only_those_that_a_chart_shows(run: an.Analysis) -> None:
    step = {
        "model": "both", "frequency": "year", "denominator": "articles", "group": "all", "before": 0.1, "after": 0.5,
        "low": 0.3, "high": 0.5, "p_adjusted": 0.01, "support": 1.0,
    }  # fmt: skip
    found = pd.DataFrame([{**step, "theme": theme, "at": pd.Timestamp("2022-01-01")} for theme in ("energy", "free_1")])
    calm = run.set_aside[run.set_aside["stage"] != "changes"]
    label = run.themes.set_index("theme").loc["energy", "label"]
    told = changes(replace(run, set_aside=calm, changes=found))
    assert told == f"Steps in a theme's share that chance hardly makes: {label} (LDA and TF-IDF) at 2022-01-01."
    others = changes(replace(run, set_aside=calm, changes=found.iloc[1:]))
    assert others.startswith("No named theme's share stepped")


def test_a_picture_is_the_same_bytes_twice_and_shows_itself_in_a_notebook(run: an.Analysis) -> None:
    first, second = an.pictures(run)["heat"], an.pictures(run)["heat"]
    assert first.svg() == second.svg()
    assert first.png() == second.png() == first._repr_png_()
    assert first.png().startswith(b"\x89PNG")
    assert not re.search(rb"<dc:date>", first.svg())


@pytest.mark.parametrize("name", ["weight-by-date", "theme-words", "passages"])
def test_what_matplotlib_was_told_before_changes_no_picture(run: an.Analysis, name: str) -> None:
    plain = an.pictures(run)[name]
    asked = {
        "axes.grid": True,
        "lines.linewidth": 5.0,
        "axes.titlepad": 20.0,
        "timezone": "Asia/Tokyo",
        "font.size": 20,
    }
    with rc_context(asked):
        other = an.pictures(run)[name]
        assert (other.svg(), other.png()) == (plain.svg(), plain.png())
        assert rcParams["lines.linewidth"] == 5.0


def test_the_committed_figures_were_made_from_these_inputs(root: Path) -> None:
    manifest = json.loads((root / "figures" / "manifest.json").read_text(encoding="utf-8"))
    for name, digest in manifest["inputs"].items():
        path = root / name if name == "settings.toml" else root / "seeds" / name
        assert sha256(path.read_bytes()) == digest, f"{name} has changed: make figures"
    for name, digest in manifest["outputs"].items():
        assert sha256((root / "figures" / name).read_bytes()) == digest, f"figures/{name} was not made: make figures"
    assert set(this_platform()) == set(manifest["platform"])
    assert io.BytesIO((root / "figures" / "report.html").read_bytes()).read(15) == b"<!DOCTYPE html>"


def test_percentages_keep_the_digits_that_matter() -> None:
    assert [percent(x) for x in (0.5, 0.0996, 0.0123, 0.0004, 0.0)] == ["50%", "10%", "1.2%", "under 0.1%", "0%"]


def test_a_theme_that_other_fits_do_not_find_again_says_so_on_the_charts_and_on_the_page(run: an.Analysis) -> None:
    themes = run.themes.assign(found_in=run.themes["found_in"].where(run.themes["theme"] != "free_1", 12))
    others = {"found_in": themes["found_in"].where(themes["theme"] == "free_1", 50)}
    drawn = an.pictures(replace(run, themes=themes.assign(**others)))
    legend = [" ".join(text.get_text().split()) for text in drawn["composition"].figure.legends[0].get_texts()]
    titles = [" ".join(ax.get_title(loc="left").split()) for ax in drawn["theme-words"].figure.axes]
    for words in (legend, titles):
        assert "Free 1 (found in 12 of 50 refits)" in words
        assert "Free 2" in words
        assert sum("found in" in said for said in words) == 1


NUMBERS = pd.DataFrame(
    {
        "n_themes": [2, 4, 8], "perplexity": [120.0, 100.0, 101.0], "perplexity_low": [118.0, 97.0, 99.0],
        "perplexity_high": [122.0, 103.0, 103.0], "gain": [0.1, 0.3, 0.29], "stability": [0.6, 0.9, 0.7],
        "stability_low": [0.5, 0.85, 0.6], "stability_high": [0.7, 0.95, 0.8], "enough": [False, True, True],
        "chosen": [False, True, False],
    }
)  # fmt: skip


def test_a_theme_none_of_whose_words_occurs_is_drawn_without_words(run: an.Analysis) -> None:
    terms = run.theme_terms.assign(weight=run.theme_terms["weight"].where(run.theme_terms["theme"] != "energy", 0.0))
    words = an.pictures(replace(run, theme_terms=terms))["theme-words"]
    assert "energy" not in set(words.values["theme"])
    assert (words.values["weight"] > 0).all()
    assert sum(text.get_text() == "no word of it occurs" for ax in words.figure.axes for text in ax.texts) == 2


def test_a_number_of_themes_that_was_chosen_is_explained(run: an.Analysis, tmp_path: Path) -> None:
    assert "number-of-themes" not in an.pictures(run)
    chosen = replace(run, number_of_themes=NUMBERS)
    files = an.write_report(chosen, tmp_path / "out")
    pd.testing.assert_frame_equal(pd.read_csv(files["tables/number_of_themes.csv"]), NUMBERS, check_dtype=False)
    assert {"number-of-themes.png", "number-of-themes.csv"} <= set(files)
    assert "4 free themes were chosen: with 4 or 8 of them" in files["report.html"].read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"chosen": [False, False, True]}, "8 free themes were chosen: with 4 or 8 of them unseen words"),
        ({"chosen": [False, False, True]}, "It is the most that was tried"),
        ({"enough": False, "chosen": [True, False, False]}, "2 free themes are the fewest that were tried"),
        ({"enough": True, "chosen": [True, False, False]}, "2 free themes were chosen: with more, unseen words"),
        ({"enough": True, "chosen": [True, False, False]}, "It is the fewest that was tried: fewer may do as well"),
        ({"n_themes": [1, 2, 3]}, "2 free themes were chosen: with 2 or 3 of them"),
        ({"n_themes": [0, 1, 2]}, "1 free theme was chosen: with 1 or 2 of them"),
        ({"n_themes": [0, 1, 2], "enough": True, "chosen": [True, False, False]}, "No free theme was chosen: with any"),
        ({"n_themes": [0, 1, 2], "enough": False, "chosen": [True, False, False]}, "No free themes are the fewest"),
    ],
)
def test_why_there_are_so_many_free_themes_is_told(run: an.Analysis, change: dict[str, object], said: str) -> None:
    assert said in number_sentence(replace(run, number_of_themes=NUMBERS.assign(**change)))
    assert number_sentence(run) == ""


def test_what_was_left_out_as_names_is_told(run: an.Analysis) -> None:
    assert not list(names_lines(run))
    dropping = replace(run, settings=run.settings.model_copy(update={"names": "drop"}))
    assert list(names_lines(dropping)) == ["No term was taken for a name, so none was left out."]
    names = [f"T{i}" for i in range(10)]
    rows = {"term": [name.lower() for name in names], "written": names, "count": [11.0] + [1.0] * 9, "n_passages": 1}
    (line,) = names_lines(replace(dropping, names_left_out=pd.DataFrame(rows)))
    assert line.startswith("Left out as names: 10 terms, 20 times (T0, T1, T2, T3, T4, T5, T6, T7, and 2 more).")
    assert "tables/names_left_out.csv" in line


def test_the_page_shows_each_article_with_its_words(run: an.Analysis, written: Path) -> None:
    text = (written / "report.html").read_text(encoding="utf-8")
    section = text[text.index('<section id="read">') : text.index('<section id="aside">')]
    assert section.count("<details>") == len(run.articles)
    assert section.count("<mark") > 20


def test_a_copy_is_named_by_its_file_as_far_as_that_is_known(run: an.Analysis) -> None:
    first, second = run.articles["article_id"].iloc[:2]
    row = {"stage": "copies", "path": second, "position": 0, "article_id": second, "reason": "copy",
           "detail": f"is a copy of the article {first}"}  # fmt: skip
    kept = run.articles[run.articles["article_id"] != second]
    copied = replace(run, articles=kept, set_aside=pd.DataFrame([row]))
    paths = run.articles["path"].iloc[:2].tolist()
    for read, name in ((run.articles, paths[1]), (None, second)):
        told = with_named_copies(copied, read).set_aside.iloc[0]
        assert told[["path", "article_id", "detail"]].tolist() == [name, second, f"is a copy of {paths[0]}"]
    one_file = names_of(run.articles.assign(path="all.csv", title=["Oil", "Oil", "War", None, "Gas"]))
    ids = run.articles["article_id"].tolist()
    assert list(one_file.values()) == [
        f"all.csv: Oil {ids[0]}", f"all.csv: Oil {ids[1]}", "all.csv: War", "all.csv", "all.csv: Gas",
    ]  # fmt: skip


def test_of_much_that_was_set_aside_the_page_shows_the_first_and_says_so(run: an.Analysis, written: Path) -> None:
    about = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    row = run.set_aside[run.set_aside["stage"] == "changes"].iloc[0]
    many = pd.DataFrame([{**row, "stage": "furniture", "position": i, "reason": f"line {i}"} for i in range(400)])
    told = page(replace(run, set_aside=pd.concat([many, row.to_frame().T], ignore_index=True)), [], about)
    section = told[told.index('<section id="aside">') :]
    assert "The first 300 of 401" in section
    assert section.index("<td>changes</td>") < section.index("<td>furniture</td>")
    assert "line 298<" in section
    assert "line 299<" not in section
    assert "The first" not in page(run, [], about)


def test_a_table_tells_of_every_article_all_but_its_text(run: an.Analysis, written: Path) -> None:
    table = pd.read_csv(written / "tables" / "articles_read.csv")
    assert list(table["article_id"]) == list(run.articles.sort_values(["date", "article_id"])["article_id"])
    assert set(table) == {*run.articles.columns, "n_passages", "n_tokens", "n_counted"} - {"text"}
    assert table["n_passages"].sum() == len(run.passages)
    assert table["n_tokens"].sum() == run.passages["n_tokens"].sum()
    assert (table["n_counted"] < table["n_tokens"]).all()


def test_a_column_of_the_articles_that_is_called_as_a_count_is_kept_under_another_name(run: an.Analysis) -> None:
    own = {"n_tokens": 7, "n_counted": "many", "n_counted_given": "x"}
    table = articles_read.articles_read(replace(run, articles=run.articles.assign(**own)))
    plain = articles_read.articles_read(run)
    pd.testing.assert_frame_equal(table[list(plain)], plain)
    assert (table["n_tokens_given"] == 7).all()
    assert set(table["n_counted_given_given"]) == {"many"}
    assert set(table["n_counted_given"]) == {"x"}


def test_why_a_date_was_refused_or_is_doubtful_stands_beside_it(run: an.Analysis) -> None:
    other = run.articles.assign(date_problem=[None, "it can be read in two ways", "it lies before", None, None])
    none = {"date": pd.NaT, "date_precision": None, "date_source": None, "date_evidence": None}
    other.loc[1, list(none)] = list(none.values())
    shown = {row["file"]: row for row in articles_read.shown_articles(articles_read.articles_read(
        replace(run, articles=other)
    ))}  # fmt: skip
    refused, doubtful, plain = (shown[path] for path in other["path"].iloc[[1, 2, 3]])
    assert (refused["date"], refused["evidence"]) == ("none", "refused: it can be read in two ways")
    assert doubtful["evidence"] == f"{other['date_evidence'].iloc[2]}; doubtful: it lies before"
    assert plain["evidence"] == other["date_evidence"].iloc[3]


def test_of_many_articles_the_page_shows_the_first(
    run: an.Analysis, written: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(articles_read, "MANY", 4)
    about = json.loads((written / "manifest.json").read_text(encoding="utf-8"))
    told = Tags(page(run, [], about)).text
    assert f"The first 4 of {len(run.articles)} articles by date; all are in tables/articles_read.csv" in told

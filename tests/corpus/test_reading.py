import datetime as dt
import hashlib
import shutil

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import (
    audit_reading,
    complete_articles,
    counted_text,
    drop_copies,
    read_articles,
    read_parts,
    split_passages,
)
from tests.corpus.conftest import SEEDS

LAW = settings(max_examples=50)


def test_the_seed_articles_have_the_dates_and_sums_of_their_table(seeds):
    table = pd.read_csv(SEEDS / "articles.csv", keep_default_na=False)
    both = seeds.merge(table, left_on="path", right_on="file", suffixes=("", "_written"))
    assert len(both) == len(table) == len(seeds) == len(list((SEEDS / "articles").iterdir()))
    assert both["date"].dt.strftime("%Y-%m-%d").tolist() == both["date_written"].tolist()
    assert both["sha256"].tolist() == both["sha256_written"].tolist()
    assert both["title"].tolist() == both["title_written"].tolist()


def test_reading_the_seeds_changes_none_of_their_files():
    def sums():
        return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(SEEDS.rglob("*")) if p.is_file()}

    before = sums()
    split_passages(read_articles(SEEDS).articles)
    assert sums() == before


def test_a_seed_file_that_changed_is_a_fault_that_tells_its_new_sum(tmp_path, faults_of):
    copy = shutil.copytree(SEEDS, tmp_path / "seeds")
    name = "lavrov-on-military-cooperation.txt"
    file = copy / "articles" / name
    file.write_bytes(file.read_bytes() + b"\n")
    (fault,) = faults_of(read_articles, copy)
    assert fault.startswith(f"{copy / 'articles.csv'}, line 4: the file '{name}' has changed")
    assert hashlib.sha256(file.read_bytes()).hexdigest() in fault


def test_a_sum_may_be_written_in_capitals(folder):
    digest = hashlib.sha256(b"Oil.").hexdigest().upper()
    here = folder({"a.txt": "Oil.", "articles.csv": f"file,sha256,title\na.txt,{digest},Oil\n"})
    assert read_articles(here).articles["title"].tolist() == ["Oil"]


def test_metadata_is_joined_by_the_files_name_and_further_columns_are_kept(folder):
    here = folder({"2022/a.txt": "Oil.", "b.txt": "Gas."})
    (here / "meta.csv").write_text("file,date,country,article_id\n2022/a.txt,2022-05,Cuba,x\n", encoding="utf-8")
    reading = read_articles(str(here), metadata=here / "meta.csv")
    rows = reading.articles.set_index("text")
    assert rows.loc["Oil.", ["article_id", "date_precision", "country"]].tolist() == ["x", "month", "Cuba"]
    assert rows.loc["Gas.", ["date", "country"]].isna().all()
    assert reading.set_aside["path"].tolist() == ["meta.csv"]


@pytest.mark.parametrize("column", ["text", "path"])
def test_metadata_cannot_say_what_the_files_say(folder, faults_of, column):
    here = folder({"a.txt": "Oil.", "articles.csv": f"file,{column}\na.txt,7\n"})
    (fault,) = faults_of(read_articles, here)
    assert str(here / "articles.csv") in fault
    assert repr(column) in fault


def test_a_further_column_may_be_named_row(folder):
    rows = read_articles(folder({"a.txt": "Oil.", "articles.csv": "file,row\na.txt,7\n"})).articles
    assert rows["row"].tolist() == ["7"]


def test_every_row_that_fits_no_file_or_a_changed_one_is_told_at_once(folder, faults_of):
    here = folder({"a.txt": "Oil.", "articles.csv": "file,sha256\nb.txt,\na.txt,00ff\nc.txt,\n"})
    told = faults_of(read_articles, here)
    assert [fault.split("articles.csv, ")[1].split("; ")[0] for fault in told] == [
        "line 2: the file 'b.txt' does not exist among the articles",
        "line 3: the file 'a.txt' has changed since its SHA-256 was written down",
        "line 4: the file 'c.txt' does not exist among the articles",
    ]


def test_an_impossible_date_does_not_hide_a_missing_file(folder, faults_of):
    here = folder({"a.txt": "Oil.", "articles.csv": "file,date\na.txt,2022-13-45\nb.txt,2022\n"})
    told = "\n".join(faults_of(read_articles, here))
    assert "'2022-13-45' is no date" in told
    assert "'b.txt' does not exist" in told


def test_a_bad_file_beside_good_ones_is_set_aside_with_its_reason(folder):
    here = folder({"a.txt": "Oil.", "b.doc": "Oil", "c.txt": b"\x01\xff", "d.txt": "", "articles.csv": "file\nc.txt\n"})
    reading = read_articles(here)
    assert reading.articles["path"].tolist() == ["a.txt"]
    assert reading.set_aside[["stage", "path", "reason"]].to_numpy().tolist() == [
        ["corpus", "b.doc", "format"],
        ["corpus", "c.txt", "no text"],
        ["corpus", "d.txt", "empty"],
    ]
    assert reading.set_aside["detail"].notna().all()


@pytest.mark.parametrize("sources", [["a.txt", "b.doc", "c.txt"], ["*"]])
def test_bad_files_that_were_named_or_found_by_a_glob_are_set_aside_beside_good_ones(folder, sources):
    here = folder({"a.txt": "Oil.", "b.doc": "Oil", "c.txt": ""})
    reading = read_articles([str(here / source) for source in sources])
    assert reading.articles["path"].tolist() == ["a.txt"]
    assert reading.set_aside["path"].tolist() == ["b.doc", "c.txt"]


def test_bad_files_that_were_named_without_a_good_one_are_faults_all_at_once(folder, faults_of):
    here = folder({"b.doc": "Oil", "c.txt": b"\x01\xff"})
    told = faults_of(read_articles, [here / "b.doc", here / "c.txt"])
    assert len(told) == 2
    assert f"'{here / 'b.doc'}' has the ending '.doc'" in told[0]
    assert f"'{here / 'c.txt'}' is no text" in told[1]


def test_a_folder_with_only_bad_files_tells_each_and_that_nothing_is_left(folder, faults_of):
    told = faults_of(read_articles, folder({"a.doc": "Oil", "b.txt": ""}))
    assert len(told) == 3
    for fault, words in zip(
        told, ["'a.doc' has the ending", "'b.txt' holds no word", "no article is left"], strict=True
    ):
        assert words in fault


def test_a_glob_that_finds_only_bad_files_tells_each(folder, faults_of):
    told = faults_of(read_articles, folder({"a.txt": "", "b.txt": ""}) / "*.txt")
    assert [fault.split("source: ")[1] for fault in told[:2]] == ["'a.txt' holds no word", "'b.txt' holds no word"]


def test_a_folder_without_articles_is_a_fault(folder, faults_of):
    (fault,) = faults_of(read_articles, folder({"articles.csv": "file\n"}))
    assert "holds no article" in fault


def test_what_a_linked_folder_holds_is_told(folder):
    here, there = folder({"a.txt": "Oil."}), folder({"b.txt": "Gas."}, name="there")
    (here / "linked").symlink_to(there, target_is_directory=True)
    reading = read_articles(here)
    assert len(reading.articles) + len(reading.set_aside) == 2


@pytest.mark.parametrize("bad", [{}, {"b.pdf": "%PDF"}])
def test_two_folders_may_hold_files_of_the_same_name(folder, bad):
    one, two = (
        folder({"a.txt": "Oil.", **bad}, name="one"),
        folder({"c.txt" if bad else "a.txt": "Gas.", **bad}, name="two"),
    )
    reading = read_articles([one, two])
    assert sorted(reading.articles["text"]) == ["Gas.", "Oil."]
    assert len(reading.set_aside) == 2 * len(bad)


def test_an_articles_identifier_does_not_depend_on_where_its_folder_lies(folder):
    ids = [
        read_articles(folder({"x/a.txt": "Oil."}, name=name)).articles["article_id"].item() for name in ("one", "two")
    ]
    assert ids[0] == ids[1]


def test_an_outlet_that_no_article_is_of_is_told_with_the_nearest(folder):
    texts = {"a.txt": "Source: Harbour Post\n\nOil rose.", "b.txt": "Source: E\u0301cho\n\nGas fell on 3 May 1990."}
    outlets = "source,began\nHarbor Post,1990\nHarbour Post,1980\n\u00c9cho,2000\n"
    reading = read_articles(folder({**texts, "sources.csv": outlets}))
    told = "the outlet 'Harbor Post' is that of no article (did you mean 'Harbour Post'?)"
    assert reading.notes.to_numpy().tolist() == [["sources.csv", told, 0]]
    parts = list(read_parts(folder({}), rows=1))
    assert [len(part.articles) for part in parts] == [1, 1, 0]
    audit = audit_reading(reading)
    assert (audit.total("kept"), audit.notes["note"].tolist()) == (2, [told])


def test_an_outlets_beginning_is_known_however_its_accents_are_written(folder):
    texts = {"a.txt": "Date: 1990-05-03\nSource: E\u0301cho\n\nGas fell."}
    article = read_articles(folder({**texts, "sources.csv": "source,began\n\u00c9cho,2000\n"})).articles.iloc[0]
    assert pd.isna(article["date"])


def test_the_date_of_the_metadata_goes_before_the_one_of_the_text(folder):
    here = folder(
        {"a.txt": "date 2022-12-29 Oil.", "b.txt": "date 2022-12-29 Gas.", "articles.csv": "file,date\na.txt,2021\n"}
    )
    rows = read_articles(here).articles.set_index("path")
    assert rows["date"].dt.strftime("%Y-%m-%d").to_dict() == {"a.txt": "2021-01-01", "b.txt": "2022-12-29"}
    assert rows["date_source"].to_dict() == {"a.txt": "metadata", "b.txt": "header"}
    assert rows["date_precision"].to_dict() == {"a.txt": "year", "b.txt": "day"}


@pytest.mark.parametrize(
    ("date", "day", "precision"),
    [
        (pd.Timestamp("2022-05-09 23:30"), "2022-05-09", "day"),
        (pd.Timestamp("2022-05-09 23:30", tz="Pacific/Auckland"), "2022-05-09", "day"),
        (dt.date(2022, 5, 9), "2022-05-09", "day"),
        (dt.datetime(2022, 5, 9, 23, 30, tzinfo=dt.UTC), "2022-05-09", "day"),
        ("2022-05-09", "2022-05-09", "day"),
        ("2022-05", "2022-05-01", "month"),
        ("2022", "2022-01-01", "year"),
        (2022, "2022-01-01", "year"),
    ],
)  # fmt: skip
def test_a_tables_date_keeps_its_day_and_its_precision(date, day, precision):
    row = complete_articles(pd.DataFrame({"text": ["Oil."], "date": pd.Series([date], dtype=object)})).iloc[0]
    assert (row["date"].strftime("%Y-%m-%d"), row["date_precision"], row["date_confidence"]) == (day, precision, 1)


@pytest.mark.parametrize("date", [None, np.nan, pd.NaT, pd.NA])
def test_an_article_without_a_date_stays(date):
    rows = complete_articles(pd.DataFrame({"text": ["Oil."], "date": pd.Series([date], dtype=object)}))
    assert rows["text"].tolist() == ["Oil."]
    assert rows[["date", "date_precision", "date_source", "date_confidence"]].isna().all(axis=None)


def test_every_fault_of_a_table_is_told_at_once(faults_of):
    table = pd.DataFrame(
        {
            "text": ["", None, "Oil.", "Gas."],
            "date": ["2022", "2022-13-45", "soon", None],
            "article_id": ["a", "a", "b", "c"],
        }
    )
    told = faults_of(complete_articles, table)
    assert len(told) == 5
    for words in ("row 0 has no text", "row 1 has no text", "'2022-13-45'", "'soon'", "article_id 'a' stands twice"):
        assert words in "\n".join(told)


@pytest.mark.parametrize("table", [pd.DataFrame({"txt": ["Oil."]}), pd.DataFrame({"text": []}), pd.DataFrame()])
def test_a_table_without_texts_is_refused(table, faults_of):
    assert len(faults_of(complete_articles, table)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"date_precision": "week"}, {"date_precision": "day"}, {"date_confidence": 2}, {"date_confidence": "high"}],
)
def test_a_tables_wrong_value_about_its_date_is_a_fault_of_the_input(wrong, faults_of):
    (fault,) = faults_of(complete_articles, pd.DataFrame([{"text": "Oil.", "date": "2022", **wrong}]))
    assert str(next(iter(wrong.values()))) in fault


@pytest.mark.parametrize("ids", [[1, 2], [0, 1], ["a", "b"]])
def test_given_identifiers_are_kept(ids):
    rows = complete_articles(pd.DataFrame({"text": ["Oil.", "Gas."], "article_id": ids}))
    assert rows["article_id"].tolist() == [str(i) for i in ids]


@LAW
@given(
    st.lists(st.text(alphabet="abc", min_size=1), min_size=1, max_size=6, unique=True),
    st.randoms(use_true_random=False),
)
def test_a_table_is_completed_alike_in_any_order_and_left_as_it_was(names, random):
    table = pd.DataFrame({"text": [f"Oil {n}" for n in names], "path": names, "language": "en", "country": names})
    before = table.copy(deep=True)
    shuffled = table.sample(frac=1, random_state=random.randrange(2**31))
    complete = complete_articles(table)
    pd.testing.assert_frame_equal(complete, complete_articles(shuffled))
    pd.testing.assert_frame_equal(table, before)
    assert complete["country"].tolist() == complete["path"].tolist()
    pd.testing.assert_frame_equal(complete_articles(complete), complete)


def test_a_table_that_is_read_is_completed_and_takes_no_second_table(faults_of):
    table = pd.DataFrame({"body": ["Oil.", "Gas.", ""], "published": ["2022-05", None, "2021"], "country": list("abc")})
    reading = read_articles(table)
    rows = reading.articles.set_index("text")
    assert rows["date_precision"].to_dict() == {"Oil.": "month", "Gas.": np.nan}
    assert rows["country"].to_dict() == {"Oil.": "a", "Gas.": "b"}
    assert reading.set_aside[["position", "reason"]].to_numpy().tolist() == [[2, "empty"]]
    assert reading.notes["note"].tolist() == ["columns guessed: text=body, date=published"]
    shuffled = read_articles(table.iloc[[1, 2, 0]]).articles
    pd.testing.assert_series_equal(reading.articles["article_id"], shuffled["article_id"])
    assert len(faults_of(read_articles, table, metadata="articles.csv")) == 1


def test_a_copy_of_a_copy_is_one_of_the_first_and_a_copy_of_itself_is_none():
    of = {"a": None, "b": "a", "c": "b", "d": "d", "e": "gone", "f": "e"}
    table = pd.DataFrame({"article_id": list(of), "text": "Oil.", "duplicate_of": list(of.values())})
    found = complete_articles(table)
    assert found["duplicate_of"].fillna("").tolist() == ["", "a", "a", "", "gone", "gone"]
    kept, copies = drop_copies(found)
    assert kept["article_id"].tolist() == ["a", "d", "e", "f"]
    assert copies["article_id"].tolist() == ["b", "c"]


def test_copies_of_each_other_in_a_circle_are_told_once(faults_of):
    table = pd.DataFrame({"article_id": list("abcdx"), "text": "Oil.", "duplicate_of": ["b", "c", "a", None, "a"]})
    (fault,) = faults_of(complete_articles, table)
    assert "'a', 'b', 'c' are copies of each other in a circle" in fault


@pytest.mark.parametrize(
    ("fields", "texts"),
    [
        ("text", ["Oil rose\nin May.", "Gas."]),
        ("title", ["Oil rose", "Gas."]),
        ("both", ["Oil rose\nin May.", "Gas."]),
    ],
)
def test_the_title_is_counted_once_and_only_where_it_is_asked_for(fields, texts):
    articles = complete_articles(
        pd.DataFrame({"text": ["Oil rose\nin May.", "Gas."], "title": ["Oil rose", None], "article_id": ["a", "b"]})
    )
    before = articles.copy(deep=True)
    assert [text.strip() for text in counted_text(articles, fields)["text"]] == texts
    pd.testing.assert_frame_equal(articles, before)


def test_with_both_a_title_that_the_text_does_not_repeat_is_put_before_it(article):
    counted = counted_text(article("It rose.", title="Oil price"), "both")
    assert counted["text"].tolist() == ["Oil price\n\nIt rose."]
    passages, aside = split_passages(counted, cut_headline=False)
    assert passages["n_tokens"].sum() == 4
    assert aside.empty


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        ("source;began\nEcho;1999", "separates its columns by ';'"),
        ("source,since\nEcho,1999", "has no column 'began'; it needs source and began"),
        ("source,began\nEcho,soon", "'soon'"),
        ("", "sources.csv"),
    ],
)
def test_what_is_wrong_with_the_table_of_outlets_is_told(folder, faults_of, table, fault):
    here = folder({"a.txt": "The harbour was closed after a storm."})
    (here / "sources.csv").write_text(table, encoding="utf-8")
    (told,) = faults_of(read_articles, here)
    assert fault in told

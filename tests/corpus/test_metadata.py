import csv

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.corpus import read_articles
from analysis.corpus.metadata import load_metadata, metadata_table, write_metadata
from analysis.errors import Faults


def loaded(path):
    """Return the rows of a metadata table; raise InputError with all its faults."""
    faults = Faults(str(path))
    rows = load_metadata(path, faults)
    faults.raise_if_any()
    return rows


@pytest.fixture
def table(tmp_path):
    """Write a metadata table and return its path."""

    def write(content):
        path = tmp_path / "articles.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_the_rows_come_back_as_text_with_their_lines(table):
    rows = loaded(table('file, date ,country\n a.txt ,2022,"Cuba, Havana"\n\n,,\nb.txt,,\n'))
    assert rows.to_dict("list") == {
        "file": ["a.txt", "b.txt"],
        "date": ["2022", ""],
        "country": ["Cuba, Havana", ""],
    }
    assert rows.index.tolist() == [2, 5]


@pytest.mark.parametrize(
    "content", ["file,date\na.txt,2022\n", "file,date\r\na.txt,2022", b"\xef\xbb\xbffile,date\na.txt,2022"]
)
def test_line_ends_and_a_byte_order_mark_make_no_difference(table, content):
    assert loaded(table(content)).to_dict("list") == {"file": ["a.txt"], "date": ["2022"]}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", ": is empty"),
        ("fiel,date\na.txt,2022\n", ", line 1: has no column 'file', which names each article's file (its"),
        ("file;date\na.txt;2022\n", ", line 1: separates its columns by ';'; save it as CSV with commas"),
        ("file\tdate\na.txt\t2022\n", ", line 1: separates its columns by tabs; save it as CSV with commas"),
        ("file,Date,DATE\na.txt,2022,2022\n", ", line 1: names the column 'date' twice"),
        ("file,fecha\na.txt,9 mayo 2022\n", ", line 2: '9 mayo 2022' is no date"),
        ("file,date\ncaf\u00e9.txt,\ncafe\u0301.txt,\n", ", line 3: file 'caf\u00e9.txt' stands twice"),
        ("file,date,date\na.txt,2022,2022\n", ", line 1: names the column 'date' twice"),
        ("file,date\na.txt\n", ", line 2: has 1 cells where the first line names 2 columns"),
        ("file,date\na.txt,2022,x\n", ", line 2: has 3 cells where the first line names 2 columns"),
        ("file\na.txt\nb.txt\na.txt\n", ", line 4: file 'a.txt' stands twice"),
        ("file,article_id\na.txt,x\nb.txt,x\n", ", line 3: article_id 'x' stands twice"),
        ("file,date\n,2022\n", ", line 2: names no file"),
        ("file,date\na.txt,2022-13-45\n", ", line 2: '2022-13-45' is no date (month must be in 1..12)"),
        ("file,date\na.txt,9 May 2022\n", ", line 2: '9 May 2022' is no date"),
        ("file,date,date_precision\na.txt,2022,week\n", ", line 2: date_precision 'week' is none of day, month, year"),
        ("file,date,date_precision\na.txt,2022,day\n", ", line 2: date '2022' is less precise than its"),
        ("file,date,date_precision\na.txt,2022-05,day\n", ", line 2: date '2022-05' is less precise than its"),
        ("file,date_confidence\na.txt,high\n", ", line 2: date_confidence 'high' is no number from 0 to 1"),
        ("file,date_confidence\na.txt,90\n", ", line 2: date_confidence '90' is no number from 0 to 1"),
        ('file,date\n"a.txt,2022\n', ": is no CSV in UTF-8"),
        (b"file\n\xe9.txt\n", ": is no CSV in UTF-8"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_value(table, faults_of, content, told):
    path = table(content)
    (fault,) = faults_of(loaded, path)
    assert fault.startswith(f"{path}{told}")


@pytest.mark.parametrize(
    ("names", "ours", "guessed"),
    [
        ("File,DATE,Source", ["file", "date", "source"], None),
        ("file,Date Precision,Region", ["file", "date_precision", "Region"], None),
        ("file,dat,region", ["file", "date", "region"], "date=dat"),
        ("files,Dates", ["file", "date"], "file=files, date=Dates"),
        ("File name,headline,fecha", ["file", "title", "date"], "file=File name, title=headline, date=fecha"),
        ("file,date,published,outlet", ["file", "date", "published", "source"], "source=outlet"),
        ("file,rate,state,subtitle,id,link", ["file", "rate", "state", "subtitle", "id", "link"], None),
    ],
)
def test_columns_are_known_by_other_names_and_that_is_told(table, names, ours, guessed):
    told = []
    rows = load_metadata(table(f"{names}\na.txt{',2022' * names.count(',')}\n"), Faults("table"), told)
    assert list(rows) == ours
    assert told == ([f"columns of articles.csv guessed: {guessed}"] if guessed else [])


def test_a_column_without_a_year_is_not_taken_for_the_date(table):
    told = []
    rows = load_metadata(table("file,time\na.txt,14:30\nb.txt,\n"), Faults("table"), told)
    assert list(rows) == ["file", "time"]
    assert told == ["columns of articles.csv not guessed: date=time, which holds no year"]


def test_a_guessed_column_dates_the_articles_and_is_told_of_them(folder):
    reading = read_articles(folder({"a.txt": "Oil.", "b.txt": "Gas.", "articles.csv": "file,fecha\na.txt,2022\n"}))
    assert reading.articles.set_index("path")["date_source"].dropna().to_dict() == {"a.txt": "metadata"}
    told = [["a.txt", "columns of articles.csv guessed: date=fecha", 1]]
    assert reading.notes.to_numpy().tolist() == told


def test_a_name_may_be_written_with_letters_and_accents_apart_or_together(folder):
    for on_disk, in_table in (("cafe\u0301.txt", "caf\u00e9.txt"), ("caf\u00e9.txt", "cafe\u0301.txt")):
        here = folder({on_disk: "Oil.", "articles.csv": f"file,date\n{in_table},2022\n"}, name=str(len(on_disk)))
        assert read_articles(here).articles[["path", "date_precision"]].to_numpy().tolist() == [[on_disk, "year"]]


def test_a_name_may_begin_with_the_folder_articles(folder, faults_of):
    here = folder({"articles/x/a.txt": "Oil.", "articles.csv": "file,date\narticles/x/a.txt,2022\n"})
    assert read_articles(here).articles["date_precision"].tolist() == ["year"]
    (here / "articles.csv").write_text("file\nx/a.txt\narticles/x/a.txt\narticles/b.txt\n", encoding="utf-8")
    told = [fault.split("articles.csv, ")[1] for fault in faults_of(read_articles, here)]
    assert len(told) == 2
    assert told[0] == "line 3: the file 'x/a.txt' stands twice (first in line 2)"
    assert told[1].endswith("mend the name (it goes from the folder of the articles on) or drop the row")


def test_a_folder_inside_that_is_named_articles_stays_in_its_names(folder):
    files = {
        "articles/articles/a.txt": "Oil.",
        "articles/a.txt": "Gas.",
        "articles.csv": "file,date\narticles/a.txt,2022\n",
    }
    rows = read_articles(folder(files)).articles.set_index("path")["date_precision"]
    assert rows.dropna().to_dict() == {"articles/a.txt": "year"}


def test_a_table_that_does_not_exist_is_refused(tmp_path, faults_of):
    (fault,) = faults_of(loaded, tmp_path / "none.csv")
    assert "cannot be read" in fault


@pytest.mark.parametrize("precision", ["day", "month", "year"])
def test_a_date_may_be_written_more_finely_than_it_is_known(table, precision):
    rows = loaded(table(f"file,date,date_precision\na.txt,2022-05-09,{precision}\n"))
    assert rows["date_precision"].item() == precision


def test_every_fault_of_the_values_is_told_at_once(table, faults_of):
    content = "file,date,date_precision\na.txt,2022-13-45,\na.txt,2022,day\n,soon,week\n"
    told = "\n".join(faults_of(loaded, table(content)))
    for fault in ("'2022-13-45'", "'a.txt' stands twice", "less precise", "names no file", "'soon'", "'week'"):
        assert fault in told


def test_a_row_with_a_wrong_number_of_cells_does_not_hide_the_faults_of_others(table, faults_of):
    told = "\n".join(faults_of(loaded, table("file,date\na.txt\nb.txt,2022-13-45\n")))
    assert "line 2: has 1 cells" in told
    assert "line 3: '2022-13-45' is no date" in told


READ_BACK = ["article_id", "date", "date_precision", "date_source", "date_evidence", "date_confidence", "source",
             "title", "language", "text", "path", "date_proposed"]  # fmt: skip


def same_articles(first, second):
    """Assert that two readings have the same articles but for what the audit alone tells."""
    columns = [c for c in READ_BACK if c in first and c in second]
    pd.testing.assert_frame_equal(first[columns], second[columns])


def test_the_written_table_gives_the_same_articles(folder, tmp_path):
    mine = folder(
        {
            "2020-05-06-oil.txt": 'Title: Oil, "the" price\nSource: =1+1\n\nThe price of oil rose today.',
            "month.txt": "Date: May 2021\n\nThe price of gas rose in that month.",
            "proposed.txt": "The council met on 3 June 2022 and spoke of water.",
            "doubtful-2019-01-05.txt": "Date: 2021-05-01\n\nTwo dates stand against each other here.",
            "rows.csv": "text,title,date\nThe first row of all.,-1,2020-01-02\nThe second row of it.,@b,\n",
            "sub folder/ünder.txt": "Nothing here tells a date.",
        }
    )
    before = read_articles(mine)
    n = write_metadata(before.articles, tmp_path / "new.csv")
    assert n == len(before.articles) == 7
    after = read_articles(mine, metadata=tmp_path / "new.csv")
    same_articles(before.articles, after.articles)
    lines = (tmp_path / "new.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("file,position,title,date,date_precision")
    assert any("proposed.txt" in line and "2022-06-03" in line for line in lines)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in csv.reader(lines) for cell in row)


def test_a_proposed_date_that_is_confirmed_dates_the_article(folder, tmp_path):
    mine = folder({"a.txt": "The council met on 3 June 2022 and spoke of water."})
    write_metadata(read_articles(mine).articles, tmp_path / "new.csv")
    rows = pd.read_csv(tmp_path / "new.csv", dtype="str")
    rows["date"] = rows["date_proposed"]
    rows.to_csv(tmp_path / "new.csv", index=False)
    article = read_articles(mine, metadata=tmp_path / "new.csv").articles.iloc[0]
    assert (f"{article['date']:%Y-%m-%d}", article["date_source"]) == ("2022-06-03", "metadata")


def test_what_a_person_may_have_filled_in_is_never_overwritten(folder, tmp_path, faults_of):
    articles = read_articles(folder({"a.txt": "A text of no date."})).articles
    (tmp_path / "mine.csv").write_text("precious", encoding="utf-8")
    (fault,) = faults_of(write_metadata, articles, tmp_path / "mine.csv")
    assert "exists" in fault
    assert (tmp_path / "mine.csv").read_text(encoding="utf-8") == "precious"
    (tmp_path / "link.csv").symlink_to(tmp_path / "nowhere.csv")
    assert "exists" in faults_of(write_metadata, articles, tmp_path / "link.csv")[0]


def test_columns_that_say_nothing_new_are_left_out(folder):
    articles = read_articles(folder({"a.txt": "A text of no date.", "b.txt": "Another text."})).articles
    table = metadata_table(articles)
    assert "position" not in table
    assert "article_id" not in table
    assert table["file"].tolist() == ["a.txt", "b.txt"]


def test_further_columns_of_the_table_that_was_read_are_kept(folder, tmp_path):
    own = 'file,region,position,sha256\narticles/caf\u00e9.txt,"north, \u00e9",,\nrows.csv,south,1,\n'
    rows = "text,section\nThe first row of all.,a\nThe second row of it.,b\n"
    here = folder({"articles/cafe\u0301.txt": "A text.", "articles/rows.csv": rows, "articles.csv": own})
    before = read_articles(here).articles
    write_metadata(before, tmp_path / "new.csv", metadata=here / "articles.csv")
    table = pd.read_csv(tmp_path / "new.csv", keep_default_na=False)
    assert table["region"].tolist() == ["north, \u00e9", "", "south"]
    assert "section" not in table
    after = read_articles(here, metadata=tmp_path / "new.csv").articles
    same_articles(before, after)
    assert after["region"].equals(before["region"])


def test_an_identifier_of_its_own_is_written(tmp_path, folder):
    mine = folder({"a.csv": "id,text\nx1,The first text of all.\nx2,The second text of it.\n"})
    before = read_articles(mine)
    assert metadata_table(before.articles)[["position", "article_id"]].to_numpy().tolist() == [["0", "x1"], ["1", "x2"]]
    write_metadata(before.articles, tmp_path / "new.csv")
    same_articles(before.articles, read_articles(mine, metadata=tmp_path / "new.csv").articles)


def test_a_file_whose_name_no_table_can_hold_has_no_row(folder):
    articles = read_articles(folder({" a.txt": "A text of no date.", "b.txt": "Another text."})).articles
    assert metadata_table(articles)["file"].tolist() == ["b.txt"]


@given(st.text(max_size=30), st.text(max_size=10), st.sampled_from(["day", "month", "year"]), st.floats(0, 1))
def test_any_title_comes_back_but_for_space_around_it(tmp_path, title, source, precision, confidence):
    article = {
        "article_id": "x", "path": "a.txt", "position": 0, "title": title, "source": source, "language": "en",
        "date": pd.Timestamp("2020-01-01"), "date_precision": precision, "date_confidence": confidence,
        "date_source": "link", "date_evidence": "", "date_problem": None, "date_proposed": None,
    }  # fmt: skip
    path = tmp_path / "new.csv"
    path.unlink(missing_ok=True)
    write_metadata(pd.DataFrame([article]), path)
    (row,) = loaded(path).to_dict("records")
    clean = title.encode("utf-8", "replace").decode("utf-8").replace("\0", "")
    assert row["title"] == clean.strip()
    assert float(row["date_confidence"]) == confidence
    assert row["date"] == "2020-01-01"[: {"day": 10, "month": 7, "year": 4}[precision]]

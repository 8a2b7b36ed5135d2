import pytest

from analysis.corpus.metadata import load_metadata
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
        ("file;date\na.txt;2022\n", ", line 1: separates its columns by ';'"),
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

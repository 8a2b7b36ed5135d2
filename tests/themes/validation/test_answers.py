"""Coders' files: read in the forms in which they come, refused with every fault at once."""

from __future__ import annotations

import pandas as pd
import pytest

from analysis.errors import InputError
from analysis.themes.validation import check_key, read_answers

KEY = pd.DataFrame(
    [
        {"task_id": task_id, "letter": letter, "model": "lda", "kind": kind, "theme": f"theme{letter}",
         "intruder": kind != "label" and letter == "B", "unit": "passage", "unit_id": "p", "article_id": "a",
         "stratum": "all", "inclusion": 0.5}
        for task_id, kind in (("t1", "label"), ("t2", "word_intrusion"), ("t3", "label"))
        for letter in "ABC"
    ]
)  # fmt: skip


def read(tmp_path, **files):
    paths = []
    for name, content in files.items():
        paths.append(tmp_path / f"{name}.csv")
        paths[-1].write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return read_answers(paths, check_key(KEY))


def test_answers_are_read_in_every_form_in_which_they_come(tmp_path):
    table = read(
        tmp_path,
        ann="task_id,text,answer,coder\nt1,\"two\nlines, 'quoted'\",c a,\nt2,,b,\nt3,,,\n",
        two="\ufeffcoder;task_id ;answer\nBen ;t1;A, C\nBen;t2;C\nBen;t3;NONE\n",
        three="answer\ttask_id\tcoder\nb|a\tt1\tЖеня\nA\tt2\tЖеня\n",
    )
    told = table.set_index(["coder", "task_id"])["answer"].to_dict()
    assert told == {
        ("ann", "t1"): "A C", ("ann", "t2"): "B", ("Ben", "t1"): "A C", ("Ben", "t2"): "C", ("Ben", "t3"): "none",
        ("Женя", "t1"): "A B", ("Женя", "t2"): "A",
    }  # fmt: skip


@pytest.mark.parametrize(("written", "read_as"), [("AB", "A B"), ("ca", "A C"), ("CBA", "A B C"), ("None", "none")])
def test_letters_may_be_run_together(tmp_path, written, read_as):
    assert read(tmp_path, ann=f"task_id,answer\nt1,{written}\n")["answer"].tolist() == [read_as]


@pytest.mark.parametrize("written", ["AD", "AA", "NO", "A none", "Bnone"])
def test_what_is_no_row_of_letters_is_refused_and_told_how_to_write_several(tmp_path, written):
    with pytest.raises(
        InputError, match="allowed are the letters A, B, C, several as 'A C', 'A, C' or 'AC', or 'none'"
    ):
        read(tmp_path, ann=f"task_id,answer\nt1,{written}\n")


def test_letters_run_together_are_one_too_many_where_one_is_asked_for(tmp_path):
    with pytest.raises(InputError, match="choose one letter"):
        read(tmp_path, ann="task_id,answer\nt2,AB\n")


def test_texts_with_odd_ends_of_lines_or_of_great_length_leave_their_rows_whole(tmp_path):
    odd = "one\u2028two\x85three\x0bfour"
    content = f'text,task_id,answer\n{odd},t1,A\n"{"long " * 60_000}",t2,B\n'
    assert read(tmp_path, ann=content)["answer"].tolist() == ["A", "B"]


def test_the_order_of_files_and_rows_does_not_matter(tmp_path):
    first = read(tmp_path, a="task_id,answer\nt1,A\nt2,B\n", b="task_id,answer\nt1,C\n")
    second = read(tmp_path, b="task_id,answer\nt1,C\n", a="task_id,answer\nt2,B\nt1,A\n")
    pd.testing.assert_frame_equal(first, second)


def test_every_fault_is_told_at_once_with_its_place(tmp_path):
    with pytest.raises(InputError) as error:
        read(
            tmp_path,
            ann="task_id,answer,coder\nt1,A,Ann\nt9,A,Ann\nt2,A B,Ann\nt2,D,Ann\nt2,none,Ann\nt3,A none,Ann\n",
            again="task_id,answer,coder\nt1,B,ann\n",
            bare="task,reply\nt1,A\n",
            latin="task_id,answer,coder\nt1,A,Jos\xe9\n".encode("latin-1"),
            nothing=b"",
        )
    told = "\n".join(error.value.faults)
    for part in (
        "ann.csv, line 3: the task 't9' is not among those that were drawn", "line 4: answer 'A B'",
        "choose one letter", "line 5: answer 'D' to the task 't2': allowed are the letters A, B, C",
        "line 6: answer 'none'", "line 7: answer 'A none'", "or 'none' alone",
        "again.csv, line 2: 'ann' answers the task 't1' twice (first in",
        "bare.csv, line 1: the column 'task_id', 'answer'",
        "latin.csv: is not in UTF-8", "nothing.csv: is empty",
    ):  # fmt: skip
        assert part in told
    assert len(error.value.faults) == 9


def test_files_without_an_answer_and_files_that_are_not_there_are_refused(tmp_path):
    with pytest.raises(InputError, match="no file holds an answer"):
        read(tmp_path, ann="task_id,answer\nt1,\n")
    with pytest.raises(InputError, match=r"gone.csv: cannot be read"):
        read_answers([tmp_path / "gone.csv"], KEY)


def test_a_key_that_was_spoiled_is_refused():
    with pytest.raises(InputError, match="inclusion"):
        check_key(KEY.assign(inclusion=7.0))

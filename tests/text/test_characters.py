import sys
import unicodedata

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.text import scan
from analysis.text.characters import kind, kinds

LAW = settings(max_examples=500)


@LAW
@given(st.integers(0, sys.maxunicode).filter(lambda point: point < scan.N_POINTS))
def test_the_table_holds_the_kind_of_every_character(point):
    assert kinds()[point] == kind(chr(point))


def test_what_stands_behind_the_table_is_no_part_of_a_word():
    assert all(unicodedata.category(chr(p))[0] not in "LMN" for p in range(scan.N_POINTS, sys.maxunicode + 1, 97))


def test_every_kind_has_characters():
    assert set(np.unique(kinds())) == set(range(scan.END))

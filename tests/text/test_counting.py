import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.text import Words, count_terms, locate_terms, sequences
from tests.naive import naive_counts
from tests.text.test_tokens import MIXED

LAW = settings(max_examples=200)
WORDS = Words()
PHRASES = [("victory", "day"), ("victory", "day", "parade"), ("day", "parade"), ("oil",), ("the", "oil")]
CHUNKS = [
    "Oil", "oil", "oil,", "(Victory", "Day", "day.", "Victory Day parade", "parade", "the", "sanctions",
    "Díaz-Canel", "Diaz-Canel", "U.S.", "us", "US", "Cuba’s", "#Cuba", "Military-Technical", "2022",
    "https://x.y/z", "@user", "a@b.com", "—",
]  # fmt: skip
TEXTS = st.lists(
    st.lists(st.tuples(st.sampled_from(CHUNKS), st.sampled_from([" ", "\n", "\n\n"]))).map(
        lambda pairs: "".join(part for pair in pairs for part in pair)
    ),
    min_size=1,
    max_size=4,
)  # fmt: skip


def counted(texts, **options):
    """The counts of each text as a plain dict of the terms that stand in it."""
    counts = count_terms(texts, **options)
    return [{t: n for t, n in zip(counts.terms, row, strict=True) if n} for row in counts.counts.toarray()]


@LAW
@given(
    TEXTS.map(lambda texts: [*texts, "oil"]),
    st.lists(st.sampled_from(PHRASES), unique=True),
    st.sampled_from([(1, 1.0), (2, 1.0), (1, 0.5), (2, 0.6)]),
)
def test_counts_equal_the_naive_ones(texts, phrases, limits):
    rules = {"phrases": phrases, "keep": ["oil"], "leave_out": ["oil", "cuba", "victory day", "no such term"]}
    rules |= {"min_count": limits[0], "max_share": limits[1]}
    assert counted(texts, words=WORDS, **rules) == naive_counts(texts, WORDS, **rules)


@LAW
@given(TEXTS.map(lambda texts: [*texts, "oil"]))
def test_located_terms_are_the_counted_ones_and_stand_where_they_say(texts):
    ids = [f"p{i}" for i in range(len(texts))]
    found = locate_terms(texts, passage_ids=ids, languages=["en"] * len(texts), phrases=PHRASES, words=WORDS)
    counts = count_terms(texts, passage_ids=ids, phrases=PHRASES, words=WORDS)
    tally = found.groupby(["passage_id", "term"]).size()
    sums = counts.counts.toarray()
    expected = {(p, t): sums[i, j] for i, p in enumerate(ids) for j, t in enumerate(counts.terms) if sums[i, j]}
    assert tally.to_dict() == expected
    for _, rows in found.groupby("passage_id"):
        assert (rows["start"] < rows["end"]).all()
        assert (rows["start"].to_numpy()[1:] >= rows["end"].to_numpy()[:-1]).all()


@pytest.mark.parametrize(
    ("text", "term", "written"),
    [
        ("In Victory\nDay parades", "victory day", "Victory\nDay"),
        ("Cuba’s oil", "cuba", "Cuba"),
        ("Military-Technical aid", "technical", "Technical"),
        ("by U.S. sanctions", "usa", "U.S."),
        ("by U.S.-led aid", "usa", "U.S."),
        ("Di\u0301az spoke", "diaz", "Di\u0301az"),
    ],
)
def test_a_term_is_located_with_all_its_letters(text, term, written):
    found = locate_terms([text], passage_ids=["p"], languages=["en"], phrases=[("victory", "day")]).set_index("term")
    assert text[found.loc[term, "start"] : found.loc[term, "end"]] == written


@pytest.mark.parametrize("text", ["Victory Day", "victory\nday", "On VICTORY  DAY.", "Victory\r\nDay"])
def test_a_phrase_is_counted_once_and_its_words_not_again(text):
    assert counted([text], phrases=[("victory", "day")]) == [{"victory day": 1}]


def test_words_outside_a_phrase_are_still_counted():
    assert counted(["Victory for oil on Victory Day"], phrases=[("victory", "day")]) == [
        {"victory": 1, "oil": 1, "victory day": 1}
    ]


def test_of_two_phrases_at_a_word_the_longer_one_counts():
    phrases = [("great", "patriotic"), ("great", "patriotic", "war"), ("patriotic", "war")]
    assert counted(["Great Patriotic War, great patriotic army"], phrases=phrases) == [
        {"great patriotic war": 1, "great patriotic": 1, "army": 1}
    ]


def test_a_phrase_may_hold_stop_words():
    phrase = WORDS.forms("Día de la Victoria", "es")[0]
    assert counted(["El día de la Victoria"], languages="es", phrases=[phrase]) == [{" ".join(phrase): 1}]


@pytest.mark.parametrize(
    ("text", "language", "terms"),
    [
        ("The U.S., the US and us", "en", {"usa": 2}),
        ("Díaz-Canel met Diaz-Canel", "en", {"diaz-canel": 2, "meet": 1}),
        ("#Cuba @user https://a.b/c 2022", "en", {"cuba": 1}),
        ("военный майор", "ru", {"военный": 1, "майор": 1}),
        ("Sanciones, SANCIÓN", "es", {"sancion": 2}),
    ],
)
def test_the_terms_of_a_text_in_its_language(text, language, terms):
    assert counted([text], languages=language) == [terms]


def test_every_text_has_its_own_language():
    assert counted(["sanctions", "sanciones"], languages=["en", "es"]) == [{"sanction": 1}, {"sancion": 1}]


def test_an_empty_text_keeps_its_row_and_its_id():
    counts = count_terms(["", "oil", "the"], passage_ids=["a", "b", "c"])
    assert counts.passage_ids == ("a", "b", "c")
    assert counts.totals.tolist() == [0, 1, 0]


@LAW
@given(TEXTS.map(lambda texts: [*texts, "oil"]), st.randoms(use_true_random=False))
def test_the_order_of_the_texts_makes_no_difference(texts, random):
    order = random.sample(range(len(texts)), len(texts))
    one = count_terms(texts, words=WORDS)
    two = count_terms([texts[i] for i in order], words=WORDS)
    assert one.terms == two.terms == tuple(sorted(one.terms))
    np.testing.assert_array_equal(one.counts.toarray()[order], two.counts.toarray())


@pytest.mark.parametrize(
    ("texts", "options", "told"),
    [
        (["the of 2022"], {}, "in 1 passages or more"),
        ([], {}, "no term stands"),
        (["oil", "gas"], {"min_count": 2}, "in 2 passages or more and in at most 100% of 2"),
        (["oil"], {"languages": "english"}, "'english' is no code"),
        (["oil"], {"languages": [None]}, "language None is no code"),
        (["oil", None], {}, "texts[1] is None; it must be a str"),
        ([b"oil"], {}, "texts[0] is b'oil'; it must be a str"),
        ("oil", {}, "texts is one str"),
        (["oil"], {"passage_ids": ["a", "b"]}, "passage_ids has 2 entries for 1 texts"),
        (["oil"], {"languages": ["en", "es"]}, "languages has 2 entries for 1 texts"),
        (["oil"], {"min_count": 0}, "min_count is 0; it must be 1 or more"),
        (["oil"], {"max_share": float("nan")}, "max_share is nan; it must be above 0"),
        (["石油价格上涨", "👍"], {}, "check the language"),
    ],
)
def test_where_nothing_can_be_counted_the_reason_is_told(texts, options, told):
    with pytest.raises(InputError) as caught:
        count_terms(texts, **options)
    assert told in str(caught.value)


@LAW
@given(st.lists(MIXED, max_size=4).map(lambda texts: [*texts, "oil"]), st.sampled_from(["en", "es", "ru", "fr"]))
def test_counts_and_places_agree_on_texts_of_anything(texts, language):
    counts = count_terms(texts, languages=language, words=WORDS)
    ids = list(counts.passage_ids)
    found = locate_terms(texts, passage_ids=ids, languages=language, words=WORDS)
    tally = found.groupby(["passage_id", "term"]).size().to_dict()
    dense = counts.counts.toarray()
    assert tally == {(ids[i], counts.terms[j]): dense[i, j] for i, j in zip(*np.nonzero(dense), strict=True)}
    for i, rows in found.groupby("passage_id"):
        assert (rows["start"] < rows["end"]).all()
        assert (rows["start"].to_numpy()[1:] >= rows["end"].to_numpy()[:-1]).all()
        assert rows["end"].max() <= len(texts[int(i)])


@LAW
@given(TEXTS.map(lambda texts: [*texts, "oil"]))
def test_the_matrix_is_in_order_and_holds_no_cell_twice_and_no_zero(texts):
    counts = count_terms(texts, words=WORDS).counts
    for first, last in zip(counts.indptr[:-1], counts.indptr[1:], strict=True):
        assert (np.diff(counts.indices[first:last]) > 0).all()
    assert (counts.data > 0).all()


def test_blocks_change_nothing(monkeypatch):
    texts = ["Oil and gas", "", "Victory Day " * 5, "oil", "Díaz-Canel"] * 7
    options = {"phrases": PHRASES, "min_count": 2}
    whole = count_terms(texts, **options)
    monkeypatch.setattr(sequences, "BLOCK_CHARACTERS", 20)
    monkeypatch.setattr(sequences, "BLOCK_TEXTS", 2)
    parted = count_terms(texts, **options)
    assert whole.terms == parted.terms
    np.testing.assert_array_equal(whole.counts.toarray(), parted.counts.toarray())


def test_words_that_a_shared_object_knows_from_other_texts_are_no_terms_of_these():
    words = Words()
    count_terms(["sanctions and oil"], words=words)
    assert count_terms(["gas"], words=words, keep=["oil"]).terms == ("gas",)


def test_more_words_than_there_is_room_for_at_first_are_all_counted():
    names = [
        f"{a}{b}{c}x"
        for a in map(chr, range(0x430, 0x450))
        for b in map(chr, range(97, 123))
        for c in "bcdfghjklmnpqrst" * 3
    ]
    names = sorted({name + str("y" * (i % 9)) for i, name in enumerate(names)})
    counts = count_terms([" ".join(names), " ".join(reversed(names)), "oil"], languages="und")
    assert len(counts.terms) == len(names) + 1 > 16_384
    assert counts.totals.tolist() == [len(names), len(names), 1]


def test_words_with_the_same_key_are_told_apart_by_their_bytes():
    # The letters that differ cancel out in the key.
    one, other = "abcdefgaabcaefga", "abcdefgdabcxefgx"
    assert counted([f"{one} {other} {one}"], languages="und") == [{one: 2, other: 1}]


def test_words_of_any_length_are_told_apart_up_to_their_last_letter():
    names = ["a" * n + end for n in range(2, 40) for end in ("", "b", "é", "я")]
    found = counted([" ".join(names + names)], languages="und")
    assert found == [dict.fromkeys((name.replace("é", "e") for name in names), 2)]


def test_a_word_means_in_each_language_what_it_means_there():
    texts = ["sanciones parliamentarians", "sanciones parliamentarians"]
    assert counted(texts, languages=["es", "en"])[0].keys() != counted(texts, languages=["es", "en"])[1].keys()


def test_other_languages_are_counted_in_small_letters_without_accents():
    assert counted(["Élysée, le pétrole; L’ÉTÉ"], languages="fr") == [{"elysee": 1, "le": 1, "petrole": 1, "l'ete": 1}]


def test_composed_and_decomposed_letters_count_alike():
    assert counted(["Ni\u00f1o", "Nin\u0303o"], languages="es") == [{"nino": 1}, {"nino": 1}]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("sanc-\ntions", {"sanction": 1}),
        ("military-\ntechnical aid", {"military": 1, "technical": 1, "aid": 1}),
        ("anti-sanc-\r\n  tions", {"anti": 1, "sanction": 1}),
        ("sanc\u00adtions sanc\u200btions", {"sanction": 2}),
    ],
)
def test_a_word_broken_at_the_end_of_a_line_is_mended(text, terms):
    assert counted([text]) == [terms]

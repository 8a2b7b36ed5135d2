import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import InputError
from analysis.text import Words, count_terms, locate_terms
from tests.naive import naive_counts

LAW = settings(derandomize=True, deadline=None, max_examples=200)
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
    rules = {"phrases": phrases, "keep": ["oil"], "min_count": limits[0], "max_share": limits[1]}
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
    phrase = WORDS.phrase("Día de la Victoria", "es")
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
    ],
)
def test_where_nothing_can_be_counted_the_reason_is_told(texts, options, told):
    with pytest.raises(InputError) as caught:
        count_terms(texts, **options)
    assert told in str(caught.value)

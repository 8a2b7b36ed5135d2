import os
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.duplicates import pairs as pairs_module
from analysis.corpus.duplicates.copies import Copies, find_copies, text_getter
from analysis.corpus.duplicates.pairs import Pairs
from analysis.corpus.duplicates.shingles import shingle_set, sketch
from tests.naive import naive_copies, naive_plain, naive_shingles, naive_similarity

CORPORA = os.environ.get("THEMELINE_CORPORA")
WORDS = [f"word{i}" for i in range(400)]
LETTERS = "abAB éÉ'’.,- \n\t1石油かa\u0301\u00ad_"


def story(seed, n=150):
    return random.Random(seed).choices(WORDS, k=n)


def edited(words, n, seed):
    rng, words = random.Random(seed), list(words)
    for place in rng.sample(range(len(words)), n):
        words[place] = f"edit{seed}at{place}"
    return " ".join(words)


def found_in(texts, ids, dates=None, **options):
    table = find_copies(texts, ids=ids, dates=dates, **options)
    return {row.article_id: (row.duplicate_of, row.kind) for row in table.itertuples()}


@st.composite
def collections(draw):
    """Articles of a few stories, some of them with some words exchanged or in another case, some with a date."""
    texts = []
    for _ in range(draw(st.integers(1, 14))):
        words = story(draw(st.integers(0, 3)), draw(st.sampled_from([0, 1, 2, 4, 40, 41, 150])))
        text = edited(words, min(len(words), draw(st.integers(0, 6))), draw(st.integers(0, 3)))
        texts.append(draw(st.sampled_from([text, text.upper(), f" {text}\n", text.replace(" ", ", ")])))
    dates = draw(
        st.lists(st.sampled_from([None, "2020-01-01", "2021-05-09"]), min_size=len(texts), max_size=len(texts))
    )
    return texts, [f"a{i}" for i in range(len(texts))], dates


@settings(max_examples=150)
@given(collections())
def test_copies_are_those_that_a_look_at_all_pairs_finds(collection):
    texts, ids, dates = collection
    table = find_copies(texts, ids=ids, dates=np.array(dates, dtype="datetime64[s]"))
    expected = naive_copies(texts, ids, dates, 0.8)
    assert {row.article_id: (row.duplicate_of, row.kind) for row in table.itertuples()} == expected
    text_of = dict(zip(ids, texts, strict=True))
    for row in table.itertuples():
        similarity = naive_similarity(text_of[row.article_id], text_of[row.duplicate_of])
        assert row.similarity == pytest.approx(similarity if naive_shingles(text_of[row.article_id]) else 1.0)
    assert not set(table["duplicate_of"]) & set(table["article_id"])


@settings(max_examples=40)
@given(collections(), st.randoms(use_true_random=False), st.integers(1, 5), st.sampled_from([1, 2]))
def test_neither_order_nor_parts_nor_threads_make_a_difference(collection, rng, n_parts, n_jobs):
    texts, ids, dates = collection
    dates = np.array(dates, dtype="datetime64[s]")
    order = rng.sample(range(len(texts)), len(texts))
    copies = Copies(n_jobs=n_jobs)
    for part in np.array_split(np.array(order), n_parts):
        copies.add([ids[i] for i in part], [texts[i] for i in part], dates[part])
    table = copies.found(text_getter(texts, ids))
    pd.testing.assert_frame_equal(table, find_copies(texts, ids=ids, dates=dates, n_jobs=1))


@settings(max_examples=200)
@given(st.text(LETTERS, max_size=60), st.text(LETTERS, max_size=60))
def test_shingles_and_exact_hashes_are_those_of_the_plain_text(first, second):
    assert len(shingle_set(first)) == len(naive_shingles(first.replace("\u00ad", "")))
    one, other = sketch([first, second]).exact.tolist()
    assert (one == other) == (naive_plain(first.replace("\u00ad", "")) == naive_plain(second.replace("\u00ad", "")))


@settings(max_examples=100)
@given(st.lists(st.text(st.characters(exclude_categories=[])) | st.none(), max_size=5))
def test_any_text_can_be_read(texts):
    ids = [f"a{i}" for i in range(len(texts))]
    copies = find_copies(texts, ids=ids)
    assert set(copies["article_id"]) <= set(ids)
    if all(text is None or not any("\ud800" <= c <= "\udfff" for c in text) for text in texts):
        for kind in (pa.string(), pa.large_string()):
            padded = pa.array(["x", *texts, "y"], kind)[1:-1]
            pd.testing.assert_frame_equal(find_copies(padded, ids=ids), copies)


def test_bytes_that_are_no_text_do_no_harm():
    data = pa.py_buffer(b"oil \xe2\x82")
    broken = pa.LargeStringArray.from_buffers(1, pa.py_buffer(np.array([0, len(data)])), data)
    assert sketch(broken).n_filled.tolist() == [1]


def test_a_long_text_has_all_its_shingles():
    words = [f"w{i}" for i in range(50_000)]
    assert len(shingle_set(" ".join(words))) == len(words) - 2
    assert found_in([" ".join(words), " ".join(words[:-1])], ["a", "b"]) == {"b": ("a", "near")}


def test_the_similarity_of_very_long_texts_is_estimated_from_a_part_of_them(monkeypatch):
    words, other = story(1, 20_000), story(2, 6_000)
    texts = {"a": " ".join(words), "b": " ".join(words[:14_000] + other), "c": "oil rose today"}
    true = naive_similarity(texts["a"], texts["b"])
    monkeypatch.setattr(pairs_module, "_WHOLE", 20_000)
    pairs = Pairs(texts.__getitem__)
    assert pairs.common("a", "b").n_first < 5_000
    assert pairs.common("a", "b").similarity == pytest.approx(true, abs=0.05)
    assert pairs.common("a", "c").n_common == 0


def test_the_earliest_is_kept_and_undated_articles_come_last():
    texts = ["Oil rose today in Moscow."] * 4
    dates = np.array(["NaT", "2021-01-01", "2020-01-01", "2020-01-01"], dtype="datetime64[s]")
    assert set(found_in(texts, ["a", "b", "d", "c"], dates).values()) == {("c", "exact")}


def test_a_chain_of_changes_ends_where_the_similarity_to_the_one_that_is_kept_does():
    words = story(1)
    texts = [" ".join(words), edited(words, 3, 1), edited(edited(words, 3, 1).split(), 3, 2)]
    texts.append(edited(texts[2].split(), 6, 3))
    similarity = [naive_similarity(texts[0], text) for text in texts]
    assert similarity[2] > 0.75 > similarity[3]
    assert naive_similarity(texts[2], texts[3]) > 0.75
    found = found_in(texts, ["a", "b", "c", "d"], threshold=0.75)
    assert found == {"b": ("a", "near"), "c": ("a", "near")}


def test_texts_without_words_are_exact_copies_only_and_blank_ones_none():
    texts = ["", " \n", "***", " *** ", "****", "* **", None]
    assert found_in(texts, list("abcdefg")) == {"d": ("c", "exact")}


@pytest.mark.parametrize(
    "text",
    [
        "石油价格今天上涨了百分之三引起市场的关注和讨论很多人认为这是好消息" * 2,
        "ราคาน้ำมันวันนี้ขึ้นสูงมากทำให้ตลาดสนใจกันมาก" * 3,
    ],
)
def test_scripts_without_spaces_are_compared_by_characters(text):
    other = "今日は大阪で新しい博物館が開きました多くの人が訪れました"
    assert found_in([text, text[:-2] + "。", other], list("abc")) == {"b": ("a", "near")}


def test_accents_apostrophes_and_forms_of_letters_make_no_difference():
    texts = ["El año pasado el señor dijo it’s", "EL ANO PASADO EL SEN\u0303OR DIJO ITS"]
    assert found_in(texts, ["a", "b"]) == {"b": ("a", "exact")}


@pytest.mark.parametrize("threshold", [0.0, -1.0, 1.5, float("nan")])
def test_a_threshold_that_is_none_is_refused(threshold):
    with pytest.raises(ValueError, match="threshold is"):
        Copies(threshold=threshold)


def test_ids_must_be_as_many_as_texts_and_differ():
    with pytest.raises(ValueError, match="1 ids, 2 texts"):
        find_copies(["a", "b"], ids=["a"])
    with pytest.raises(ValueError, match="'a' stands several times"):
        find_copies(["a", "b"], ids=["a", "a"])


def test_no_articles_have_no_copies():
    table = find_copies([], ids=[])
    assert list(table) == ["article_id", "duplicate_of", "similarity", "kind"]
    assert table.empty


def test_thousands_of_equal_texts_are_one_article(monkeypatch):
    monkeypatch.setattr(Pairs, "common", lambda *_: pytest.fail("no pair needs a look"))
    table = find_copies([" ".join(story(0))] * 20_000, ids=[f"a{i:05d}" for i in range(20_000)])
    assert set(table["duplicate_of"]) == {"a00000"}
    assert len(table) == 19_999


@pytest.fixture
def looks(monkeypatch):
    """The pairs that are compared by their words."""
    seen, true = [], Pairs.common
    monkeypatch.setattr(Pairs, "common", lambda self, *pair: seen.append(pair) or true(self, *pair))
    return seen


def test_boilerplate_that_all_share_hides_no_copy_and_costs_no_look_at_all_pairs(looks):
    n, boilerplate = 3_000, story(0, 200)
    bodies = [boilerplate + [f"own{i}no{k}" for k in range(60)] for i in range(n)]
    texts = [" ".join(words) for words in bodies] + [edited(words, 3, 1) for words in bodies[:500]]
    ids = [f"a{i:05d}" for i in range(len(texts))]
    copies = Copies().add(ids, texts)
    found = copies.found(text_getter(texts, ids))
    expected = {ids[n + i]: ids[i] for i in range(500)}
    assert dict(zip(found["article_id"], found["duplicate_of"], strict=True)) == expected
    assert len(looks) < 60 * len(texts)
    assert set(copies.crowded) <= set(ids)
    assert copies.crowded


def test_a_family_of_thousands_of_near_copies_takes_a_look_or_two_each(looks):
    words, n = story(0), 3_000
    texts = [" ".join(words)] + [edited(words, 2, seed) for seed in range(n)]
    table = find_copies(texts, ids=[f"a{i:05d}" for i in range(len(texts))])
    assert set(table["duplicate_of"]) == {"a00000"}
    assert len(table) == n
    assert len(looks) == n


def test_a_shorter_version_is_suspected_and_kept():
    words, other = story(1, 600), story(2, 600)
    texts = {"a": " ".join(words), "b": " ".join(words[:250]), "c": " ".join(other), "d": ""}
    copies = Copies().add(texts, list(texts.values()))
    found = copies.found(texts.__getitem__)
    assert found.empty
    suspected = copies.suspected(found, texts.__getitem__)
    assert suspected[["article_id", "other_id", "kind"]].to_numpy().tolist() == [["b", "a", "contained"]]
    assert suspected["containment"].item() == pytest.approx(1.0, abs=0.01)
    assert suspected["similarity"].item() == pytest.approx(naive_similarity(texts["a"], texts["b"]))
    assert copies.suspected(found, texts.__getitem__, most=0).empty


def test_articles_that_are_alike_without_being_copies_are_suspected():
    words = story(1, 600)
    texts = {"a": " ".join(words), "b": edited(words, 40, 1), "c": " ".join(words[:100] + story(3, 500))}
    copies = Copies().add(texts, list(texts.values()))
    suspected = copies.suspected(copies.found(texts.__getitem__), texts.__getitem__)
    assert suspected[["article_id", "other_id", "kind"]].to_numpy().tolist() == [["b", "a", "similar"]]


def table_of(name):
    if not CORPORA or not Path(CORPORA, f"{name}.parquet").is_file():
        pytest.skip(f"THEMELINE_CORPORA names no folder that holds {name}.parquet")
    return pd.read_parquet(Path(CORPORA, f"{name}.parquet")).assign(text=lambda table: table["text"].fillna(""))


def test_every_planted_pair_is_found_and_no_other():
    for _, part in table_of("neardup_minhash").groupby("source"):
        found = find_copies(part["text"].tolist(), ids=part["id"].tolist())
        label = part.set_index("id")["label"]
        assert label[found["article_id"]].tolist() == label[found["duplicate_of"]].tolist()
        assert set(found["article_id"].map(label)) == set(label.dropna())


@pytest.mark.parametrize(("name", "n_exact"), [("reuters21578", 2140), ("nyt_fulltext_2019_2020", 921)])
def test_the_exact_copies_of_real_corpora_are_found(name, n_exact):
    table = table_of(name)
    found = find_copies(table["text"].tolist(), ids=table["id"].tolist(), dates=pd.to_datetime(table["date"]))
    assert (found["kind"] == "exact").sum() == n_exact

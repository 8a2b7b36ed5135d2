import textwrap
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import complete_articles, passage_texts, split_passages
from analysis.corpus.duplicates.shingles import utf8
from analysis.corpus.furniture.frames import common_ends, count_frames
from analysis.corpus.furniture.lines import find_lines
from analysis.corpus.furniture.repeated import FEWEST, REASON, Repeated, count_repeats, find_repeated, merge_repeats
from analysis.corpus.furniture.tallies import merge

BOX = "Sign up here for our letter of the week"
LINES = ["Oil rose.", BOX, "— — —", "", "Más petróleo.", "石油价格上涨。", "Menu", "  Menu ", "He said so."]
TEXTS = st.lists(st.sampled_from(LINES)).map("\n".join)


def name(number):
    """Return a word for a number, without a digit."""
    return "".join("abcdefghij"[int(digit)] for digit in str(abs(number))) + ("z" if number < 0 else "")


def body(i, n=4):
    """Return the lines of a story that no other number tells."""
    return [f"{name(k)}{name(i)} said {name(i)} of {name(i)}{name(k)}, and {name(i)}{name(k)}." for k in range(n)]


def repeated_in(*parts):
    """Return what repeats over the texts and sources of some parts, each of which is counted alone."""
    counted = merge_repeats([count_repeats(*part) for part in parts])
    ends = common_ends(counted.ends, counted.n_articles)
    return Repeated.of(counted, merge([count_frames(*part, ends) for part in parts]))


def furniture(texts, sources=None, **columns):
    """Return what is cut of each text."""
    articles = pd.DataFrame({"text": texts, "source": sources or ["paper"] * len(texts), **columns})
    found = find_repeated(articles).furniture(texts, articles["source"].tolist())
    assert all(piece.reason == REASON for pieces in found for piece in pieces)
    return [[text[piece.start : piece.end] for piece in pieces] for text, pieces in zip(texts, found, strict=True)]


def test_a_line_that_many_articles_of_a_source_have_is_cut_wherever_it_stands():
    texts = ["\n".join([*body(i)[: i % 5], BOX.upper() if i % 2 else BOX, *body(i)[i % 5 :]]) for i in range(20)]
    assert [[cut.lower() for cut in cuts] for cuts in furniture(texts)] == [[BOX.lower()]] * 20


def test_a_sentence_that_a_few_articles_quote_is_none():
    quoted = "“We shall build the bridge,” said the minister."
    texts = ["\n".join([*body(i, 5), *([quoted] if i < FEWEST - 1 else []), *body(-i, 5)]) for i in range(20)]
    more = ["\n".join([*body(i, 5), *([quoted] if i < FEWEST else []), *body(-i, 5)]) for i in range(200)]
    assert furniture(texts) == [[]] * 20
    assert furniture(more) == [[]] * 200


def test_at_the_edge_a_smaller_part_of_the_articles_is_enough_and_only_there():
    texts = ["\n".join([*body(i, 8), BOX]) if i < 6 else "\n".join(body(i, 9)) for i in range(200)]
    texts.append("\n".join([*body(301, 5), BOX, *body(302, 5)]))
    cut = furniture(texts)
    assert cut[:6] == [[BOX]] * 6
    assert cut[6:] == [[]] * 195


def test_lines_of_a_block_go_with_those_beside_them():
    menu = ["Read more", "***", "The oil fair opens", "Two ships collide"]
    rarer = [menu if i < 8 else menu[:1] for i in range(300)]
    texts = ["\n".join([*body(i), *(rarer[i] if i < 40 else []), *body(-i - 1)]) for i in range(300)]
    cut = furniture(texts)
    assert cut[:8] == [["\n".join(menu)]] * 8
    assert cut[8:40] == [["Read more"]] * 32
    assert cut[40:] == [[]] * 260


def test_copies_do_not_make_furniture_of_each_other():
    texts = ["\n".join(body(0))] * 12 + ["\n".join(body(i)) for i in range(1, 10)]
    ids = [f"a{i:02d}" for i in range(21)]
    assert furniture(texts, duplicate_of=[None] + [ids[0]] * 11 + [None] * 9) == [[]] * 21
    assert any(furniture(texts))


def test_sources_are_looked_at_apart():
    texts = ["\n".join([BOX, *body(i)]) for i in range(8)]
    assert furniture(texts, ["one", "two"] * 4) == [[]] * 8
    assert furniture(texts, ["one"] * 8) == [[BOX]] * 8


def test_words_that_most_texts_begin_or_end_with_are_cut_dates_or_not():
    months = ["May", "June", "July"]
    ends = [f"Published on {i + 1} {months[i % 3]} 2025, 1{i % 10}:45 Text version" for i in range(20)]
    texts = [f"News: {' '.join(body(i))} {end}" for i, end in enumerate(ends)]
    assert furniture(texts) == [["News: ", end] for end in ends]


def test_a_story_that_is_told_day_by_day_with_other_numbers_is_none():
    texts = [f"Oil rose by {i} cents to {i + 50} dollars a barrel, and gas by {i} cents." for i in range(20)]
    assert furniture(texts) == [[]] * 20


def test_a_word_that_many_sentences_begin_with_is_none():
    texts = [f"{'The' if i % 4 else 'Yet'} {' '.join(body(i))}" for i in range(40)]
    assert furniture(texts) == [[]] * 40


def test_words_at_the_end_of_a_wrapped_line_are_no_lines():
    sentence = "company said that it had to sell its shares in the firm for a sum of money not disclosed"
    texts = []
    for i in range(12):
        lines = textwrap.wrap(f"{name(i)} {name(-i)} " + f"{name(i)} {sentence} " * 6, 40)
        texts.append("\n".join([*lines[:-1], "said", f"{name(i)} {name(-i)}."]))
    assert find_lines(*utf8(texts[:1])).starts.tolist() == [0]
    assert furniture(texts) == [[]] * 12


@settings(max_examples=100)
@given(
    st.lists(st.tuples(TEXTS, st.sampled_from(["", "a", "b"])), min_size=1, max_size=30),
    st.integers(1, 4),
)
def test_parts_count_as_the_whole_does_and_stretches_lie_in_the_text(articles, n_parts):
    texts, sources = (list(side) for side in zip(*articles, strict=True))
    whole = repeated_in((texts, sources))
    cuts = [len(texts) * i // n_parts for i in range(n_parts + 1)]
    assert repeated_in(*[(texts[a:b], sources[a:b]) for a, b in pairwise(cuts)][::-1]) == whole
    found = whole.furniture(texts, sources)
    alone = [whole.furniture([text], [source])[0] for text, source in articles]
    assert found == alone
    for text, pieces in zip(texts, found, strict=True):
        assert all(0 <= piece.start < piece.end <= len(text) for piece in pieces)
        assert pieces == sorted(pieces)


@settings(max_examples=100)
@given(st.lists(st.text("ab .\n\r\t é", max_size=60), max_size=4))
def test_lines_are_the_stripped_ones_of_texts_that_are_not_wrapped(texts):
    data, offsets = utf8(texts)
    found = find_lines(data, offsets)
    for i, text in enumerate(texts):
        lines = [line.strip(" \t\r") for line in text.split("\n") if line.strip(" \t\r")]
        mine = [bytes(data[s:e]).decode() for o, s, e in zip(*found, strict=True) if o == i]
        assert " ".join(" ".join(mine).split()) == " ".join(" ".join(lines).split())
        if len(lines) < 4:
            assert mine == lines


def test_a_lone_surrogate_does_not_move_what_is_cut():
    texts = ["\n".join([f"\ud800é {name(i)}", BOX, *body(i)]) for i in range(8)]
    found = repeated_in((texts, [""] * 8)).furniture(texts, [""] * 8)
    assert [[text[piece.start : piece.end] for piece in pieces] for text, pieces in zip(texts, found, strict=True)] == (
        [[BOX]] * 8
    )


def test_no_articles_repeat_nothing():
    nothing = repeated_in(([], []), ([], []))
    assert nothing.furniture([], []) == []
    assert nothing.furniture([BOX], [""]) == [[]]


def test_passages_leave_out_what_repeats_and_tell_it():
    texts = ["\n\n".join([*body(i, 2), BOX, *body(-i - 1, 2)]) for i in range(10)]
    articles = complete_articles(pd.DataFrame({"text": texts, "source": "paper", "language": "en"}))
    passages, aside = split_passages(articles)
    assert aside[["stage", "reason", "detail"]].drop_duplicates().to_numpy().tolist() == [["furniture", REASON, BOX]]
    assert len(aside) == 10
    assert not any(BOX in text for text in passage_texts(articles, passages))
    whole, _ = split_passages(articles, unit="article")
    assert not any(BOX in text for text in passage_texts(articles, whole))


def test_nothing_repeats_over_the_seed_articles(seeds):
    assert not any(find_repeated(seeds).furniture(seeds["text"].tolist(), seeds["source"].fillna("").tolist()))


@pytest.mark.parametrize("n", [1, 4])
def test_a_handful_of_articles_has_nothing_that_repeats(n):
    assert furniture(["\n".join([BOX, *body(i)]) for i in range(n)]) == [[]] * n


def test_the_words_that_are_counted_are_the_same_in_any_order():
    texts = ["\n".join([BOX, *body(i)]) for i in range(12)]
    order = np.random.default_rng(0).permutation(12)
    assert furniture([texts[i] for i in order]) == [furniture(texts)[i] for i in order]

import csv
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus import complete_articles, split_passages
from analysis.corpus.furniture import find_furniture
from analysis.settings import Settings

GOLD = Path(__file__).resolve().parents[1] / "gold" / "seed_passages.csv"
UNITS = st.sampled_from(["paragraph", "sentence", "article"])
SENTENCE = "Ten words make this sentence so that all can count. "
PIECES = [
    SENTENCE, SENTENCE * 6, "Dr. No met Gen. Li in the U.S. today.", "«Да!» — сказал он…", "¿Qué? (Nada.)", "1941–1945",
    "oil", "Filed under: Cuba", "https://a.b/c", "www.a.b", "date 2022-12-29 ", "EFE", "“Yes.” ‘No.’", "Díaz-Canel’s",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES) | st.sampled_from([" ", "\n", "\n\n", "\n \n"])).map("".join)


def words_of(articles, passages):
    texts = dict(zip(articles["article_id"], articles["text"], strict=True))
    return [texts[p.article_id][p.start : p.end] for p in passages.itertuples()]


def test_the_seed_passages_are_those_that_were_labelled_by_hand(seeds):
    rules = Settings()
    passages, _ = split_passages(seeds, unit=rules.unit, passage_words=rules.passage_words, languages=rules.languages)
    words = [" ".join(text.split()) for text in words_of(seeds, passages)]
    found = passages.assign(passage=words).merge(seeds[["article_id", "path"]], on="article_id")
    found = found.sort_values(["path", "position"])[["path", "position", "start", "end", "passage"]]
    with GOLD.open(encoding="utf-8", newline="") as stream:
        gold = [
            (r["file"], int(r["position"]), int(r["start"]), int(r["end"]), r["passage"])
            for r in csv.DictReader(stream)
        ]
    assert list(found.itertuples(index=False, name=None)) == sorted(gold)


@settings(max_examples=300)
@given(TEXTS | st.text(alphabet="aБ. \n’”-U1", max_size=60), UNITS, st.sampled_from([10, 40]))
def test_passages_lie_in_order_and_hold_every_letter_that_is_no_furniture(text, unit, passage_words):
    articles = complete_articles(
        pd.DataFrame({"text": [f"{text} end"], "language": "en", "title": "oil", "source": "EFE"})
    )
    text = articles["text"].item()
    passages, _ = split_passages(articles, unit=unit, passage_words=passage_words)
    spans = list(zip(passages["start"], passages["end"], strict=True))
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(edges)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(text[start:end] == text[start:end].strip() for start, end in spans)
    inside = {i for start, end in spans for i in range(start, end)}
    furniture = {i for f in find_furniture(text, title="oil", source="EFE") for i in range(f.start, f.end)}
    letters = {i for i, letter in enumerate(text) if letter.isalpha()}
    assert letters - furniture <= inside
    if unit != "article":
        assert not furniture & inside
    assert passages["position"].tolist() == list(range(len(spans)))
    assert (passages["n_tokens"] > 0).all()
    assert passages["passage_id"].is_unique


@settings(max_examples=30)
@given(st.lists(TEXTS.map(lambda t: f"{t} end"), min_size=2, max_size=5), UNITS, st.randoms(use_true_random=False))
def test_the_order_of_the_articles_makes_no_difference(texts, unit, random):
    articles = complete_articles(pd.DataFrame({"text": texts, "language": "en"}))
    order = random.sample(range(len(texts)), len(texts))
    before = articles.copy(deep=True)
    for one, two in zip(
        split_passages(articles, unit=unit), split_passages(articles.iloc[order], unit=unit), strict=True
    ):
        pd.testing.assert_frame_equal(one, two)
    pd.testing.assert_frame_equal(articles, before)


@pytest.mark.parametrize(
    "text",
    [
        "Oil rose.\nFiled under: Cuba\n",
        "Oil rose.\nFiled under: Cuba\n\nwww.a.b\n",
        "\n date 2022-12-29 Oil rose.",
        "Oil rose.\nEFE",
    ],
)
def test_furniture_at_the_ends_of_a_text_is_no_part_of_an_articles_one_passage(article, text):
    articles = article(text, source="EFE")
    passages, _ = split_passages(articles, unit="article")
    assert words_of(articles, passages) == ["Oil rose."]
    assert passages["n_tokens"].tolist() == [2]


def test_a_long_paragraph_is_split_evenly_where_sentences_end(article):
    articles = article(SENTENCE * 10)
    passages, _ = split_passages(articles, passage_words=50)
    assert words_of(articles, passages) == [(SENTENCE * 5).strip()] * 2
    assert split_passages(articles, passage_words=80)[0]["n_tokens"].tolist() == [100]


def test_a_short_paragraph_joins_the_next_and_the_last_the_one_before(article):
    text = f"Oil rose.\n\n{SENTENCE}\n\n{SENTENCE}\n\nGas fell."
    passages, _ = split_passages(article(text), passage_words=40)
    assert passages["n_tokens"].tolist() == [12, 12]


def test_lines_are_paragraphs_unless_they_were_wrapped_by_hand(article):
    lines = f"{SENTENCE}\n{SENTENCE}\n{SENTENCE}"
    wrapped = "\n".join(["Ten words make this sentence so that", "all can count them and go on with"] * 3)
    assert len(split_passages(article(lines))[0]) == 3
    assert len(split_passages(article(wrapped))[0]) == 1


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Oil rose. Gas fell! Why? Who knew…  So it is", ["Oil rose.", "Gas fell!", "Why?", "Who knew…", "So it is"]),
        ("“Oil rose.” He said (twice.) Then left.", ["“Oil rose.”", "He said (twice.)", "Then left."]),
        ("Dr. No of St. Petersburg met V. Putin in the U.S. Congress.", None),
        ("Prices of 3.5 rose, e.g. oil. and gas.", None),
        ("Он приехал. Она уехала. ¿Y él? «Да!» Нет.", ["Он приехал.", "Она уехала.", "¿Y él?", "«Да!»", "Нет."]),
        ("1941. 27 million died. 1945.", ["27 million died."]),
    ],
)  # fmt: skip
def test_sentences_end_where_a_reader_ends_them(article, text, sentences):
    articles = article(text)
    assert words_of(articles, split_passages(articles, unit="sentence")[0]) == (sentences or [text])


def test_each_passage_has_its_own_language(article):
    text = (
        "The presidents spoke about the cooperation of their countries in the energy sector of the economy.\n\n"
        "Los presidentes hablaron de la cooperación de sus países en el sector de la energía y la economía.\n\n"
        "Президенты обсудили сотрудничество двух стран в области энергетики, экономики, культуры и спорта вчера."
    )
    assert split_passages(article(text), languages=("en", "es", "ru"))[0]["language"].tolist() == ["en", "es", "ru"]


def test_what_is_left_out_is_told(article):
    text = "date 2022-12-29 \nhttps://a.b/c\nFiled under: Cuba"
    passages, aside = split_passages(article(text, path="a.txt"))
    assert passages.empty
    assert aside["path"].unique().tolist() == ["a.txt"]
    assert aside[["stage", "reason"]].to_numpy().tolist() == [
        ["furniture", "date line"],
        ["furniture", "link"],
        ["furniture", "filed under"],
        ["passages", "no words"],
    ]


def test_a_last_line_that_is_both_link_and_source_is_told_once(article):
    _, aside = split_passages(article("Oil rose.\nwww.granma.cu", source="www.granma.cu"))
    assert aside["position"].tolist() == [len("Oil rose.\n")]


def test_articles_of_one_file_may_have_the_same_furniture():
    articles = complete_articles(
        pd.DataFrame(
            {"text": ["date 2022-12-29 Oil.", "date 2022-12-29 Gas."], "article_id": ["a", "b"], "path": "news.csv"}
        )
    )
    _, aside = split_passages(articles)
    assert aside["article_id"].tolist() == ["a", "b"]


def test_passages_without_spaces_between_words_are_set_aside_with_their_reason():
    text = (
        f"{SENTENCE * 3}\n\n{'石油价格上涨。' * 5}\n\n{SENTENCE * 3}\n\nOil 石油 and gas are here today in ten words."
    )
    passages, aside = split_passages(complete_articles(pd.DataFrame({"text": [text]})))
    assert passages["position"].tolist() == list(range(len(passages)))
    assert not any("价格" in text[start:end] for start, end in zip(passages["start"], passages["end"], strict=True))
    assert aside[["stage", "reason"]].drop_duplicates().to_numpy().tolist() == [["passages", "no spaces between words"]]
    assert aside["detail"].iloc[0].startswith("石油价格上涨")
    assert aside["position"].iloc[0] == text.index("石油价格")

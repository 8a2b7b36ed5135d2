"""Which language a passage is in, and how it leans on its article."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.corpus.languages import language_of, languages_of
from analysis.corpus.passages import split_passages

LAW = settings(max_examples=50)
ALL = ("en", "es", "ru")
ASKED = st.sampled_from([ALL, ("es", "ru"), ("ru", "en"), ("en", "es"), ("en",)])
ENGLISH = [
    "The ministers met in the harbour town to talk about the price of grain and the new railway line.",
    "After three days of talks they agreed to lower the duties on wheat and to meet again in spring.",
    "Farmers in the north had waited for such a step since the harvest failed two years ago.",
]
SPANISH = [
    "Los ministros se reunieron en la ciudad portuaria para hablar del precio del grano y del ferrocarril.",
    "Después de tres días de conversaciones acordaron bajar los aranceles y volver a verse en primavera.",
    "Los campesinos del norte esperaban un paso así desde que se perdió la cosecha hace dos años.",
]
RUSSIAN = [
    "Министры встретились в портовом городе, чтобы обсудить цены на зерно и новую железную дорогу.",
    "После трёх дней переговоров они договорились снизить пошлины и снова встретиться весной.",
    "Крестьяне на севере ждали такого шага с тех пор, как два года назад погиб урожай.",
]
SAMPLES = {"en": ENGLISH, "es": SPANISH, "ru": RUSSIAN}


def codes(texts, languages=ALL, articles=None):
    return [code for code, _ in languages_of(texts, languages, articles=articles)]


@pytest.mark.parametrize("language", ALL)
def test_a_sentence_is_known_by_its_language_and_surely(language):
    for code, confidence in languages_of(SAMPLES[language], ALL):
        assert code == language
        assert confidence > 0.95
    assert language_of("1941–1945 " * 100 + SAMPLES[language][0], ALL) == language


@LAW
@given(st.lists(st.text(), max_size=8), ASKED, st.data())
def test_any_text_gets_one_of_the_languages_and_a_share(texts, languages, data):
    articles = data.draw(st.none() | st.lists(st.sampled_from("ab"), min_size=len(texts), max_size=len(texts)))
    found = languages_of(texts, languages, articles=articles)
    assert len(found) == len(texts)
    for code, confidence in found:
        assert code in languages
        assert 0 <= confidence <= 1
    assert all(language_of(text, languages) in languages for text in texts)


@LAW
@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([*ENGLISH, *SPANISH, *RUSSIAN])), max_size=12), st.data()
)
def test_the_order_of_the_texts_changes_nothing(passages, data):
    # Cut to any length, so that some are unsure.
    cut = [(article, text[: data.draw(st.integers(0, len(text)))]) for article, text in passages]
    order = data.draw(st.permutations(range(len(cut))))
    found = languages_of([text for _, text in cut], ALL, articles=[article for article, _ in cut])
    turned = languages_of([cut[i][1] for i in order], ALL, articles=[cut[i][0] for i in order])
    assert turned == [found[i] for i in order]


@pytest.mark.parametrize("n", [8_191, 8_192, 8_193])
def test_many_texts_are_read_like_few(n):
    texts = [ENGLISH[0], SPANISH[0], RUSSIAN[0]] * (n // 3 + 1)
    assert languages_of(texts[:n], ALL) == (languages_of(texts[:3], ALL) * (n // 3 + 1))[:n]


@pytest.mark.parametrize("text", ["", "1941–1945", "…"])
def test_a_text_without_a_letter_is_given_the_first_language_or_that_of_its_article(text):
    assert language_of(text, ("ru", "en")) == "ru"
    assert languages_of([text], ("ru", "en")) == [("ru", 0.5)]
    assert codes([text, *ENGLISH], ("ru", "en"), articles=["a"] * 4) == ["en"] * 4


def test_with_one_language_there_is_no_guess():
    assert language_of(SPANISH[0], ("en",)) == "en"
    assert languages_of([SPANISH[0], ""], ("en",)) == [("en", 1.0)] * 2


def test_no_texts_give_nothing():
    assert languages_of([], ALL) == languages_of([], ALL, articles=[]) == []


def test_a_language_without_a_model_is_refused():
    with pytest.raises(ValueError, match="no model of the languages qq, xx"):
        languages_of(["oil"], ("xx", "en", "qq"))


def test_a_script_settles_what_only_one_language_is_written_in():
    assert languages_of(["и"], ALL) == [("ru", 1.0)]  # to the model alone one letter leaves a doubt
    assert languages_of(["Компания Microsoft Windows открыла отделение"], ALL) == [("ru", 24 / 40)]
    assert codes(["El río Волга nace entre las colinas de Валдай"], ALL) == ["es"]


def test_where_no_language_is_written_in_the_script_nothing_is_ruled_out():
    assert languages_of(["Нефть дорожает"], ("en", "es"))[0][0] in ("en", "es")
    assert languages_of(["石油价格上涨"], ALL)[0][0] in ALL


@pytest.mark.parametrize("host", ALL)
@pytest.mark.parametrize("guest", ALL)
def test_a_quotation_in_another_language_keeps_its_own(host, guest):
    for place, quotation in enumerate(SAMPLES[guest]):
        texts = [*SAMPLES[host][:place], quotation, *SAMPLES[host][place:]]
        expected = [host] * place + [guest] + [host] * (3 - place)
        assert codes(texts, articles=["a"] * 4) == expected


@pytest.mark.parametrize("doubtful", ["Director General", "Hospital Central", "natural gas", "Dr. Miguel Torres"])
def test_a_few_doubtful_words_follow_their_article(doubtful):
    ((first, alone),) = languages_of([doubtful], ("en", "es"))
    for host in ("en", "es"):
        code, confidence = languages_of([*SAMPLES[host], doubtful], ("en", "es"), articles=["a"] * 4)[-1]
        assert code == host
        assert (confidence > alone) or host != first


@pytest.mark.parametrize(
    ("guest", "few"), [("es", "La Habana, dijo el ministro"), ("en", "Golden Gate, said the mayor")]
)
def test_a_few_words_that_are_clearly_in_another_language_do_not(guest, few):
    host = "en" if guest == "es" else "es"
    ((code, alone),) = languages_of([few], ("en", "es"))
    assert code == guest
    code, leaning = languages_of([*SAMPLES[host], few], ("en", "es"), articles=["a"] * 4)[-1]
    assert code == guest
    assert leaning < alone


def test_an_article_half_in_each_language_pulls_to_neither():
    doubtful = "Director General, Hospital Central"
    ((code, alone),) = languages_of([doubtful], ("en", "es"))
    texts = [ENGLISH[0], SPANISH[0][: len(ENGLISH[0])].ljust(len(ENGLISH[0])), doubtful]
    assert languages_of(texts, ("en", "es"), articles=["a"] * 3)[-1] == (code, pytest.approx(alone, abs=0.01))


def test_the_lean_is_the_share_of_the_other_passages_and_a_third():
    """A slow reference: chances from the texts alone, times the others' share by length plus a third."""
    texts = [ENGLISH[0], "Hotel Nacional", SPANISH[0][:20], "Panama", SPANISH[1]]
    articles = ["a", "a", "b", "b", "a"]
    alone = []
    for text in texts:
        ((code, sure),) = languages_of([text], ("en", "es"))
        alone.append(sure if code == "en" else 1 - sure)
    for i, (code, sure) in enumerate(languages_of(texts, ("en", "es"), articles=articles)):
        others = [j for j in range(len(texts)) if j != i and articles[j] == articles[i]]
        share = sum(alone[j] * len(texts[j]) for j in others) / sum(len(texts[j]) for j in others)
        english = alone[i] * (share + 1 / 3)
        spanish = (1 - alone[i]) * (1 - share + 1 / 3)
        assert (sure if code == "en" else 1 - sure) == pytest.approx(english / (english + spanish), abs=0.01)


def test_the_only_passage_of_an_article_stands_alone():
    texts = ["Hotel Nacional", "Panama", SPANISH[0]]
    assert languages_of(texts, ALL, articles=["a", "b", "c"]) == languages_of(texts, ALL)


def test_passages_of_a_mixed_article_carry_their_language_and_confidence(article):
    text = "\n\n".join([ENGLISH[0], SPANISH[0], ENGLISH[1], RUSSIAN[0], ENGLISH[2]])
    passages, _ = split_passages(article(text), languages=ALL)
    assert passages["language"].tolist() == ["en", "es", "en", "ru", "en"]
    assert passages["language_confidence"].between(0.9, 1).all()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("corpus", "language", "most"),
    [
        ("wikinews_en", "en", 0.006),
        ("reuters21578", "en", 0.006),
        ("cubadebate_es", "es", 0.008),
        ("kremlin_ru", "ru", 0.001),
    ],
)
def test_passages_of_four_words_of_real_articles_are_mostly_right(corpus, language, most):
    path = Path(os.environ.get("THEMELINE_CORPORA", ""), f"{corpus}.parquet")
    if not path.is_file():
        pytest.skip(f"THEMELINE_CORPORA names no folder with {path.name}")
    whole = random.Random(3).sample(pd.read_parquet(path)["text"].dropna().tolist(), 150)
    pieces = [
        (str(i), " ".join(words[at : at + 4]))
        for i, text in enumerate(whole)
        for words in [text.split()[:400]]
        for at in range(0, len(words), 4)
        if sum(map(str.isalpha, " ".join(words[at : at + 4]))) > 3
    ]
    found = codes([text for _, text in pieces], articles=[i for i, _ in pieces])
    assert sum(code != language for code in found) / len(found) < most

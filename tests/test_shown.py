"""Articles and themes shown with the words that carry them."""

from __future__ import annotations

import html.parser
from dataclasses import replace

import pandas as pd
import pytest

import analysis as an
from tests.planted import planted_articles

HOSTILE = "<script>alert('oil')</script> & <b>\"gas\"</b>"


class Reader(html.parser.HTMLParser):
    """Collects the text, the tags and what marks hold of a piece of HTML."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.text = ""
        self.marked: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.tags.append(tag)
        self.open.append(tag)
        if tag == "mark":
            self.marked.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open[-1:] == ["sub"]:
            return
        self.text += data
        if self.open[-1:] == ["mark"]:
            self.marked[-1] += data


@pytest.fixture(scope="module")
def small() -> an.Analysis:
    articles = planted_articles(12, seed=1).assign(title=HOSTILE)
    articles.loc[0, "text"] = f"Oil & gas {HOSTILE} of the army. Soldiers, missiles and tanks.\n\n{articles['text'][0]}"
    lexicon = an.Lexicon({"energy": {"label": HOSTILE, "words": ["oil", "fuel", "gas"]}, "war": ["army", "soldier"]})
    return an.analyse(articles, lexicon, an.Settings(n_refits=10, n_free=1))


@pytest.mark.parametrize("model", ["lda", "tfidf"])
def test_an_article_is_shown_whole_with_its_words_marked(small, model):
    shown = small.article("p0000", model=model)
    page = Reader(shown._repr_html_())
    text = small.articles.set_index("article_id").loc["p0000", "text"]
    for passage in small.passages[small.passages["article_id"] == "p0000"].itertuples():
        assert text[passage.start : passage.end] in page.text
    assert {"Oil", "army"} <= set(page.marked)
    assert shown.words["model"].unique().tolist() == [model]


def test_what_is_shown_is_text_never_markup(small):
    for shown in (small.article("p0000"), small.typical("energy"), small.typical("war", model="tfidf")):
        page = Reader(shown._repr_html_())
        assert set(page.tags) <= {"div", "p", "span", "mark", "sub"}
        assert HOSTILE in page.text


def test_marks_can_be_told_apart_without_colour(small):
    shown = small.article("p0000")
    numbers = {entry.number for entry in shown.legend}
    assert len(numbers) == len(shown.legend)
    for passage in shown.passages:
        assert set(passage.marks["number"]) <= numbers
        assert (passage.marks["end"].to_numpy()[:-1] <= passage.marks["start"].to_numpy()[1:]).all()
    assert shown._repr_html_().count("<sub") == sum(len(passage.marks) for passage in shown.passages)


def test_the_legends_weights_are_the_articles(small):
    shown = small.article("p0003")
    weights = small.weights.query("article_id == 'p0003' and model == 'lda'").set_index("theme")["weight"]
    by_label = small.themes.set_index("theme")["label"].to_dict()
    expected = {by_label[theme]: weight for theme, weight in weights.items() if weight > 0}
    assert {entry.label: entry.weight for entry in shown.legend} == pytest.approx(expected)


def test_a_themes_passages_come_by_their_weight_with_only_its_words(small):
    shown = small.typical("war")
    weights = small.passage_weights.query("model == 'lda'").set_index("passage_id")["war"]
    ids = list(dict.fromkeys(small.evidence.query("theme == 'war' and model == 'lda'")["passage_id"]))
    assert len(shown.passages) == len(ids)
    tops = [float(passage.heading.rsplit(": ", 1)[1].rstrip("%")) for passage in shown.passages]
    assert tops == sorted(tops, reverse=True)
    assert tops[0] == pytest.approx(100 * weights[ids].max(), abs=0.5)
    assert shown.words["theme"].unique().tolist() == ["war"]


def test_printed_it_is_plain_text_with_the_heaviest_words(small):
    lines = repr(small.article("p0000")).splitlines()
    assert lines[0].endswith("by LDA")
    assert "[1]" in lines[1]
    assert any("army [2]" in line for line in lines)
    assert "<mark" not in repr(small.article("p0000"))


@pytest.mark.parametrize(
    ("ask", "fault"),
    [
        (lambda run: run.article("none"), "no article is called 'none'"),
        (lambda run: run.article("p0000", model="bert"), "no model is called 'bert'"),
        (lambda run: run.typical("peace"), "no theme is called 'peace'"),
        (lambda run: run.theme("Energy"), r"no theme is called 'Energy' \(did you mean 'energy'\?\)"),
        (
            lambda run: replace(run, themes=run.themes.assign(label="L " + run.themes["theme"])).theme("L war"),
            r"no theme is called 'L war' \('L war' is the label of 'war'\)",
        ),
        (lambda run: run.typical("war", model="bert"), "no model is called 'bert'"),
    ],
)
def test_what_is_not_there_is_told(small, ask, fault):
    with pytest.raises(an.InputError, match=fault):
        ask(small)


def test_an_article_without_a_counted_word_is_shown():
    texts = pd.DataFrame({"text": ["Oil and gas for the army. " * 5, "The and of."]})
    run = an.analyse(texts, an.Lexicon({"energy": ["oil"]}), an.Settings(n_refits=10, n_free=0))
    without = run.weights.loc[run.weights["weight"].isna(), "article_id"].unique()
    assert len(without)
    for article_id in without:
        shown = run.article(article_id)
        assert shown.legend == ()
        assert "no counted word" in repr(shown)

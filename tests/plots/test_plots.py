"""Values before pixels: what is drawn is what stands in the table."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_hex
from matplotlib.dates import date2num
from matplotlib.patches import Rectangle

from analysis import plots
from analysis.plots.passages import _width
from analysis.plots.style import INK, mark_of, text_on

DATES = pd.to_datetime(["2020-01-01", "2020-06-01", "2021-01-01"])
WEIGHTS = pd.DataFrame(
    {
        "model": ["lda"] * 3 + ["tfidf"] * 3,
        "start": [*DATES, *DATES],
        "end": [*DATES, *DATES],
        "weight": [0.2, 0.5, 0.1, 0.25, 0.45, 0.3],
        "low": [0.1, np.nan, 0.05, 0.2, 0.4, np.nan],
        "high": [0.3, np.nan, 0.2, 0.3, 0.5, np.nan],
    }
)
TRENDS = pd.DataFrame(
    {
        "model": ["lda"] * 3,
        "start": pd.to_datetime(["2020-01-01", "2020-02-01", "2020-03-01"]),
        "end": pd.to_datetime(["2020-01-31", "2020-02-29", "2020-03-31"]),
        "share": [0.2, np.nan, 0.4],
        "low": [0.1, np.nan, np.nan],
        "high": [0.35, np.nan, np.nan],
    }
)
COMPOSITION = pd.DataFrame(
    {"energy": [0.5, np.nan], "free_1": [0.3, np.nan], "background": [0.2, np.nan]}, ["A $1", "B"]
)
THEMES = pd.DataFrame(
    {
        "theme": ["energy", "free_1", "background"],
        "label": ["Energy", "Free: ship $2", "Background"],
        "kind": ["named", "free", "background"],
        "colour": ["#E69F00", "#7F7F7F", "#D9D9D9"],
    }
)
TERMS = pd.DataFrame(
    {"written": ["oil", "$100_a $", "gas"], "weight": [0.3, 0.2, 0.1], "in_lexicon": [True, False, True]}
)
QUALITY = pd.DataFrame(
    {
        "theme": ["Energy", "War", "Energy", "War"],
        "measure": ["agreement", "agreement", "agreement_masked", "agreement_masked"],
        "value": [0.9, 0.5, 0.4, np.nan],
        "low": [0.8, 0.3, -0.1, np.nan],
        "high": [0.95, 0.7, 0.6, np.nan],
    }
)
TEXT = "The price of oil rose to $90, and\nthe army kept $5 of every barrel of oil  it sold abroad last year."


def segments(lines):
    return [np.array(segment) for segment in lines.get_segments() if np.isfinite(segment).sum() == 4]


def test_a_point_stands_at_each_articles_date_and_weight(ax):
    artists = plots.draw_weight_by_date(WEIGHTS, ax, colour="#E69F00")
    for model, points in zip(["lda", "tfidf"], artists[1::3], strict=True):
        mine = WEIGHTS[WEIGHTS["model"] == model]
        np.testing.assert_allclose(date2num(points.get_xdata()), date2num(mine["start"]))
        np.testing.assert_array_equal(points.get_ydata(), mine["weight"])
        assert points.get_linestyle() == "None"
        assert points.get_label() == plots.MODEL_MARKS[model]["label"]


def test_an_article_has_a_line_for_its_interval_only_where_it_has_one(ax):
    artists = plots.draw_weight_by_date(WEIGHTS, ax, colour="#E69F00")
    for model, lines in zip(["lda", "tfidf"], artists[0::3], strict=True):
        known = WEIGHTS[(WEIGHTS["model"] == model) & WEIGHTS["low"].notna()]
        drawn = segments(lines)
        assert len(drawn) == 2
        np.testing.assert_allclose([s[:, 1] for s in drawn], known[["low", "high"]])
        np.testing.assert_allclose([s[0, 0] for s in drawn], date2num(known["start"]))


def test_an_article_whose_day_is_not_known_stands_in_the_middle_of_its_span(ax):
    month = WEIGHTS.iloc[[0]].assign(start=pd.Timestamp("2020-04-01"), end=pd.Timestamp("2020-04-30"))
    _, points, widths = plots.draw_weight_by_date(month, ax, colour="#E69F00")
    assert date2num(points.get_xdata()[0]) == date2num(pd.Timestamp("2020-04-15 12:00"))
    assert segments(widths)[0][:, 0].tolist() == [date2num(month[c].iloc[0]) for c in ("start", "end")]


def test_weights_without_any_interval_on_a_single_date_can_be_drawn(ax):
    one = WEIGHTS.iloc[[1]]
    lines, points, _ = plots.draw_weight_by_date(one, ax, colour="#E69F00")
    assert segments(lines) == []
    assert points.get_ydata().tolist() == [0.5]
    assert ax.get_xlim()[0] < date2num(one["start"].iloc[0]) < ax.get_xlim()[1]


def test_a_period_is_a_level_as_wide_as_itself(ax):
    _, levels = plots.draw_share_by_period(TRENDS, ax, colour="#E69F00")
    drawn = segments(levels)
    days = date2num(TRENDS["start"]), date2num(TRENDS["end"] + pd.Timedelta(days=1))
    np.testing.assert_allclose(drawn[0], [[days[0][0], 0.2], [days[1][0], 0.2]])
    np.testing.assert_allclose(drawn[1], [[days[0][2], 0.4], [days[1][2], 0.4]])
    assert len(drawn) == 2


def test_a_period_has_a_box_for_its_interval_only_where_it_has_one(ax):
    boxes, _ = plots.draw_share_by_period(TRENDS.assign(model="tfidf"), ax, colour="#E69F00")
    (box,) = boxes
    assert box.get_y() == 0.1
    assert box.get_height() == pytest.approx(0.25)
    assert box.get_x() == date2num(TRENDS["start"][0])
    assert box.get_width() == 31


def test_a_model_with_a_thin_line_has_an_upright_line_for_its_interval(ax):
    lines, _ = plots.draw_share_by_period(TRENDS, ax, colour="#E69F00")
    (line,) = segments(lines)
    np.testing.assert_allclose(line, [[date2num(pd.Timestamp("2020-01-16 12:00")), y] for y in (0.1, 0.35)])


@pytest.mark.parametrize("model", ["lda", "tfidf"])
def test_shares_without_any_interval_can_be_drawn(ax, model):
    intervals, levels = plots.draw_share_by_period(TRENDS.iloc[[2]].assign(model=model), ax, colour="#E69F00")
    assert len(intervals if model == "tfidf" else segments(intervals)) == 0
    assert len(segments(levels)) == 1


def test_periods_that_are_all_empty_draw_nothing(ax):
    assert plots.draw_share_by_period(TRENDS.iloc[[1]], ax, colour="#E69F00") == []


def test_stacked_bars_are_as_long_as_the_weights_and_follow_each_other(ax):
    artists = plots.draw_composition(COMPOSITION, THEMES, ax)
    ends = np.cumsum([0.5, 0.3, 0.2])
    for bars, theme, end in zip(artists, THEMES.itertuples(), ends, strict=True):
        first, missing = bars
        assert first.get_width() == pytest.approx(COMPOSITION[theme.theme].iloc[0])
        assert first.get_x() + first.get_width() == pytest.approx(end)
        assert missing.get_width() == 0
        assert first.get_y() > missing.get_y()
        assert to_hex(first.get_facecolor()).upper() == theme.colour
        assert bars.get_label() == theme.label


@pytest.mark.parametrize("n", [2, 24])
def test_bars_fill_their_chart_however_many_they_are(ax, n):
    many = pd.DataFrame([COMPOSITION.iloc[0]] * n, index=[f"row {i}" for i in range(n)])
    bars = plots.draw_composition(many, THEMES, ax)[0]
    low, high = ax.get_ylim()
    edges = min(bar.get_y() for bar in bars), max(bar.get_y() + bar.get_height() for bar in bars)
    assert 0 < edges[0] - low < 0.3
    assert 0 < high - edges[1] < 0.3


def test_a_heat_map_writes_every_known_weight_in_its_cell(ax):
    table = COMPOSITION.set_axis(["energy $", "free", "rest"], axis=1)
    image, *numbers = plots.draw_heat(table, ax, top=0.6)
    np.testing.assert_array_equal(image.get_array().filled(np.nan), table.to_numpy())
    assert [(t.get_position(), t.get_text()) for t in numbers] == [((0, 0), "50%"), ((1, 0), "30%"), ((2, 0), "20%")]
    assert [t.get_text() for t in ax.get_yticklabels()] == ["A $1", "B"]
    assert image.get_clim() == (0, 0.6)


def test_small_weights_are_written_with_decimals(ax):
    _, *numbers = plots.draw_heat(COMPOSITION / 20, ax, top=0.03)
    assert [t.get_text() for t in numbers] == ["2.5%", "1.5%", "1.0%"]


@pytest.mark.parametrize(("colour", "expected"), [((1, 1, 1, 1), INK), ((0, 0, 0.3, 1), "white"), ((1, 1, 0, 1), INK)])
def test_text_is_dark_on_light_and_white_on_dark(colour, expected):
    assert text_on(colour) == expected


def test_terms_are_bars_from_the_top_with_the_lexicons_ticked(ax):
    bars = plots.draw_theme_words(TERMS, ax, colour="#E69F00")
    assert [bar.get_width() for bar in bars] == TERMS["weight"].tolist()
    assert [bar.get_y() + bar.get_height() / 2 for bar in bars] == [2, 1, 0]
    labels = {label.get_position()[1]: label.get_text() for label in ax.get_yticklabels()}
    assert labels == {2: "oil ✓", 1: "$100_a $", 0: "gas ✓"}


def test_a_theme_without_words_says_so(ax):
    (text,) = plots.draw_theme_words(TERMS.iloc[:0], ax, colour="#E69F00")
    assert text.get_text() == "no word of it occurs"
    assert not ax.get_xticks().size


def test_agreement_is_a_point_and_its_interval_for_each_theme_and_measure(ax):
    _, *artists = plots.draw_agreement(QUALITY, ax)
    for measure, lines, points in zip(["agreement", "agreement_masked"], artists[0::2], artists[1::2], strict=True):
        mine = QUALITY[QUALITY["measure"] == measure]
        np.testing.assert_array_equal(points.get_xdata(), mine["value"])
        assert np.round(points.get_ydata()).tolist() == [1, 0]
        known = mine.dropna()
        np.testing.assert_allclose([s[:, 0] for s in segments(lines)], known[["low", "high"]])
    assert [label.get_text() for label in ax.get_yticklabels()] == ["Energy", "War"]


def boxes_of(ax):
    return [patch for patch in ax.patches if isinstance(patch, Rectangle)]


def draw_passage(ax, marks, text=TEXT, width=150.0):
    marks = pd.DataFrame(marks, columns=["start", "end", "weight"])
    bottom = plots.draw_passage(text, marks, ax, colour="#E69F00", width=width, top=0.0)
    ax.set(xlim=(-5, width + 5), ylim=(bottom, 0))
    return bottom


def test_a_passage_is_written_word_by_word_and_nothing_is_lost(ax):
    draw_passage(ax, [])
    assert [text.get_text() for text in ax.texts] == TEXT.split()
    assert boxes_of(ax) == []


def test_lines_stay_within_the_width_and_the_height_told(ax):
    bottom = draw_passage(ax, [])
    assert bottom == pytest.approx(-plots.passage_height(TEXT, 150.0))
    assert max(text.get_position()[0] + _width(text.get_text()) for text in ax.texts) <= 150.0
    assert min(text.get_position()[1] for text in ax.texts) > bottom


@pytest.mark.parametrize("word", ["oil", "$90,", "army", "$5", "year."])
def test_a_mark_stands_behind_its_word(ax, word):
    start = TEXT.index(word)
    draw_passage(ax, [(start, start + len(word), 0.5)])
    (box,) = boxes_of(ax)
    written = next(text for text in ax.texts if text.get_text() == word)
    x, y = written.get_position()
    assert box.get_x() == pytest.approx(x, abs=1.0)
    assert box.get_width() == pytest.approx(_width(word), abs=2.0)
    assert box.get_y() < y < box.get_y() + box.get_height()


def test_marks_lie_inside_the_passage_even_where_they_run_over_lines_or_past_its_end(ax):
    bottom = draw_passage(ax, [(0, len(TEXT) + 50, 1.0), (len(TEXT) + 1, len(TEXT) + 9, 1.0)])
    boxes = boxes_of(ax)
    assert len(boxes) == len({text.get_position()[1] for text in ax.texts})
    for box in boxes:
        assert box.get_x() >= -1
        assert box.get_x() + box.get_width() <= 152
        assert bottom <= box.get_y()
        assert box.get_y() + box.get_height() <= 0


def test_a_heavier_word_has_a_stronger_colour(ax):
    draw_passage(ax, [(0, 3, 0.1), (4, 9, 0.9)])
    light, heavy = boxes_of(ax)
    assert 0 < light.get_alpha() < heavy.get_alpha() <= 1


@pytest.mark.parametrize("text", ["", "  ", "word", "a-very-long-word-that-does-not-fit-into-any-line-of-this-width"])
def test_odd_passages_take_one_line(ax, text):
    assert draw_passage(ax, [], text, width=60.0) == pytest.approx(-plots.passage_height("x", 60.0))


@pytest.mark.parametrize(
    ("draw", "given"),
    [
        (lambda t, ax: plots.draw_weight_by_date(t, ax, colour="red"), WEIGHTS),
        (lambda t, ax: plots.draw_share_by_period(t, ax, colour="red"), TRENDS),
        (lambda t, ax: plots.draw_composition(t, THEMES, ax), COMPOSITION),
        (lambda t, ax: plots.draw_composition(COMPOSITION, t, ax), THEMES),
        (lambda t, ax: plots.draw_heat(t, ax, top=1.0), COMPOSITION),
        (lambda t, ax: plots.draw_theme_words(t, ax, colour="red"), TERMS),
        (lambda t, ax: plots.draw_agreement(t, ax), QUALITY),
    ],
    ids=["weight_by_date", "share_by_period", "composition", "themes", "heat", "theme_words", "agreement"],
)
def test_drawing_leaves_the_table_as_it_was(ax, draw, given):
    before = given.copy()
    draw(given, ax)
    pd.testing.assert_frame_equal(given, before)


def test_models_differ_by_shape_and_not_by_colour_alone():
    marks = [mark_of(model, "#E69F00") for model in plots.MODEL_MARKS]
    for told_apart_by in ("marker", "line", "label"):
        assert len({mark[told_apart_by] for mark in marks}) == len(marks)


def test_plots_do_not_load_pyplot():
    code = "import sys, analysis.plots; sys.exit('matplotlib.pyplot' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_coverage_shows_counts_by_row_and_frames_gaps(ax):
    counts = pd.DataFrame([[4, 0, 1], [0, 0, 20]], index=["all", "A"], columns=["2020-01", "2020-02", "2020-03"])
    gaps = pd.DataFrame({"row": [0], "first": [1], "last": [1]})
    image, frame = plots.draw_coverage(counts, gaps, ax)
    shown = image.get_array()
    np.testing.assert_array_equal(shown.filled(np.nan), [[1, np.nan, 0.25], [np.nan, np.nan, 1]])
    assert (frame.get_x(), frame.get_width()) == (0.5, 1)
    assert [text.get_text() for text in ax.texts] == ["4", "20"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["all", "A"]


def test_a_long_span_of_coverage_names_few_periods(ax):
    counts = pd.DataFrame([range(100)], columns=[f"m{i}" for i in range(100)])
    plots.draw_coverage(counts, pd.DataFrame(columns=["row", "first", "last"]), ax)
    assert [label.get_text() for label in ax.get_xticklabels()][:2] == ["m0", "m9"]


NUMBERS = pd.DataFrame(
    {
        "n_themes": [2, 4, 8],
        "perplexity": [120.0, 100.0, 101.0],
        "perplexity_low": [118.0, 97.0, np.nan],
        "perplexity_high": [122.0, 103.0, np.nan],
        "stability": [0.6, 0.9, 0.7],
        "stability_low": [0.5, 0.85, np.nan],
        "stability_high": [0.7, 0.95, np.nan],
        "enough": [False, True, True],
        "chosen": [False, True, False],
    }
)


@pytest.mark.parametrize("value", ["perplexity", "stability"])
def test_the_numbers_of_themes_are_drawn_with_the_one_chosen(ax, value):
    before = NUMBERS.copy()
    plots.draw_number_of_themes(NUMBERS, value, ax)
    pd.testing.assert_frame_equal(NUMBERS, before)
    line, hollow, filled, mark = ax.lines
    assert line.get_xydata().tolist() == NUMBERS[["n_themes", value]].to_numpy().tolist()
    assert (hollow.get_xdata().tolist(), filled.get_xdata().tolist()) == ([2], [4, 8])
    assert mark.get_xdata() == [4, 4]
    assert [text.get_text() for text in ax.texts] == ["4 chosen"]
    assert [tick.get_text() for tick in ax.get_xticklabels()] == ["2", "4", "8"]


def test_a_single_number_of_themes_without_intervals_can_be_drawn(ax):
    plots.draw_number_of_themes(NUMBERS.tail(1).assign(chosen=True), "perplexity", ax)
    assert ax.get_ylim()[0] < 101 < ax.get_ylim()[1]


def test_shares_before_and_after_are_two_lines_that_break_where_there_is_no_share(ax):
    starts = pd.to_datetime(["2021-03-01", "2021-01-01", "2021-02-01"])
    ends = starts + pd.offsets.MonthEnd(1)
    table = pd.DataFrame({"start": starts, "end": ends, "before": [0.3, 0.1, np.nan], "after": [0.2, 0.2, 0.4]})
    before, after = plots.draw_before_and_after(table.assign(frequency="month"), ax, colour="#E69F00")
    np.testing.assert_array_equal(before.get_ydata(), [0.1, np.nan, 0.3])
    assert after.get_ydata().tolist() == [0.2, 0.4, 0.2]
    assert after.get_color() == "#E69F00" != before.get_color()
    assert (before.is_dashed(), after.is_dashed()) == (True, False)


def test_no_themes_at_all_have_their_place_left_of_one(ax):
    table = NUMBERS.assign(n_themes=[0, 1, 8], chosen=[True, False, False], stability=[np.nan, 0.9, 0.7])
    plots.draw_number_of_themes(table, "stability", ax)
    left, right = ax.get_xlim()
    places = ax.transData.transform([(n, 0.5) for n in (left, 0, 1, 8, right)])[:, 0]
    assert (np.diff(places) > 0).all()
    assert ax.texts[0].get_ha() == "left"


def test_greys_that_come_again_have_another_pattern(ax):
    n = 9
    themes = pd.DataFrame({"theme": [f"free_{k}" for k in range(n)], "kind": "free"})
    themes = themes.assign(label=themes["theme"], colour=[f"#{k % 4:06d}" for k in range(n)])
    bars = plots.draw_composition(pd.DataFrame([[1 / n] * n], columns=list(themes["theme"])), themes, ax)
    assert len({(bar.patches[0].get_facecolor(), bar.patches[0].get_hatch()) for bar in bars}) == n


def test_words_of_a_lexicon_are_bars_that_show_common_and_shared_ones(ax):
    words = pd.DataFrame(
        {
            "term": ["visit", "$oil_a $", "army"], "share": [0.8, 0.25, 0.1], "n_articles": [1600, 500, 200],
            "problem": ["too common", None, None], "shared_with": [None, None, "war"],
        }
    )  # fmt: skip
    artists = plots.draw_lexicon(words, ax, colour="#E69F00")
    bars, numbers = artists[:3], artists[3:]
    assert [bar.get_width() for bar in bars] == [0.8, 0.25, 0.1]
    assert [bar.get_y() for bar in bars] == sorted((bar.get_y() for bar in bars), reverse=True)
    assert [bool(bar.get_hatch()) for bar in bars] == [True, False, False]
    assert [to_hex(bar.get_facecolor()) for bar in bars] == ["#e69f00", "#e69f00", "#ffffff"]
    assert [number.get_text() for number in numbers] == ["1,600", "500", "200"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["visit", "$oil_a $", "army"]

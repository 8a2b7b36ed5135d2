"""The audit as a page: one file of HTML that opens without a network and runs nothing."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from analysis import plots
from analysis.corpus.audit import Audit
from analysis.report.audit_words import NAMES_OF_COUNTS, TO_DO, attention, cut, plain
from analysis.report.picture import WIDTH, Picture
from analysis.report.templates import rendered

MOST_ROWS = 200  # of a table on the page
AT_ONCE = 12  # of them, before the rest is unfolded
MOST_SOURCES = 30  # rows of the picture
MOST_MONTHS = 180  # periods of the picture; with more, they are years
MOST_PAIRS = 20  # copies that are shown side by side
MOST_STRETCHES = 400  # of a pair; equal words between differences are shortened
_CONTEXT = 160  # characters of equal text that are shown around a difference
_LABEL = 28  # characters of a source's name in the picture

Difference = Callable[[str, str], Iterable[tuple[str, str, str]]]


def audit_page(audit: Audit, *, text_of: Callable[[str], str], show_difference: Difference) -> str:
    """Return the page of an audit.

    text_of: gives the text of an article by its id, for the copies that are shown side by side. show_difference: takes
    two texts and gives stretches of them in order, each 'equal', 'changed', 'first' or 'second', and what stands on the
    left and on the right. Whatever comes from articles, names of files or sources is escaped.
    """
    picture = coverage_picture(audit)
    return rendered(
        "audit.html.j2",
        title=f"Audit of {audit.total('read'):,} inputs",
        totals={row["count"]: f"{row['n']:,}" for row in audit.totals.to_dict("records")},
        sections=[_section(audit, *found) for found in attention(audit)],
        counts=[_counts(audit, by, name) for by, name in NAMES_OF_COUNTS.items()],
        picture=picture and {"svg": base64.b64encode(picture.svg()).decode("ascii"), "alt": picture.alt},
        caption=picture.caption if picture else "",
        months=_rows(_months(audit)),
        pairs=list(_pairs(audit, text_of, show_difference)),
        n_near=int((audit.copies["kind"] == "near").sum()),
    )


def coverage_picture(audit: Audit) -> Picture | None:
    """Return the picture of the articles by source over time, None where no article has a date."""
    counts, starts = _by_period(audit.coverage_months)
    if counts.empty:
        return None
    frames = _frames(audit.coverage_gaps, counts, starts)
    labels = [cut(plain(str(name)), _LABEL) for name in counts.index]
    with plots.in_style():
        figure = Figure(figsize=(WIDTH, 0.9 + 0.26 * len(counts)), layout="constrained")
        plots.draw_coverage(counts.set_axis(labels, axis=0), frames, figure.subplots())
    unit = "year" if counts.columns.str.len().max() == 4 else "month"
    left_out = audit.coverage_spans["scope"].eq("source").sum() - (len(counts) - 1)
    more = f" Shown are the {MOST_SOURCES} sources with most articles; {left_out} more are not." if left_out > 0 else ""
    return Picture(
        name="coverage",
        title="Articles over time",
        caption=f"Articles a {unit}; the darkest of a row is its most, the number at its end. Framed in red: gaps"
        f" longer than the source's own rhythm yields by chance once in 1,000 such corpora.{more}",
        alt=f"Heat map of the articles of each {unit} by source, with {len(frames)} gaps framed.",
        values=counts.reset_index(names="source"),
        figure=figure,
    )


def _by_period(months: pd.DataFrame) -> tuple[pd.DataFrame, pd.PeriodIndex]:
    """Return sources x periods, the corpus first, then the sources with most articles; and the periods."""
    if months.empty:
        return pd.DataFrame(), pd.PeriodIndex([], freq="M")
    periods = months["month"].dt.to_period("M")
    if (periods.max() - periods.min()).n >= MOST_MONTHS:
        periods = months["month"].dt.to_period("Y")
    label = months["source"].replace("", "(no source)").mask(months["scope"] == "corpus", "")
    summed = months.groupby([label, periods])["n_articles"].sum().unstack(fill_value=0.0)
    whole = pd.period_range(summed.columns.min(), summed.columns.max(), freq=summed.columns.freq)
    summed = summed.reindex(columns=whole, fill_value=0.0)
    n_all = summed.sum(axis=1)
    order = sorted(summed.index, key=lambda name: (name != "", -n_all[name], name))[: MOST_SOURCES + 1]
    ordered = summed.loc[order].rename(index={"": "all articles"})
    return ordered.set_axis(whole.astype("str"), axis=1), whole


def _frames(gaps: pd.DataFrame, counts: pd.DataFrame, periods: pd.PeriodIndex) -> pd.DataFrame:
    """Return the frames of the gaps: the row, and the first and last period that has no article in them."""
    rows = {name: row for row, name in enumerate(counts.index)}
    values, frames = counts.to_numpy(), []
    for gap in gaps[gaps["kind"] == "gap"].itertuples():
        row = 0 if gap.scope == "corpus" else rows.get(gap.source or "(no source)", -1)
        first, last = periods.get_indexer(pd.PeriodIndex([gap.start, gap.end], freq=periods.freq))
        missing = [i for i in range(first, last + 1) if row >= 0 and values[row, i] == 0]
        if missing:
            frames.append((row, missing[0], missing[-1]))
    return pd.DataFrame(sorted(frames), columns=["row", "first", "last"], dtype=np.int64)


def _section(audit: Audit, name: str, heading: str, rows: pd.DataFrame) -> dict[str, Any]:
    candidates = _candidates(audit) if name == "problem" else []
    return {"name": name, "heading": heading, "to_do": TO_DO[name], "candidates": candidates, **_rows(rows)}


def _rows(table: pd.DataFrame) -> dict[str, Any]:
    """Return the headings of a table, its first rows, those that can be unfolded, and how many more there are."""
    rows = table.head(MOST_ROWS).to_numpy().tolist()
    more = len(table) - len(rows)
    return {"columns": list(table.columns), "rows": rows[:AT_ONCE], "folded": rows[AT_ONCE:], "more": more}


def _candidates(audit: Audit) -> list[dict[str, Any]]:
    """Return what could be the date of each article with a doubtful one."""
    doubtful = audit.doubtful[audit.doubtful["problem"].notna()].head(MOST_ROWS)
    by_article = dict(iter(audit.dates.groupby("article_id")))
    return [
        {
            "path": row.path,
            "dates": [
                f"{d.date:%Y-%m-%d} ({d.precision}) from the {d.place}: '{d.words}', {d.confidence:.0%} sure"
                for d in by_article[row.article_id].itertuples()
            ],
        }
        for row in doubtful.itertuples()
        if row.article_id in by_article
    ]


def _counts(audit: Audit, by: str, name: str) -> dict[str, Any]:
    rows = audit.counts[audit.counts["by"] == by]
    if by != "year":
        rows = rows.sort_values(["n_articles", "value"], ascending=[False, True])
    table = pd.DataFrame(
        {
            name: rows["value"],
            "Articles": [f"{n:,}" for n in rows["n_articles"]],
            "Undated": [f"{n:,}" for n in rows["n_undated"]],
            "Copies": [f"{n:,}" for n in rows["n_copies"]],
            "First": rows["first"].dt.strftime("%Y-%m-%d").fillna(""),
            "Last": rows["last"].dt.strftime("%Y-%m-%d").fillna(""),
        }
    )
    return {"name": name, **_rows(table)}


def _months(audit: Audit) -> pd.DataFrame:
    """Return the values of the picture's first row, for who cannot see it."""
    whole = audit.coverage_months[audit.coverage_months["scope"] == "corpus"]
    return pd.DataFrame(
        {"Month": whole["month"].dt.strftime("%Y-%m"), "Articles": [f"{n:,.0f}" for n in whole["n_articles"]]}
    )


def _pairs(audit: Audit, text_of: Callable[[str], str], show_difference: Difference) -> Iterator[dict[str, Any]]:
    """Yield pairs of near-copies, those least alike first, with their differences."""
    near = audit.copies[audit.copies["kind"] == "near"].sort_values(["similarity", "article_id"]).head(MOST_PAIRS)
    names = audit.articles.set_index("article_id")
    for pair in near.itertuples():
        stretches = list(show_difference(text_of(pair.duplicate_of), text_of(pair.article_id)))
        yield {
            "similarity": f"{pair.similarity:.0%}",
            "left": _name(names, pair.duplicate_of),
            "right": _name(names, pair.article_id),
            "stretches": [_stretch(*stretch) for stretch in stretches[:MOST_STRETCHES]],
            "more": max(0, len(stretches) - MOST_STRETCHES),
        }


def _name(articles: pd.DataFrame, article_id: str) -> str:
    row = articles.loc[article_id]
    date = "" if pd.isna(row["date"]) else f"{row['date']:%Y-%m-%d} "
    title = row["title"] if isinstance(row["title"], str) else article_id
    return f"{date}{title} ({row['path'] if isinstance(row['path'], str) else article_id})"


def _stretch(kind: str, left: str, right: str) -> dict[str, str]:
    if kind == "equal":
        left, right = _shortened(left), _shortened(right)
    return {"kind": kind, "left": left, "right": right}


def _shortened(text: str) -> str:
    """Return the ends of a long stretch."""
    return text if len(text) <= 2 * _CONTEXT else f"{text[:_CONTEXT]} [...] {text[-_CONTEXT:]}"

"""How the copies that a run left out are called: by their files, as a person knows them."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from analysis.results import Analysis

_TOLD = "is a copy of the article "


def with_named_copies(run: Analysis, read: pd.DataFrame | None) -> Analysis:
    """Return a run whose table ``set_aside`` names each copy and what it is a copy of as ``names_of`` does.

    read: the articles as they were read, copies among them; without it a copy's own name is its identifier.
    """
    copies = run.set_aside["stage"] == "copies"
    if not copies.any():
        return run
    names = names_of(run.articles if read is None else read)
    ids, of = run.set_aside.loc[copies, "article_id"], run.set_aside.loc[copies, "detail"].str.removeprefix(_TOLD)
    aside = run.set_aside.copy()
    aside.loc[copies, "path"] = ids.map(names).fillna(ids)
    aside.loc[copies, "detail"] = "is a copy of " + of.map(names).fillna(of)
    return replace(run, set_aside=aside)


def names_of(articles: pd.DataFrame) -> dict[str, str]:
    """Return the name of each article by its identifier: its path, with its title where others share the path.

    What even the title does not tell apart has its identifier behind the name.

    >>> columns = {"article_id": ["1", "2", "3"], "path": ["a.csv", "a.csv", "b.txt"], "title": ["Oil", "War", "Oil"]}
    >>> names_of(pd.DataFrame(columns))
    {'1': 'a.csv: Oil', '2': 'a.csv: War', '3': 'b.txt'}
    """
    path, title, ids = (articles[column] for column in ("path", "title", "article_id"))
    name = path.fillna(title).fillna("")
    name = name.where(~name.duplicated(keep=False), (name + ": " + title.where(path.notna())).fillna(name))
    name = name.where((name != "") & ~name.duplicated(keep=False), (name + " " + ids).str.strip())
    return dict(zip(ids, name, strict=True))

"""The templates of pages: text that is put into one is escaped, and a name that is missing is an error."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import jinja2


def rendered(template: str, **values: Any) -> str:
    """Return the page that a template of this folder makes of some values, with a newline at its end."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(lambda name: files("analysis.report").joinpath(name).read_text(encoding="utf-8")),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(**values) + "\n"

"""An Axes made without pyplot, in the project's style."""

from __future__ import annotations

import pytest
from matplotlib.figure import Figure

from analysis.plots import in_style


@pytest.fixture
def ax():
    """Return an Axes; whatever was drawn on it must survive being rendered, and never start pyplot's figures."""
    with in_style():
        figure = Figure(figsize=(6, 4))
        yield figure.subplots()
        figure.canvas.draw()

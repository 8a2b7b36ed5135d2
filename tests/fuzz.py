"""Fuzzing of the readers: any bytes under any name end in articles or reasons, in bounded time and memory.

    python -m tests.fuzz -max_total_time=600        (or: make fuzz)

The inputs start from ``tests/data/fuzz`` and what the sample maker writes; whatever breaks a reader is written to the
working folder, and belongs into ``tests/data/fuzz``, which the tests read each time.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from analysis.corpus.drafts import Draft, Unread
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.limits import Limits, Options
from analysis.corpus.readers import FORMS, read_blob

SEEDS = Path(__file__).parent / "data" / "fuzz"
_PACKED = (".zip", ".tar", ".gz", ".bz2", ".xz", ".zst")
ENDINGS = (*(ending for form in FORMS for ending in form.endings), *_PACKED, "")
LIMITS = Limits(text=1 << 20, member=4 << 20, archive=8 << 20, free=4 << 20, depth=2, entries=1000)


def read_any(data: bytes) -> list[Draft | Unread]:
    """Return what becomes of some bytes; the first says under which ending they are read."""
    ending = ENDINGS[data[0] % len(ENDINGS)] if data else ""
    blob = Blob(f"any{ending}", lambda: io.BytesIO(data[1:]))
    pieces = list(read_blob(blob, Options(limits=LIMITS)))
    places = [(name, position) for name, position, found in pieces if found is not None]
    found = [what for _, _, what in pieces if what is not None]
    if not found or len(set(places)) != len(places):
        raise AssertionError(f"not all is accounted for: {places}")
    for what in found:
        if isinstance(what, Unread) and what.reason == "breaks":
            raise AssertionError(what.detail)
    return found


def seeds() -> dict[str, bytes]:
    """Return the inputs to start from: those that are kept, and the files of the sample maker."""
    from tests.samples import write_mixed

    kept = {path.name: path.read_bytes() for path in sorted(SEEDS.iterdir())} if SEEDS.is_dir() else {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_mixed(folder)
        for path in sorted(folder.rglob("*")):
            ending = path.suffix.lower()
            if path.is_file() and ending in ENDINGS:
                kept[path.name] = bytes([ENDINGS.index(ending)]) + path.read_bytes()
    return kept


def main() -> None:
    """Fuzz until the time given in the arguments of libFuzzer is over."""
    import atheris

    with tempfile.TemporaryDirectory() as corpus:
        for name, data in seeds().items():
            (Path(corpus) / name).write_bytes(data)
        atheris.instrument_all()
        atheris.Setup([*sys.argv, "-timeout=10", "-rss_limit_mb=1500", "-max_len=200000", corpus], read_any)
        atheris.Fuzz()


if __name__ == "__main__":
    main()

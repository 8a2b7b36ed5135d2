"""Parquet: a row is an article."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.corpus.columns import choose, draft_of
from analysis.corpus.drafts import Draft, Unread, UnreadableError
from analysis.corpus.opening.blobs import Blob
from analysis.corpus.opening.limits import Options

_ROWS = 1000  # read together


def read(blob: Blob, options: Options) -> Iterator[Draft | Unread]:
    """Yield the articles of the rows, a bunch at a time."""
    import pyarrow as pa
    from pyarrow import parquet

    with blob.seekable() as stream:
        try:
            file = parquet.ParquetFile(stream)
            columns = choose(file.schema_arrow.names, options.columns)
            for batch in file.iter_batches(_ROWS, use_threads=False):
                for record in batch.to_pylist():
                    yield draft_of(record, columns)
        except (pa.ArrowException, OSError, ValueError, NotImplementedError) as error:
            told = str(error).splitlines()[0][:200]
            raise UnreadableError("broken", f"is no Parquet that can be read ({told}); write it anew") from None

"""How inputs are read: which columns are which, and how much is read at most, so that none can fill memory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Limits:
    """Bounds on what is read of an input.

    text: bytes of a file that becomes one article, or of one record. member: bytes of a member of an archive, or of
    what a compressed file unpacks to. archive: bytes of all members of an archive together. ratio: how many times
    larger than what is stored a thing may become, once it is larger than ``free``. depth: archives in archives.
    entries: members of an archive.
    """

    text: int = 32 << 20
    member: int = 16 << 30
    archive: int = 64 << 30
    ratio: int = 250
    free: int = 64 << 20
    depth: int = 3
    entries: int = 1_000_000


@dataclass(frozen=True)
class Options:
    """What all readers are told. columns: which of a table's columns is which of ours, where the user says so."""

    columns: Mapping[str, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)

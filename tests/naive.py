"""Slow, obvious references that the clever code is compared with."""

from __future__ import annotations

import hashlib
import itertools
import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

from analysis.text import Words


def naive_words(text: str) -> list[str]:
    """Return the words of a text of plain chunks with white space between them; a dot inside marks an abbreviation."""
    words = []
    for chunk in text.split():
        bare = chunk.strip(",;:!?()“”«»—").lstrip("#")
        if "://" in bare or "@" in bare or not bare[:1].isalpha():
            continue
        if bare.count(".") > 1:
            bare = bare.replace(".", "").upper()
        for ending in ("'s", "’s"):
            bare = bare.removesuffix(ending)
        words.append(bare.rstrip("."))
    return words


# A stand-in for each character, so that one expression over ASCII can tell the grammar of words in any script.
STAND_INS = {"_": "_", ".": ".", "+": "+", "@": "@", "\n": "\n", ":": ":", "/": "/"}
STAND_INS |= dict.fromkeys("-֊־‐‑﹣－", "-") | dict.fromkeys("'’‘ʼ´＇", "'")
NO_SPACES = [  # first and last letters of the scripts without spaces between words
    (0xE00, 0xEFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x3005, 0x3007), (0x3040, 0x312F), (0x31A0, 0x31BF),
    (0x31F0, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xA9E0, 0xA9FF), (0xAA60, 0xAA7F), (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F), (0x1AFF0, 0x1B16F), (0x20000, 0x3FFFF),
]  # fmt: skip
UNSEEN = frozenset([
    0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), *range(0x200B, 0x2010),
    *range(0x202A, 0x202F), *range(0x2060, 0x2070), 0x3164, *range(0xFE00, 0xFE10), 0xFEFF, 0xFFA0,
    *range(0xFFF9, 0xFFFC), *range(0x1BCA0, 0x1BCA4), *range(0x1D173, 0x1D17B), *range(0xE0000, 0xE1000),
])  # fmt: skip


def naive_stand_in(character: str) -> str:
    """Return what stands for a character: x, X letters, M a mark, 0 a digit, C of a script without spaces, * others."""
    category = unicodedata.category(character)
    if character in STAND_INS:
        return STAND_INS[character]
    if character.isspace():
        return " "
    if category[0] == "L":
        if any(first <= ord(character) <= last for first, last in NO_SPACES):
            return "C"
        return character if character in "wpictwitterom" else "x" if category == "Ll" else "X"
    return {"M": "M", "N": "0"}.get(category[0], "*")


LETTER, WORDLIKE = "[xXwpictwitterom]", "[xXwpictwitteromM0C_]"
WORD = rf"{LETTER}(?:{LETTER}|M)*+(?:(?:'|-(?: *\n *(?=[xwpictwitterom]))?){LETTER}(?:{LETTER}|M)*+)*+"
LINK = rf"(?:{WORD}://|www\.|pic\.twitter\.com/)[^ \n]+"
NUMBER = rf"0{WORDLIKE}*+"
TOKEN = re.compile(
    rf"(?P<skip>{LINK}"
    rf"|(?<![xXwpictwitteromM0C_.+'-])(?>{NUMBER}|(?!{LINK}){WORD}|[M_C.+'-])++@[xXwpictwitteromM0C_-]+(?:\.[xXwpictwitteromM0C_-]+)+"
    rf"|(?<!{WORDLIKE})@{WORDLIKE}+|{NUMBER})"
    rf"|(?P<dotted>(?<!{WORDLIKE})(?:{LETTER}\.){{2,}})"
    rf"|(?P<word>{WORD})"
)


def naive_tokens(text: str) -> list[tuple[int, int, str]]:
    """Return where each word of a text stands and its letters, by one regular expression over stand-ins."""
    seen = [i for i, character in enumerate(text) if ord(character) not in UNSEEN]
    found = []
    for match in TOKEN.finditer("".join(naive_stand_in(text[i]) for i in seen)):
        letters = "".join(text[i] for i in seen[match.start() : match.end()])
        if match["dotted"]:
            found.append((seen[match.start()], seen[match.end() - 1] + 1, letters.replace(".", "").upper()))
        elif match["word"]:
            word = re.sub("['’‘ʼ´＇](?:s|t|d|m|re|ve|ll)$", "", letters, flags=re.IGNORECASE)
            end = seen[match.start() + len(word) - 1] + 1
            word = re.sub(r"[-֊־‐‑﹣－]\s+", "\u00ad", word)
            found.append((seen[match.start()], end, unicodedata.normalize("NFC", word)))
    return found


def naive_terms(text: str, words: Words, language: str, phrases: Collection[tuple[str, ...]]) -> list[str]:
    """Return the counted terms of a text: at each word the longest phrase that starts there, else the word."""
    parts = [part for word in naive_words(text) for part in words.parts(word, language)]
    terms = [words.term(part, language) for part in parts]
    counted, at = [], 0
    while at < len(parts):
        lengths = [len(p) for p in phrases if len(p) > 1 and tuple(terms[at : at + len(p)]) == tuple(p)]
        length = max(lengths, default=1)
        if length > 1 or not words.is_stop(parts[at], language):
            counted.append(" ".join(terms[at : at + length]))
        at += length
    return counted


def naive_names(texts: Sequence[str], words: Words) -> set[str]:
    """Return the terms of texts in which words stand between single spaces, by looking at each word and those before.

    A term is a name where nine in ten of its words that follow a word in small letters, or others with capitals that
    do, have a capital. Texts in which most words have capitals tell nothing.
    """
    seen: dict[str, list[bool]] = {}
    for text in texts:
        row = text.split(" ")
        tells = False
        if 2 * sum(word.strip("(")[0].isupper() for word in row) > len(row):
            continue
        for before, word in itertools.pairwise(row):
            is_behind = before.isalpha() and word[0] != "("
            tells = is_behind and (before[0].islower() or tells)
            bare = word.strip(".,()")
            if tells and not words.is_stop(bare, "en"):
                seen.setdefault(words.term(bare, "en"), []).append(bare[0].isupper())
    return {term for term, capitals in seen.items() if sum(capitals) >= 0.9 * len(capitals)}


def naive_counts(
    texts: Sequence[str],
    words: Words,
    *,
    language: str = "en",
    phrases: Collection[tuple[str, ...]] = (),
    keep: Collection[str] = (),
    leave_out: Collection[str] = (),
    min_count: int = 1,
    max_share: float = 1.0,
) -> list[dict[str, int]]:
    """Return for each text how often each kept term stands in it."""
    counters = [Counter(naive_terms(text, words, language, phrases)) for text in texts]

    def is_kept(term: str) -> bool:
        n = sum(term in counter for counter in counters)
        is_wanted = term not in leave_out and n >= min_count and (n <= 1 or n / len(texts) <= max_share)
        return term in keep or is_wanted

    return [{term: n for term, n in counter.items() if is_kept(term)} for counter in counters]


def naive_phrases(
    texts: Sequence[str], words: Words, *, min_count: int, threshold: float, max_words: int
) -> dict[str, tuple[int, float]]:
    """Return count and NPMI of each phrase, with lists of terms and counters; None stands for a stop word."""
    rows = []
    for text in texts:
        parts = [part for word in naive_words(text) for part in words.parts(word, "en")]
        rows.append([None if words.is_stop(p, "en") else (words.term(p, "en"),) for p in parts])
    found: dict[str, tuple[int, float]] = {}
    while True:
        n = sum(map(len, rows))
        single = Counter(unit for row in rows for unit in row)
        pairs = Counter(pair for row in rows for pair in itertools.pairwise(row) if None not in pair)
        chosen = {}
        for (a, b), count in pairs.items():
            by_chance = single[a] / n * single[b] / n
            npmi = math.log(count / n / by_chance) / -math.log(count / n) if count < n else 1.0
            if count >= min_count and npmi >= threshold and len(a + b) <= max_words:
                chosen[a, b] = count, npmi
        if not chosen:
            return found
        for (a, b), (count, npmi) in chosen.items():
            phrase = " ".join(a + b)
            if phrase not in found or npmi > found[phrase][1]:
                found[phrase] = count, npmi
        rows = [naive_joined(row, chosen) for row in rows]


def naive_joined(row: list, chosen: Collection[tuple]) -> list:
    """Return a row of units with the chosen pairs joined, from the left."""
    joined = []
    while row:
        length = 2 if tuple(row[:2]) in chosen else 1
        joined.append(row[0] + row[1] if length == 2 else row[0])
        row = row[length:]
    return joined


def naive_weight(name: str, draw: int, seed: int) -> float:
    """Return an id's random weight, by the integers of Python instead of numpy's."""
    stream = naive_mix(naive_mix(naive_hash(name)) ^ naive_hash(f"{seed}/{draw}"))
    return -math.log(((stream >> 11) + 0.5) / 2**53)


def naive_hash(text: str) -> int:
    return int(hashlib.blake2b(text.encode(), digest_size=8).hexdigest(), 16)


def naive_mix(x: int) -> int:
    """One step of splitmix64."""
    x = (x + 0x9E3779B97F4A7C15) % 2**64
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB % 2**64
    return x ^ (x >> 31)


def naive_plain(text: str) -> str:
    """Return a text in small letters, without accents and apostrophes, with single spaces."""
    parts = unicodedata.normalize("NFD", text.lower())
    return " ".join(re.sub("[\u0300-\u036f'’]", "", parts).split())


def naive_shingles(text: str) -> set[tuple[str, ...]]:
    """Return the sets of three words in a row, of fewer words all; a Chinese or Japanese character is a word."""
    words = re.findall("[\u3040-\u30ff\u4e00-\u9fff]|[^\\W_\u3040-\u30ff\u4e00-\u9fff]+", naive_plain(text))
    return {tuple(words[i : i + 3]) for i in range(max(1, len(words) - 2))} if words else set()


def naive_similarity(first: str, second: str) -> float:
    """Return the Jaccard similarity of two texts' shingles."""
    one, other = naive_shingles(first), naive_shingles(second)
    return len(one & other) / max(1, len(one | other))


def naive_copies(
    texts: Sequence[str], ids: Sequence[str], dates: Sequence[str | None], threshold: float
) -> dict[str, tuple[str, str]]:
    """Return for each copy the article that is kept and the kind, by a look at all pairs, the earliest first."""
    order = sorted(range(len(texts)), key=lambda i: (dates[i] is None, dates[i] or "", ids[i]))
    kept: list[int] = []
    copies: dict[str, tuple[str, str]] = {}
    seen: dict[str, int] = {}
    for i in order:
        plain = naive_plain(texts[i])
        if plain in seen:
            copies[ids[i]] = (copies[ids[seen[plain]]][0] if ids[seen[plain]] in copies else ids[seen[plain]], "exact")
            continue
        if plain:
            seen[plain] = i
        like = [k for k in kept if naive_similarity(texts[k], texts[i]) >= threshold]
        if like:
            copies[ids[i]] = ids[like[0]], "near"
        else:
            kept.append(i)
    return copies

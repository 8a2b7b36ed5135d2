"""Measure this project and its peers in one run; what is measured, and how long, stands in benchmarks/plan.py."""

from __future__ import annotations

import argparse
import datetime
import importlib.util
import json
import time
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks import copies, dating, reading
from benchmarks.corpora import Corpus, load_corpus, missing
from benchmarks.engines import ENGINES
from benchmarks.fits import measure_fits
from benchmarks.growth import measure_growth, measure_memory
from benchmarks.limits import compiler, frequent_first, machine_limits
from benchmarks.limits.ours import our_pass
from benchmarks.named.bias import SEEDS, measure_bias
from benchmarks.named.corpus import CORPORA, PLANTED
from benchmarks.named.corpus import missing as missing_named
from benchmarks.named.measure import measure_named
from benchmarks.named.methods import NAMES
from benchmarks.plan import BIGGEST, BIGGEST_THEMES, FITS, GROWTH_SEEDS, QUICK, WITHOUT_CORPORA, FitPlan
from benchmarks.report import machine, terminal_table, write_results
from benchmarks.start import measure_start
from benchmarks.trends.measure import PARTS, measure_trends

FOLDER = Path(__file__).parent


class Run:
    """One run: what was asked for, and what was found."""

    def __init__(self, asked: argparse.Namespace) -> None:
        self.asked = asked
        today = str(datetime.datetime.now(tz=datetime.UTC).date())
        self.results: dict[str, Any] = {"date": today, "machine": machine(), "skipped": []}
        before = asked.out / "results.json"
        if asked.keep and before.is_file():
            kept = json.loads(before.read_text(encoding="utf-8"))
            told = f"{today}, {self.results['machine']['processor']}"
            apart = kept.get("apart", {}) | dict.fromkeys(asked.only, told)
            self.results = self.results | kept | {"skipped": [], "apart": apart}

    @cached_property
    def big(self) -> Corpus:
        """The biggest corpus at hand."""
        names = (QUICK.corpus,) if self.asked.quick else BIGGEST
        return load_corpus(next(name for name in names if not missing(name)))

    @cached_property
    def n_themes(self) -> int:
        """The number of themes of fits to the biggest corpus."""
        return QUICK.n_themes if self.asked.quick else BIGGEST_THEMES

    def skip(self, line: str) -> None:
        """Say and note what is not measured, and why."""
        print(line, flush=True)
        self.results["skipped"].append(line)

    def start(self) -> None:
        """The import, the command line and the report."""
        self.results["start"] = measure_start(runs=1 if self.asked.quick else 9)

    def limits(self) -> None:
        """One pass over the counts against what the machine can do."""
        if compiler() is None:
            self.skip("the machine's limits: there is no C compiler (cc)")
            return
        counts = frequent_first(self.big.train)
        passes = {f"ours_{n}": our_pass(counts, self.n_themes, n) for n in (1, 2)}
        self.results["limits"] = {
            "corpus": self.big.name,
            "n_themes": self.n_themes,
            **machine_limits(counts, self.n_themes),
            **passes,
        }

    def tokens(self) -> None:
        """Text to counts."""
        if importlib.util.find_spec("benchmarks.tokens") is None:
            self.skip("tokens: benchmarks/tokens.py is not there")
            return
        self.results["tokens"] = importlib.import_module("benchmarks.tokens").measure(runs=3)

    def growth(self) -> None:
        """The time of a fit from an eighth of a corpus to all of it."""
        found = measure_growth(self.big.train, self.n_themes, seeds=min(self.asked.seeds, GROWTH_SEEDS))
        self.results["growth"] = {"corpus": self.big.name, **found}

    def memory(self) -> None:
        """The memory that a fit takes at its peak."""
        found = measure_memory(self.big.train, self.n_themes)
        if not found:
            self.skip("memory: it is read from /proc, which this system has not")
        self.results["memory"] = {"corpus": self.big.name, **found}

    def dating(self) -> None:
        """Dates against gold sets, htmldate beside."""
        if reason := dating.missing():
            self.skip(f"dating: {reason}")
            return
        self.results["dating"] = dating.measure_dating()

    def copies(self) -> None:
        """Near-copies, datasketch beside."""
        if importlib.util.find_spec("datasketch") is None:
            self.skip("copies: datasketch is not installed")
            return
        sizes = (400, 100) if self.asked.quick else (copies.N_ARTICLES, copies.N_FOR_PEER)
        self.results["copies"] = copies.measure_copies(sizes[0], n_for_peer=sizes[1])

    def reading(self) -> None:
        """A table and loose files: read, dated and held against each other; pages, trafilatura beside."""
        if importlib.util.find_spec("psutil") is None:
            self.skip("reading: psutil, by which memory is watched, is not installed")
            return
        self.results["reading"] = reading.measure_reading(800 if self.asked.quick else copies.N_ARTICLES)

    def named(self) -> None:
        """Named themes against the labels of editors, this project and its peers; the bias of ours on planted ones."""
        before = self.results.setdefault("named", {})
        asked = [corpus for corpus in CORPORA if corpus in (self.asked.corpora or CORPORA)]
        for corpus in (PLANTED,) if self.asked.quick else asked:
            if reason := missing_named(corpus):
                self.skip(reason)
                continue
            print(f"  named themes in {corpus}", flush=True)
            before[corpus] = measure_named(corpus, self.asked.methods or NAMES, before.get(corpus, {}))
            write_results(self.results, self.asked.out)
        self.results["bias"] = measure_bias(SEEDS[:1] if self.asked.quick else SEEDS)

    def trends(self) -> None:
        """Shares over time against labels and recessions; the speed of refits and after them; studies, if asked for."""
        asked = self.asked
        found = measure_trends(
            self.results.get("trends", {}),
            self.skip,
            parts=asked.parts,
            quick=asked.quick,
            studies=dict(asked.coverage),
            n_changes=asked.changes,
            kept=asked.replicates,
        )
        for known in found:
            self.results["trends"] = known
            write_results(self.results, asked.out)

    def fits(self) -> None:
        """Perplexity against time, this project and its peers."""
        self.results.setdefault("fits", {})
        for plan in self._plans():
            if reason := missing(plan.corpus):
                self.skip(reason)
                continue
            print(f"  fits to {plan.corpus}", flush=True)
            self.results["fits"][plan.corpus] = measure_fits(plan, self.asked.engines or list(ENGINES))
            write_results(self.results, self.asked.out)

    def _plans(self) -> list[FitPlan]:
        corpora, limit = self.asked.corpora, self.asked.limit
        plans = [plan for plan in (*FITS, WITHOUT_CORPORA) if plan.corpus in corpora] if corpora else list(FITS)
        if all(missing(plan.corpus) for plan in plans):
            plans.append(WITHOUT_CORPORA)
        if self.asked.quick:
            plans = [QUICK]
        plans = [plan.with_seeds(self.asked.seeds) for plan in plans]
        return [plan.with_limit(limit) for plan in plans] if limit else plans


SECTIONS: dict[str, Callable[[Run], None]] = {
    name: getattr(Run, name)
    for name in (
        "start",
        "limits",
        "tokens",
        "growth",
        "memory",
        "dating",
        "copies",
        "reading",
        "named",
        "trends",
        "fits",
    )
}


def main(words: list[str] | None = None) -> None:
    """Measure, print one table, and write results.json, results.png and RESULTS.md."""
    asked = _parser().parse_args(words)
    asked.out = asked.out or (Path("build/benchmarks") if asked.quick else FOLDER)
    run = Run(asked)
    for name in (name for name in SECTIONS if name in asked.only):
        start = time.perf_counter()
        SECTIONS[name](run)
        print(f"{name}: measured in {time.perf_counter() - start:.0f} s", flush=True)
        write_results(run.results, asked.out)
    print(terminal_table(run.results))
    print(f"written to {asked.out}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), help="measure only these")
    parser.add_argument("--corpora", nargs="+", help="only these of the corpora of fits and named themes")
    parser.add_argument("--engines", nargs="+", choices=list(ENGINES), help="fit with only these")
    parser.add_argument("--methods", nargs="+", choices=NAMES, help="find named themes with only these")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=list(PARTS), help="of trends, measure only these")
    parser.add_argument(
        "--coverage", nargs="+", type=_study, default=[], metavar="ARTICLES:REPLICATES",
        help="study how intervals hold planted shares; in full 200:400 2000:200 20000:30, which takes many hours",
    )  # fmt: skip
    parser.add_argument("--changes", type=int, default=0, help="so many replicates of the study of changes (0)")
    parser.add_argument("--replicates", type=Path, help="a file, not of the repository, that keeps studies' replicates")
    parser.add_argument("--seeds", type=int, default=5, help="at most so many seeds of each engine (5)")
    parser.add_argument("--limit", type=float, help="seconds for each fit of gensim and scikit-learn")
    parser.add_argument("--quick", action="store_true", help="a small planted corpus only, to see that all works")
    parser.add_argument("--keep", action="store_true", help="keep what was measured before and is not measured now")
    parser.add_argument("--out", type=Path, help="where to write (benchmarks/, or build/benchmarks with --quick)")
    return parser


def _study(words: str) -> tuple[int, int]:
    n_articles, n_replicates = words.split(":")
    return int(n_articles), int(n_replicates)


if __name__ == "__main__":
    main()

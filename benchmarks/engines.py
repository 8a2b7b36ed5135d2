"""The project's LDA and its peers behind one face, each with the settings that suit it best."""

from __future__ import annotations

import contextlib
import importlib.util
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.planted import planted_counts
from benchmarks.watch import OutOfTime, Snapshot, Watch

ITERATIONS = 300  # tomotopy's sweeps
LONG_PASS = 500_000  # distinct words of documents
ROOM = 1 << 30  # bytes that are touched, and freed again, before the clock is started
SHORT = 10  # words of a document; where there are fewer, variational Bayes does better with other settings
ALPHA, SHORT_ALPHA = 0.1, 0.01  # pseudo-counts of a theme that the peers start from
DECAY, SHORT_DECAY = 0.7, 0.9  # how fast the first batches are forgotten
CHUNK, SHORT_CHUNK = 1000, 3000  # documents that gensim learns from at a time, at most
BATCH = 2048  # and scikit-learn
SMOOTH, SPARSE = 0.1, 0.01  # pseudo-counts of a term: variational Bayes needs the larger, Gibbs sampling the smaller
SCARCE = 1000  # words a theme; with fewer, variational Bayes over all documents at once fits them too closely
SMOOTHEST = 1.0  # and needs a pseudo-count as large as this

GIBBS = "alpha 0.1, learned every 10 of 300 iterations; eta 0.01"

Settings = dict[str, Any]


@dataclass(frozen=True)
class Task:
    """What an engine is asked for: themes of some counts (documents x terms)."""

    counts: sparse.csr_array
    n_themes: int
    seed: int

    @property
    def short(self) -> bool:
        """Whether the documents are headlines rather than articles."""
        return bool(self.counts.sum() < SHORT * self.counts.shape[0])

    @property
    def scarce(self) -> bool:
        """Whether there are few words for each theme."""
        return bool(self.counts.sum() < SCARCE * self.n_themes)


@dataclass(frozen=True)
class Fit:
    """What an engine did: its snapshots in order, and seconds that are told apart.

    preparation: until the engine had the counts. first_use: how much longer a small fit took than the next (loading
    and compiling).
    """

    snapshots: list[Snapshot]
    preparation: float
    first_use: float = 0.0


@dataclass(frozen=True)
class Engine:
    """A way to fit: ``package`` must be there; ``settings`` says in words how it is used.

    compiles: whether it is compiled in its first fit, which then must run to its end before time is taken.
    """

    name: str
    package: str
    fit: Callable[[Task, Watch], None]
    settings: str
    compiles: bool = False

    @property
    def installed(self) -> bool:
        """Whether the package can be imported."""
        return importlib.util.find_spec(self.package) is not None

    def run(self, task: Task, limit: float) -> Fit:
        """Fit until the engine is done or ``limit`` seconds have gone by."""
        watch = Watch(limit)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with contextlib.suppress(OutOfTime):
                self.fit(task, watch)
        return Fit(watch.snapshots, watch.preparation)


def _ours(task: Task, watch: Watch) -> None:
    from analysis.models import LDA

    model = LDA(task.n_themes, random_state=task.seed, n_jobs=2)
    watch.start()
    # Showing the themes takes its time too, so where a pass is short they are shown after each, else after several.
    for _ in model.iter_fit(task.counts, every=1 + task.counts.nnz // LONG_PASS):
        watch.look(lambda: (model.components_, model.alpha_))
    watch.look(lambda: (model.components_, model.alpha_), last=True)


def _tomotopy(workers: int) -> Callable[[Task, Watch], None]:
    def fit(task: Task, watch: Watch) -> None:
        import tomotopy

        model = tomotopy.LDAModel(k=task.n_themes, alpha=ALPHA, eta=SPARSE, seed=task.seed)
        words = np.array([str(j) for j in range(task.counts.shape[1])], dtype=object)
        for terms, numbers in _documents(task.counts):
            model.add_doc(words[np.repeat(terms, numbers)].tolist())
        watch.start()
        for sweep in range(0, ITERATIONS, 10):
            model.train(10, workers=workers)
            watch.look(lambda: _learned_by_tomotopy(model, task), last=sweep + 10 == ITERATIONS)

    return fit


def _learned_by_tomotopy(model: Any, task: Task) -> tuple[Any, Any]:
    phi = np.zeros((task.n_themes, task.counts.shape[1]))
    columns = np.array([int(word) for word in model.used_vocabs])
    for k in range(task.n_themes):
        phi[k, columns] = model.get_topic_word_dist(k)
    return phi, np.asarray(model.alpha)


def _documents(counts: sparse.csr_array) -> list[tuple[Any, Any]]:
    """Return the terms and their numbers for each document."""
    cuts = counts.indptr[1:-1]
    return list(zip(np.split(counts.indices, cuts), np.split(counts.data.astype(np.int64), cuts), strict=True))


def _gensim(multicore: bool, usual: Settings, short: Settings) -> Callable[[Task, Watch], None]:
    def fit(task: Task, watch: Watch) -> None:
        from gensim.models import LdaModel, LdaMulticore

        base = LdaMulticore if multicore else LdaModel

        class Watched(base):  # type: ignore[misc, valid-type]
            """The model, looked at after each chunk."""

            def do_mstep(self, *words: Any, **named: Any) -> None:
                super().do_mstep(*words, **named)
                watch.look(lambda: (self.get_topics(), self.alpha))

        documents = [list(zip(t.tolist(), n.tolist(), strict=True)) for t, n in _documents(task.counts)]
        names = {j: str(j) for j in range(task.counts.shape[1])}
        watch.start()
        settings = usual | (short if task.short else {})
        settings["chunksize"] = int(min(settings["chunksize"], max(100, len(documents) / 10)))
        Watched(documents, task.n_themes, names, passes=10_000, eval_every=None, random_state=task.seed, **settings)

    return fit


def _sklearn(method: str, scarce_smooth: float, **settings: Any) -> Callable[[Task, Watch], None]:
    def fit(task: Task, watch: Watch) -> None:
        from sklearn.decomposition import LatentDirichletAllocation

        class Watched(LatentDirichletAllocation):
            """The model, looked at after each batch."""

            def _em_step(self, *words: Any, **named: Any) -> None:
                super()._em_step(*words, **named)
                watch.look(lambda: (self.components_, None))

        size = BATCH if task.short else int(min(BATCH, max(128, task.counts.shape[0] / 20)))
        watch.start()
        Watched(
            task.n_themes, learning_method=method, batch_size=size, max_iter=10_000, random_state=task.seed,
            doc_topic_prior=SHORT_ALPHA if task.short else ALPHA,
            topic_word_prior=scarce_smooth if task.scarce else SMOOTH,
            learning_decay=SHORT_DECAY if task.short else DECAY, **settings,
        ).fit(task.counts)  # fmt: skip

    return fit


ENGINES = {
    engine.name: engine
    for engine in (
        Engine("themeline", "analysis", _ours, "the defaults; 2 threads", compiles=True),
        Engine("tomotopy, 2 workers", "tomotopy", _tomotopy(2), f"{GIBBS}; 2 workers, the default way to share out"),
        Engine("tomotopy, 1 worker", "tomotopy", _tomotopy(1), f"{GIBBS}; 1 worker"),
        Engine(
            "gensim LdaModel",
            "gensim",
            _gensim(
                False,
                usual={"alpha": "auto", "eta": "auto", "decay": DECAY, "offset": 10, "chunksize": CHUNK},
                short={"decay": SHORT_DECAY, "chunksize": SHORT_CHUNK},
            ),
            "alpha and eta 'auto', decay 0.7 (short documents: 0.9), offset 10, chunks of a tenth of the documents, "
            "1,000 at most (short: 3,000); 1 process",
        ),
        Engine(
            "gensim LdaMulticore",
            "gensim",
            _gensim(
                True,
                usual={"workers": 2, "alpha": ALPHA, "eta": SMOOTH, "chunksize": CHUNK},
                short={"alpha": SHORT_ALPHA, "decay": SHORT_DECAY, "offset": 10, "chunksize": SHORT_CHUNK},
            ),
            "alpha 0.1 (it cannot learn it), eta 0.1, decay 0.5, offset 1, chunks likewise; 2 workers; "
            "short documents: alpha 0.01, decay 0.9, offset 10",
        ),
        Engine(
            "scikit-learn online",
            "sklearn",
            _sklearn("online", SMOOTH, n_jobs=1),
            "priors 0.1, decay 0.7 (short documents: alpha 0.01, decay 0.9), offset 10, batches of a twentieth of the "
            "documents, 2,048 at most (short: always); n_jobs=1, which is quicker than 2: each batch is handed over "
            "between processes",
        ),
        Engine(
            "scikit-learn batch",
            "sklearn",
            _sklearn("batch", SMOOTHEST, n_jobs=2),
            "priors 0.1 (short documents: alpha 0.01; fewer than 1,000 words a theme: eta 1.0); n_jobs=2",
        ),
    )
}


def run(name: str, task: Task, limit: float) -> Fit:
    """Return a fit by an engine's name, after two small ones that load and compile all that it needs."""
    np.ones(ROOM, dtype=np.uint8)  # a virtual machine may take longer to give memory than a fit does to fill it
    first, second = _small_fit_seconds(name), _small_fit_seconds(name)
    return replace(ENGINES[name].run(task, limit), first_use=first - second)


def _small_fit_seconds(name: str) -> float:
    task = Task(planted_counts(1000, n_themes=5, n_terms=200, n_words=20), 5, 0)
    start = time.perf_counter()
    ENGINES[name].run(task, 60.0 if ENGINES[name].compiles else 0.0)  # a peer is only set going
    return time.perf_counter() - start

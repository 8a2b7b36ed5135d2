"""The command line: thin words around the package's functions."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from analysis import __version__
from analysis.errors import Faults, InputError

if TYPE_CHECKING:
    import pandas as pd

    from analysis import Applied, Lexicon, Reading, Settings

ELSE, INPUT_AT_FAULT = 1, 2
MOST_NOTES = 20  # on the words of a lexicon, that are told one by one

_source = click.argument("source", nargs=-1, required=True, metavar="SOURCE...")
_metadata = click.option(
    "--metadata",
    type=click.Path(path_type=Path),
    help="CSV with a row a file: date, title, source. [SOURCE/articles.csv]",
)
_columns = click.option(
    "--columns",
    metavar="OURS=THEIRS,...",
    callback=lambda _context, _option, words: _as_columns(words),
    help="Which column of a table is which, such as text=body,date=published. [guessed]",
)
_themes = click.option(
    "--themes",
    "lexicon",
    type=click.Path(path_type=Path),
    help="TOML with the themes and their words, or a dictionary of quanteda (YAML). [SOURCE/themes.toml]",
)
_settings = click.option(
    "--settings", type=click.Path(path_type=Path), help="TOML with settings. [SOURCE/settings.toml]"
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="themeline")
def main() -> None:
    """Charts which themes are in a pile of news articles, and how each theme's weight moves over time.

    A SOURCE is a folder, a file, or a glob. Read are text, Markdown, HTML, CSV, JSON, Parquet, PDF, DOCX, RTF, exports
    of Nexis and Factiva, and WARC, also compressed, or in ZIP and TAR archives. A folder that holds a folder
    'articles' keeps its articles there; its articles.csv, sources.csv, themes.toml and settings.toml are found by
    themselves.

    Exit codes: 0 done, 2 the input is at fault (every fault is listed), 1 anything else.
    """


def _told(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn an InputError into its faults on stderr and exit code 2."""

    @wraps(command)
    def told(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except InputError as error:
            for fault in error.faults:
                _tell(f"themeline: {fault}")
            sys.exit(INPUT_AT_FAULT)

    return told


@main.command()
@_source
@_themes
@_settings
@_metadata
@_columns
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the report.")
@click.option("--threads", type=click.IntRange(1, 256), help="Refits side by side; the results are the same.")
@click.option(
    "--copies",
    type=click.Choice(["drop", "weigh", "keep"]),
    help="Copies are left out, counted as one together, or kept. [drop]",
)
@click.option(
    "--labels",
    type=click.Path(path_type=Path),
    help="labels.csv of 'validate score': what people said puts presence right, and shares where it is of articles.",
)
@click.option(
    "--events",
    type=click.Path(path_type=Path),
    help="CSV with a row an event: date, label; how the themes moved around each is tested.",
)
@click.option(
    "--published",
    type=click.Path(path_type=Path),
    help="CSV with how much was published at all: n for each period or date; shares are shares of that.",
)
@click.option("--by", metavar="COLUMN", help="A column of the articles, such as source, whose values are compared.")
@click.option(
    "--save-bundle", "bundle", type=click.Path(path_type=Path), help="Folder to keep the models in, for 'apply'."
)
@click.option(
    "--like",
    type=click.Path(path_type=Path),
    help="A bundle of an earlier run: free themes found again keep the names that they have there.",
)
@_told
def report(
    source: tuple[str, ...],
    lexicon: Path | None,
    settings: Path | None,
    metadata: Path | None,
    columns: dict[str, str],
    out: Path,
    threads: int | None,
    copies: str | None,
    labels: Path | None,
    events: Path | None,
    published: Path | None,
    by: str | None,
    bundle: Path | None,
    like: Path | None,
) -> None:
    """Make the whole report: pictures, the values behind them, report.html, manifest.json."""
    from analysis import load_bundle, pipeline, read_events, read_published, save_bundle, write_report
    from analysis.bundle import check_bundle_path
    from analysis.report import check_report_path, chosen_periods, label_lines, names_lines
    from analysis.themes.validation import read_labels

    checks: list[Callable[[], object]] = [lambda: check_report_path(out), lambda: _refuse_among_articles(source, out)]
    if bundle:
        checks.append(lambda: check_bundle_path(bundle))
    beside = {
        name: partial(read, path)
        for name, read, path in (
            ("labels", read_labels, labels), ("events", read_events, events), ("published", read_published, published)
        )
        if path
    }  # fmt: skip
    earlier = cache(lambda: load_bundle(like) if like else None)
    checks += [*beside.values(), earlier]
    inputs = _inputs(source, lexicon, settings, metadata, columns, checks, by=by or "", published=bool(published))
    reading, words, chosen = inputs.reading, inputs.lexicon, inputs.settings
    _tell_set_aside(reading.set_aside)
    of = "published" if published else None
    said = {"threads": threads, "copies": copies, "group": by, "denominator": of}
    chosen = chosen.model_copy(update={name: value for name, value in said.items() if value is not None})
    given = {name: read() for name, read in beside.items()}
    with _Progress() as progress:
        run = pipeline.analyse(
            reading.articles, words, chosen, progress=progress, set_aside=reading.set_aside, like=earlier(), **given
        )
    _tell_empty(run.set_aside[run.set_aside["stage"].isin(["lexicon", "events"])])
    others = (labels, events, published, like and like / "bundle.json")
    files = (*inputs.files, *(path for path in others if path))
    written = write_report(run, out, inputs=files, read=reading.articles)
    if bundle:
        save_bundle(run, bundle)
    click.echo(f"{len(run.articles)} articles, {len(run.passages)} passages; {len(written)} files in {out}")
    if n_copies := int((run.set_aside["stage"] == "copies").sum()):
        click.echo(f"{_copies(n_copies)} left out; --copies weigh or --copies keep has them counted")
    undated = int(run.articles["date"].isna().sum())
    if undated:
        click.echo(f"{undated} of {len(run.articles)} articles have no date and stand on no chart of time")
    if periods := chosen_periods(run):
        click.echo(f"periods are {periods}")
    for line in (*names_lines(run), *(label_lines(run) if labels else ())):
        click.echo(line)
    if bundle:
        click.echo(f"the models are in {bundle}")
    click.echo(f"open {out / 'report.html'}")


@main.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@_source
@_metadata
@_columns
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder for the weights.")
@_told
def apply(bundle: Path, source: tuple[str, ...], metadata: Path | None, columns: dict[str, str], out: Path) -> None:
    """Weigh new articles with the models of a BUNDLE that 'report --save-bundle' kept; nothing is fitted.

    The themes and settings are the bundle's. Written are weights.csv, articles.csv (how many words of each article
    the models know), passages.csv, passage_weights.csv, set_aside.csv and manifest.json.
    """
    from analysis import apply_bundle, load_bundle, read_articles
    from analysis.report import check_weights_path, write_weights
    from analysis.versions import moved

    faults = Faults("input")
    loaded = faults.collect
    models = loaded(load_bundle, bundle)
    metadata = metadata or loaded(_companion, source, "articles.csv")
    reading = loaded(read_articles, list(source), metadata=metadata, columns=columns)
    loaded(check_weights_path, out)
    loaded(_refuse_among_articles, source, out)
    faults.raise_if_any()
    for change in moved(models.versions):
        click.echo(f"the models were fitted with {change}; weights may differ a little", err=True)
    _tell_guessed(reading.notes)
    applied = apply_bundle(models, reading.articles, set_aside=reading.set_aside)
    files = (bundle / "bundle.json", metadata, _companion(source, "sources.csv"))
    written = write_weights(applied, out, inputs=[path for path in files if path])
    _tell_set_aside(reading.set_aside)
    _tell_applied(applied)
    click.echo(f"{len(applied.articles)} articles, {len(applied.passages)} passages; {len(written)} files in {out}")


@main.command()
@_source
@_metadata
@_columns
@click.option("--json", "as_json", type=click.Path(path_type=Path), help="File for the whole audit as JSON.")
@click.option("--page", type=click.Path(path_type=Path), help="File for the audit as a page, with pictures.")
@click.option(
    "--write", type=click.Path(path_type=Path), help="New file for the metadata table, filled as far as known."
)
@_told
def audit(
    source: tuple[str, ...],
    metadata: Path | None,
    columns: dict[str, str],
    as_json: Path | None,
    page: Path | None,
    write: Path | None,
) -> None:
    """Tell what is read, dated, set aside and copied, where articles are missing, and what to do about each.

    A date that only the running text of an article suggests does not date it: --write makes a table in which a person
    can confirm it; read again with --metadata FILE.
    """
    from tqdm import tqdm

    from analysis.corpus import Auditor, Copies, Spool, read_parts, show_difference
    from analysis.corpus.metadata import check_metadata_path, write_metadata
    from analysis.report import audit_json, audit_lines, audit_page
    from analysis.sealed import write_whole

    faults = Faults("input")
    if write:
        faults.collect(check_metadata_path, write)
    if page:
        faults.collect(_refuse_page_among_articles, source, page)
    faults.raise_if_any()
    auditor, copies = Auditor(), Copies()
    with Spool() as texts:
        with tqdm(desc="reading", unit=" inputs", leave=False, disable=None) as bar:
            for part in read_parts(list(source), metadata=metadata, columns=columns):
                auditor.add(part)
                ids = part.articles["article_id"].tolist()
                copies.add(ids, part.articles["text"].tolist(), part.articles["date"].to_numpy())
                texts.add(ids, part.articles["text"])
                bar.update(len(part.articles) + len(part.set_aside))
        found = auditor.done(copies.found(texts.text))
        if page:
            made = audit_page(found, text_of=texts.text, show_difference=show_difference)
            write_whole(page, made.encode("utf-8"))
    if as_json:
        write_whole(as_json, audit_json(found))
    known = metadata or _companion(source, "articles.csv")
    n_rows = write_metadata(found.articles, write, metadata=known) if write else 0
    for line in audit_lines(found):
        click.echo(line)
    if page:
        click.echo(f"open {page}")
    if write:
        click.echo(f"{n_rows} rows in {write}; check the dates, then read with --metadata {write}")


@main.command()
@_source
@_themes
@_settings
@_metadata
@_columns
@click.option("--suggest", is_flag=True, help="Name further words for each theme, with places where they stand.")
@click.option("--picture", type=click.Path(path_type=Path), help="File (.svg or .png) for a picture of the words.")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the tables as CSV.")
@_told
def themes(
    source: tuple[str, ...],
    lexicon: Path | None,
    settings: Path | None,
    metadata: Path | None,
    columns: dict[str, str],
    suggest: bool,
    picture: Path | None,
    out: Path | None,
) -> None:
    """Hold the words of the themes against the articles, before any model.

    Told is for each word how often it occurs, in how many articles, and when; for a word that does not occur those that
    are spelt alike; which words are too common to tell anything, or of two themes; how many articles have a word of the
    theme, and how many are surely its own: they have two different words of it or more, and more than of any other.
    """
    from analysis import pipeline
    from analysis.report import check_picture_path, check_writable, lexicon_lines, write_lexicon, write_lexicon_picture

    checks: list[Callable[[], object]] = []
    if out:
        checks += [lambda: check_writable(out), lambda: _refuse_among_articles(source, out)]
    if picture:
        checks.append(lambda: check_picture_path(picture))
    inputs = _inputs(source, lexicon, settings, metadata, columns, checks)
    check = pipeline.check_lexicon(inputs.reading.articles, inputs.lexicon, inputs.settings, suggest=suggest)
    if picture:
        write_lexicon_picture(check, inputs.lexicon, picture)
    n_written = len(write_lexicon(check, out)) if out else 0
    for line in lexicon_lines(check, {theme.name: theme.label for theme in inputs.lexicon.themes}, suggest=suggest):
        click.echo(line)
    _tell_empty(check.empty)
    if picture:
        click.echo(f"open {picture}")
    if out:
        click.echo(f"{n_written} tables in {out}")


@main.command()
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@_told
def verify(first: Path, second: Path) -> None:
    """Tell whether the reports in two folders are the same: to the byte, or on two platforms within the tolerance."""
    from analysis.report import compare_reports

    _refuse_no_folders(first, second)
    differences = compare_reports(first, second)
    for difference in differences:
        _tell(difference)
    if differences:
        sys.exit(ELSE)
    click.echo(f"{first} and {second} are the same")


@main.command()
@click.argument("first", type=click.Path(path_type=Path))
@click.argument("second", type=click.Path(path_type=Path))
@click.option("--json", "as_json", type=click.Path(path_type=Path), help="File for the whole comparison as JSON.")
@click.option(
    "--out", type=click.Path(path_type=Path), help="Folder for its tables as CSV, and a picture of the shares."
)
@_told
def compare(first: Path, second: Path, as_json: Path | None, out: Path | None) -> None:
    """Tell what a change did: the weights and trends of the report in one folder beside those in another.

    Told are the words that were added to the lexicon and dropped from it, how far each theme's mean weight and the
    shares of periods moved, how alike its weights are over the articles, and which articles moved most.
    """
    from analysis.report import check_writable, compare_runs, moves_json, moves_lines, write_moves
    from analysis.sealed import write_whole

    _refuse_no_folders(first, second)
    if out:
        check_writable(out)
    moves = compare_runs(first, second)
    if as_json:
        write_whole(as_json, moves_json(moves))
    n_written = len(write_moves(moves, out)) if out else 0
    for line in moves_lines(moves):
        click.echo(line)
    if out:
        click.echo(f"{n_written} files in {out}")


@main.group()
def validate() -> None:
    """Hold the themes against people: draw tasks for coders, then score what they answered."""


@validate.command()
@_source
@_themes
@_settings
@_metadata
@_columns
@click.option("--out", type=click.Path(path_type=Path), required=True, help="New folder for the tasks and their key.")
@click.option(
    "--tasks",
    "kinds",
    multiple=True,
    metavar="KIND",
    help="label, word_intrusion or theme_intrusion; may be said again. [all three]",
)
@click.option("--unit", default="passage", show_default=True, help="What is labelled: passage or article.")
@click.option("--design", default="stratified", show_default=True, help="How texts to label are drawn, or 'simple'.")
@click.option("--labels", type=int, default=150, show_default=True, help="Texts to label.")
@click.option("--words", type=int, default=2, show_default=True, help="Word intrusion tasks a theme.")
@click.option("--passages", type=int, default=40, show_default=True, help="Theme intrusion tasks.")
@click.option("--model", default="lda", show_default=True, help="The model whose themes are tried: lda or tfidf.")
@click.option("--seed", type=int, default=0, show_default=True, help="Another seed draws other tasks.")
@_told
def draw(
    source: tuple[str, ...],
    lexicon: Path | None,
    settings: Path | None,
    metadata: Path | None,
    columns: dict[str, str],
    out: Path,
    kinds: tuple[str, ...],
    unit: str,
    design: str,
    labels: int,
    words: int,
    passages: int,
    model: str,
    seed: int,
) -> None:
    """Draw tasks for coders: tasks.html or tasks.csv is theirs, key.csv must be kept from them.

    A SOURCE is read as 'report' reads it. The folder of a report serves for word intrusion alone: it holds no texts.
    """
    from analysis import pipeline
    from analysis.report import (
        check_tasks_path,
        draw_validation,
        drawn_lines,
        is_report,
        read_report_tables,
        write_tasks,
    )
    from analysis.themes.validation import Plan, draw_tasks

    faults = Faults("input")
    loaded = faults.collect
    said = {"unit": unit, "design": design, "n_labels": labels, "n_words": words, "n_passages": passages}
    plan = loaded(Plan, **said, model=model, seed=seed, **({"kinds": kinds} if kinds else {}))
    loaded(check_tasks_path, out)
    if not is_report(source):
        loaded(_refuse_among_articles, source, out)
    faults.raise_if_any()
    if is_report(source):
        drawn = draw_tasks(read_report_tables(source[0], plan), plan)
    else:
        inputs = _inputs(source, lexicon, settings, metadata, columns)
        _tell_set_aside(inputs.reading.set_aside)
        chosen = inputs.settings.model_copy(update={"denominator": "articles"})  # tasks need no shares
        with _Progress() as progress:
            run = pipeline.analyse(inputs.reading.articles, inputs.lexicon, chosen, progress=progress)
        drawn = draw_validation(run, plan)
    written = write_tasks(drawn, out)
    for line in drawn_lines(drawn):
        click.echo(line)
    click.echo(f"give each coder {written['tasks.html']} or {written['tasks.csv']}, and nobody {written['key.csv']}")


@validate.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.argument("answers", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="ANSWERS.csv...")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the scores. [FOLDER]")
@click.option("--level", type=click.FloatRange(0.5, 0.999), default=0.9, show_default=True, help="Level of intervals.")
@_told
def score(folder: Path, answers: tuple[Path, ...], out: Path | None, level: float) -> None:
    """Score the answers to the tasks of a FOLDER that 'validate draw' wrote, one file or more from each coder.

    Written are validation.csv (each figure with its interval), labels.csv (what most coders said of each text and
    theme, with the probability of its being drawn) and answers.csv (all answers).
    """
    from analysis.report import read_key, score_lines, write_scores
    from analysis.themes.validation import label_table, read_answers, score_answers

    key = read_key(folder)
    given = read_answers(answers, key)
    labels, scores = label_table(given, key), score_answers(given, key, level=level)
    written = write_scores(out or folder, scores=scores, labels=labels, answers=given)
    click.echo(f"{len(given)} answers of {', '.join(sorted(set(given['coder'])))} to {key['task_id'].nunique()} tasks")
    for line in score_lines(scores, labels, key):
        click.echo(line)
    click.echo("; ".join(str(path) for path in written.values()))


@dataclass(frozen=True)
class _Inputs:
    """What a command works on, and the files besides the articles that it was read from."""

    reading: Reading
    lexicon: Lexicon
    settings: Settings
    files: tuple[Path, ...]


def _inputs(
    source: tuple[str, ...],
    lexicon: Path | None,
    settings: Path | None,
    metadata: Path | None,
    columns: dict[str, str],
    checks: Iterable[Callable[[], object]] = (),
    by: str = "",
    published: bool = False,
) -> _Inputs:
    """Return the articles, the lexicon and the settings; raise one InputError with the faults of all of them.

    by: a column that the articles must have; '' is none. published: whether shares are to be of what was published.
    """
    from analysis import Lexicon, Settings, read_articles
    from analysis.pipeline.grouping import refuse_unknown_group

    faults = Faults("input")
    loaded = faults.collect
    metadata, lexicon, settings = (
        named or loaded(_companion, source, name)
        for named, name in ((metadata, "articles.csv"), (lexicon, "themes.toml"), (settings, "settings.toml"))
    )
    if lexicon is None and not any("themes.toml" in fault for fault in faults.found):
        faults.found.append("no themes are named: give --themes FILE, or put a themes.toml into the source folder")
    words: Any = loaded(Lexicon.load, lexicon) if lexicon else None
    chosen = loaded(Settings.load, settings) if settings else Settings()
    reading = loaded(read_articles, list(source), metadata=metadata, columns=columns)
    if published and chosen is not None:
        loaded(_refuse_other_denominator, chosen)
    if reading is not None:
        loaded(refuse_unknown_group, reading.articles, by)
    for check in checks:
        loaded(check)
    faults.raise_if_any()
    _tell_notes(words)
    _tell_guessed(reading.notes)
    files = (metadata, _companion(source, "sources.csv"), lexicon, settings)
    return _Inputs(reading, words, chosen, tuple(path for path in files if path))


def _refuse_no_folders(*reports: Path) -> None:
    """Raise InputError with each of the folders of reports that there is not."""
    faults = Faults("input")
    for path in reports:
        if not path.is_dir():
            what = "is a file, not a folder" if path.exists() else "does not exist"
            faults.found.append(f"'{path}' {what}; name the folder of a report, as 'report --out' makes it")
    faults.raise_if_any()


def _refuse_among_articles(source: Iterable[str], out: Path) -> None:
    """Raise InputError where what is written would lie among the articles: it would be read with them next time."""
    from analysis.corpus.opening.files import read_folders

    if out.resolve() in {folder.resolve() for folder in read_folders(source)}:
        raise InputError([f"--out '{out}' is a folder of the articles; name another, so that no result is read as one"])


def _refuse_page_among_articles(source: Iterable[str], page: Path) -> None:
    """Raise InputError where a page would be written below a folder that is searched for articles."""
    from analysis.corpus.opening.files import articles_folder, read_folders

    searched = {articles_folder(folder).resolve() for folder in read_folders(source)}
    if not searched.isdisjoint(page.resolve().parents):
        raise InputError([f"--page '{page}' lies among the articles, and would be read as one; name a file elsewhere"])


def _refuse_other_denominator(settings: Settings) -> None:
    """Raise InputError where settings ask for shares of something else than what --published counts."""
    if settings.denominator not in ("articles", "published"):
        other = f"the settings say denominator = {settings.denominator!r}; leave out one of the two"
        raise InputError([f"--published makes shares of what was published, but {other}"])


def _as_columns(words: str | None) -> dict[str, str]:
    """Return the columns of '--columns text=body,date=published'."""
    pairs = [pair.partition("=") for pair in (words or "").split(",") if pair.strip()]
    for ours, equals, theirs in pairs:
        if not (ours.strip() and equals and theirs.strip()):
            raise click.BadParameter(f"'{ours}{equals}{theirs}' is no pair; write text=body,date=published")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def _copies(n: int) -> str:
    return "1 copy of an article is" if n == 1 else f"{n} copies of articles are"


def _tell_set_aside(table: pd.DataFrame) -> None:
    for row in table.itertuples():
        _tell(f"set aside: {row.path} {row.detail}")


def _tell(line: str) -> None:
    """Print a line on stderr without what would steer a terminal: names of files and what they say stand in it."""
    from analysis.report.audit_words import plain

    click.echo(plain(line), err=True)


def _tell_notes(lexicon: Lexicon) -> None:
    """Tell what is odd about the words of a lexicon, not all of it where that is much."""
    for note in lexicon.notes[:MOST_NOTES]:
        _tell(f"note: {note}")
    if len(lexicon.notes) > MOST_NOTES:
        _tell(f"note: and {len(lexicon.notes) - MOST_NOTES:,} more such notes")


def _tell_guessed(notes: pd.DataFrame) -> None:
    """Tell which columns were guessed, of tables of articles and of the metadata; the audit tells all notes."""
    of_columns = notes[notes["note"].str.startswith("columns ")]
    for note, paths in of_columns.groupby("note")["path"]:
        others = f" and {len(paths) - 1:,} more" if len(paths) > 1 else ""
        _tell(f"note: {note} ({paths.iloc[0]}{others})")


def _tell_empty(themes: pd.DataFrame) -> None:
    for row in themes.itertuples():
        _tell(f"note: {row.detail}")


def _tell_applied(applied: Applied) -> None:
    """Print how much of the articles the models know, and the mean weight of each theme."""
    from analysis.results import MODELS

    known, left_out = (int(applied.articles[column].sum()) for column in ("n_counted", "n_left_out"))
    click.echo(f"counted: {known} of {known + left_out} words, stop words aside; the rest are no terms of the bundle")
    unknown = int((applied.articles["n_counted"] == 0).sum())
    if unknown:
        click.echo(f"{unknown} of {len(applied.articles)} articles have no counted word, and so no weights")
    if unknown == len(applied.articles):
        return
    means = applied.weights.groupby(["theme", "model"])["weight"].mean()
    click.echo(f"mean weights, articles counted: {len(applied.articles) - unknown}")
    for theme in applied.bundle.themes.itertuples():
        shares = ", ".join(f"{MODELS[model]} {means[theme.theme, model]:.1%}" for model in applied.bundle.models)
        click.echo(f"  {theme.label}: {shares}")


def _companion(source: tuple[str, ...], name: str) -> Path | None:
    """Return the file of that name in a source folder, or None; raise InputError where two folders have one."""
    from analysis.corpus import companion

    faults = Faults("source")
    found = companion(source, name, faults)
    faults.raise_if_any()
    return found


class _Progress:
    """A bar on a terminal for each stage that takes time; nothing elsewhere."""

    def __enter__(self) -> _Progress:
        self._bar: Any = None
        self._stage = ""
        return self

    def __call__(self, stage: str, done: int, of: int) -> None:
        from tqdm import tqdm

        if stage != self._stage:
            self.close()
            self._stage, self._bar = stage, tqdm(total=of, desc=stage, leave=False, disable=None)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        if self._bar is not None:
            self._bar.close()

    def __exit__(self, *_: object) -> None:
        self.close()

"""The ``framing`` command: from links, files and archives to figures. Each command is one function called.

Exit status: 0, all done; 1, done in part, with a line for each thing that wasn't; 2, bad input, nothing written.
"""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import Annotated

import typer

from framing.corpus import default_folder
from framing.foreign import visible
from framing.wording import counted, listed

SHOWN = 10  # records that were there already are named one by one up to here


def _leave(status: int | None) -> None:
    """Turn what a command returns into the exit status."""
    raise typer.Exit(status or 0)


app = typer.Typer(
    name="framing", no_args_is_help=True, pretty_exceptions_enable=False, result_callback=_leave,
    help="Compare how news outlets frame the same event.",
    epilog="The way of a corpus: new, add or import, (fetch), check, features, figures. "
           "Exit status: 0, done; 1, done in part; 2, bad input.")

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="The corpus folder.")]
AnyFolder = Annotated[Path, typer.Argument(
    metavar="[DIR]", default_factory=default_folder, show_default=False,
    help="The corpus folder (default: FRAMING_CORPUS, else the shipped one).")]
Outlet = Annotated[str, typer.Option(help="Outlet of the articles that don't name theirs.")]
Event = Annotated[str, typer.Option(help="Event of the articles that don't name theirs (a key of events.csv, or new).")]
Genre = Annotated[str, typer.Option(help="Genre of the articles that don't name theirs: news, opinion ...")]
Benchmarks = Annotated[Path | None, typer.Option(metavar="DIR", help="Folder with a folder a set.")]


def say(*lines, file=None) -> None:
    """Print lines; no control sign that stands in somebody's table reaches the terminal."""
    for line in lines:
        print("\n".join(map(visible, str(line).split("\n"))), file=file)


def complain(*lines) -> None:
    """Print lines about what went wrong."""
    say(*lines, file=sys.stderr)


@app.command()
def new(folder: Folder) -> None:
    """Make an empty corpus folder, with a codebook that says what goes where."""
    from framing import scaffold

    made = scaffold.new(folder)
    say(f"{folder}: {', '.join(made) if made else 'nothing was missing'}")
    say(f"Next: framing add {folder} FILES, or framing import {folder} FILE --from KIND")


@app.command()
def add(folder: Folder, sources: Annotated[list[str], typer.Argument(metavar="FILE|FOLDER|URL...")],
        outlet: Outlet = "", event: Event = "", genre: Genre = "") -> int:
    """Add articles: files and folders of them, each by its name's ending, or addresses to fetch later."""
    from framing.kinds import read_files
    from framing.records import Record

    addresses = [source for source in sources if source.lower().startswith(("http://", "https://"))]
    files = [source for source in sources if source not in addresses]
    items = chain((Record(place=url, url=url) for url in addresses), read_files(files))
    return _added(folder, items, outlet, event, genre)


@app.command("import")
def import_(folder: Folder, files: Annotated[list[Path], typer.Argument(metavar="FILE...")],
            kind: Annotated[str, typer.Option("--from", metavar="KIND", help="What the files are; see --kinds.")] = "",
            column: Annotated[list[str] | None, typer.Option(
                metavar="FIELD=COLUMN", help="For tables: headline=Title, text=Body ... (may be repeated).")] = None,
            outlet: Outlet = "", event: Event = "", genre: Genre = "",
            as_: Annotated[str, typer.Option("--as", help="For word lists: classes or topics.")] = "classes",
            kinds: Annotated[bool, typer.Option("--kinds", help="List the kinds and stop.", is_eager=True,
                                                callback=lambda asked: _list_kinds(asked))] = False) -> int:
    """Import articles of a stated kind: tables, story lists, archives, references; or a word list of your own."""
    from framing.kinds import UNVERIFIED, WORD_LISTS, named, read_files

    if kind in WORD_LISTS:
        return _word_list(folder, files, kind, as_)
    if kind and not named(kind).verified:
        complain(f"{kind}: {UNVERIFIED}; check what was imported against the file")
    if not kind or named(kind).columns:
        _show_columns(files, kind, _columns(column))
    return _added(folder, read_files(files, kind, _columns(column)), outlet, event, genre)


def _columns(given: list[str] | None) -> dict[str, str]:
    bad = [pair for pair in given or [] if "=" not in pair]
    if bad:
        raise typer.BadParameter(f"--column {bad[0]!r}; expected FIELD=COLUMN, such as headline=Title")
    return dict(pair.split("=", 1) for pair in given or [])


def _list_kinds(asked: bool) -> None:
    from framing.kinds import KINDS, UNVERIFIED, WORD_LISTS

    if asked:
        say(*(f"{kind.name:<11} {kind.says}" + f" ({UNVERIFIED})" * (not kind.verified) for kind in KINDS.values()))
        say(*(f"{name:<11} {says}" for name, (_, says) in WORD_LISTS.items()))
        raise typer.Exit


def _show_columns(files: list[Path], kind: str, columns: dict[str, str]) -> None:
    from framing.kinds import guess, named
    from framing.story_columns import shown
    from framing.story_tables import columns_of

    for path in files:
        chosen = named(kind) if kind else guess(path)
        if chosen.columns:
            complain(*(f"{path.name}: {line}" for line in shown(columns_of(path, chosen.name, columns))))


def _word_list(folder: Path, files: list[Path], kind: str, as_: str) -> int:
    from framing import dictionaries
    from framing.kinds import WORD_LISTS

    if as_ not in ("classes", "topics"):
        raise typer.BadParameter(f"--as {as_!r}; expected classes or topics")
    status = 0
    for path in files:
        table, broken = getattr(dictionaries, WORD_LISTS[kind][0])(path)
        n_new = getattr(dictionaries, f"to_{as_}")(folder, table)
        say(f"{path.name}: {counted(len(table), 'term')}, {n_new:,} of them new in {as_}.csv")
        complain(*broken)
        status = status or int(bool(broken))
    return status


def _added(folder: Path, items, outlet: str, event: str, genre: str) -> int:
    """Put records into the folder; say what came of them."""
    from framing.progress import track
    from framing.store import add_records

    done = add_records(folder, track(items, "Reading", total=None), outlet=outlet, event=event, genre=genre)
    complain(*done.broken)
    say(*done.known[:SHOWN])
    if len(done.known) > SHOWN:
        say(f"... and {len(done.known) - SHOWN:,} more that are there already")
    say(f"{folder}: {counted(len(done.added), 'article')} added, {len(done.completed):,} completed, "
          f"{len(done.known):,} there already, {len(done.broken):,} not read")
    for names, table in ((done.outlets, "outlets"), (done.events, "events")):
        if names:
            shown = listed(names[:5]) if len(names) <= 5 else f"{', '.join(names[:5])} and {len(names) - 5:,} more"
            say(f"New in {table}.csv, with cells to fill in: {shown}")
    if done.added or done.completed:
        say(f"Next: framing check {folder}")
    return 0 if not done.broken else 1 if done.added or done.completed or done.known else 2


@app.command()
def fetch(folder: Folder,
          again: Annotated[bool, typer.Option(help="Ask for pages that are there already, too.")] = False,
          wayback: Annotated[bool, typer.Option(help="Take the archived copy of a page that is gone.")] = True,
          allow_private: Annotated[bool, typer.Option(help="Allow addresses of private networks.")] = False,
          delay: Annotated[float, typer.Option(min=0.0, help="Seconds between requests to one host.")] = 1.0) -> int:
    """Download the articles that have an address and no text: politely, resumably, with a log of every outcome."""
    from framing import fetch as fetching
    from framing.store import fill

    done = fetching.fetch(folder, again=again, wayback=wayback, allow_private=allow_private, delay=delay)
    filled = fill(folder, done.facts)
    say(*done.lines())
    say(f"articles.csv: empty cells filled in {counted(len(filled), 'row')}")
    return int(bool(done.failed))


@app.command()
def copies(folder: Folder,
           fold: Annotated[bool | None, typer.Option("--fold/--keep", help="Count each family of copies once, or take "
                                                     "that back.")] = None) -> None:
    """List articles that are copies of one another: wire copy, reposts, versions; count each family once."""
    from framing import copies as copying

    say(*copying.report(folder, fold))


@app.command()
def suggest(folder: Folder,
            accept: Annotated[bool, typer.Option("--accept", help="Take the rows whose column keep says yes.")] = False
            ) -> None:
    """Propose actors and topics from your own texts, in files to edit."""
    from framing import suggest as suggesting

    say(*suggesting.accept(folder) if accept else suggesting.suggest(folder).lines())


@app.command()
def check(folder: AnyFolder,
          json: Annotated[bool, typer.Option("--json", help="All findings, for machines.")] = False) -> int:
    """Say what is wrong with a corpus, what to mend, and which comparisons it can carry."""
    from framing import findings

    checked = findings.report(folder)
    if json:
        print(checked.json())
    else:
        complain(*checked.errors)
        say(*checked.lines)
    return 2 if checked.errors else 0


@app.command()
def features(folder: AnyFolder,
             parser: Annotated[bool, typer.Option(help="Tell voices by the parser, where it is installed; it is "
                                                  "slower.")] = True) -> None:
    """Count everything the figures are made from in the texts of DIR/text."""
    from framing import parse
    from framing.build import build_features, reader
    from framing.progress import track

    loaded = parse.load() if parser else None
    done = build_features(folder, loaded, progress=track)
    say(f"features of {len(done['rebuilt'])} articles rebuilt from their texts; voices told by {reader(loaded)}")
    if loaded is None and parser:
        say("no parser is installed: `pip install -e '.[parse]'` brings one, and better voices")
    for name in done["kept"]:
        say(f"text/{name}.txt: absent; its shipped features were kept")
    for name in done["missing"]:
        say(f"text/{name}.txt: absent, and no shipped features; only its headline is used")
    for name in done["short"]:
        say(f"text/{name}.txt: under 25 tokens of article are left after cleaning; only its headline is used")


@app.command()
def figures(folder: Folder,
            jobs: Annotated[int, typer.Option(min=1, help="Notebooks at a time.")] = 2) -> int:
    """Execute the notebooks on a corpus and write its figures."""
    from framing import figures_run

    made = figures_run.figures(folder, jobs=jobs)
    for name, said in made.failed.items():
        complain(f"{name}: {said}")
    say(f"{made.folder}: {counted(len(made.executed), 'notebook')} executed, {len(made.current)} up "
          f"to date, {len(made.failed)} failed")
    return int(bool(made.failed))


@app.command()
def notebooks(folder: Folder) -> None:
    """Copy the notebooks into DIR/notebooks, pointed at DIR, without what speaks of the worked case."""
    from framing import figures_run

    copied = figures_run.notebooks(folder)
    say(f"{copied.folder}: {counted(len(copied.written), 'notebook')} written, {len(copied.current)} there already")
    say(*(f"{name}: was changed by hand and stays; the new one is {new}" for name, new in copied.beside.items()))
    say(f"Next: jupyter lab {copied.folder}")


@app.command()
def report(folder: AnyFolder) -> None:
    """Write one offline page with all figures, captions and tables: DIR/report.html."""
    from framing import report as reporting

    say(f"{reporting.report(folder)}: written; it opens in any browser, without a network")


@app.command()
def validate(benchmarks: Benchmarks = None,
             sets: Annotated[list[str] | None, typer.Option("--set", metavar="NAME", help="Score this set only (may be "
                                                            "repeated).")] = None,
             train: Annotated[bool, typer.Option("--train", help="Score the part named train, too.")] = False,
             parser: Annotated[bool | None, typer.Option(help="Insist on the parser, or leave it out.")] = None,
             out: Annotated[Path, typer.Option(metavar="FILE", help="The table as CSV.")] = Path("build/scores.csv")
             ) -> int:
    """Score the instruments on sets that others coded by hand."""
    from framing import validate as validating

    if benchmarks is None:
        raise typer.BadParameter("--benchmarks DIR is missing; expected a folder such as DIR/polnear/dev.jsonl.gz")
    return validating.run(benchmarks, sets, train=train, parser=parser, out=out)


@app.command()
def calibrate(benchmarks: Benchmarks = None,
              out: Annotated[Path, typer.Option(metavar="FILE", help="The table as CSV.")] = Path(
                  "build/calibration.csv")) -> int:
    """Count how often intervals hold the truth and how often false alarms are raised (minutes)."""
    from framing import calibrate as calibrating

    return calibrating.run(benchmarks, out=out)

"""The ``framing`` command: ``check [DIR]``, ``features [DIR]``, ``validate --benchmarks DIR``, ``calibrate``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from framing import calibrate, check, parse, validate
from framing.build import build_features, reader
from framing.corpus import COLUMNS, Corpus, CorpusError, default_folder, read_table
from framing.wording import counted


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return 0, or 2 on bad input with one line per fault on standard error."""
    parser = argparse.ArgumentParser(prog="framing", description="Compare how news outlets frame the same event.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run, says in (("check", _check, "say what is wrong with a corpus folder, else what it can carry"),
                            ("features", _features, "rebuild features from the texts in DIR/text")):
        command = commands.add_parser(name, help=says, description=says)
        command.add_argument("folder", metavar="DIR", nargs="?", type=Path, default=default_folder(),
                             help="corpus folder (default: FRAMING_CORPUS, else the shipped one)")
        command.set_defaults(run=run)
    command.add_argument("--no-parser", action="store_true",
                         help="tell voices by rules alone (faster; without it the parser does, where installed)")
    validate.add_command(commands)
    calibrate.add_command(commands)
    options = parser.parse_args(arguments)
    try:
        return options.run(options)
    except CorpusError as error:
        print(error, file=sys.stderr)
    except BrokenPipeError:  # what was printed is read by nobody any more, as by `head`
        sys.stderr.close()
    except OSError as error:
        print(f"{error.filename}: {error.strerror}", file=sys.stderr)
    return 2


def _check(options: argparse.Namespace) -> int:
    folder = options.folder
    faults = check.find_faults(folder)
    if faults:
        raise CorpusError("\n".join(faults))
    articles = read_table(folder / "articles.csv", COLUMNS["articles"])
    print(f"{folder.name}: {counted(len(articles), 'article')} of {counted(articles['outlet'].nunique(), 'outlet')}, "
          f"{(articles['extent'] == 'full').sum()} with full text; no faults")
    corpus = Corpus(folder)
    has_features = (folder / "features" / "sentences.csv").is_file()
    known = set(corpus.sentences.query("sentence > 0")["article"]) if has_features else set()
    for name in check.absent_texts(folder, articles):
        print(f"text/{name}.txt: absent; " + (
            "the shipped features of this article stay in use" if name in known
            else "and no shipped features, so only its headline can be used"))
    print(check.list_note(corpus) if has_features else "features/: not built yet; `make features` builds them")
    for line in check.support_note(corpus):
        print(line)
    return 0


def _features(options: argparse.Namespace) -> int:
    parser = None if options.no_parser else parse.load()
    done = build_features(options.folder, parser)
    print(f"features of {len(done['rebuilt'])} articles rebuilt from their texts; voices told by {reader(parser)}")
    if parser is None and not options.no_parser:
        print("no parser is installed: `pip install -e '.[parse]'` brings one, and better voices")
    for name in done["kept"]:
        print(f"text/{name}.txt: absent; its shipped features were kept")
    for name in done["missing"]:
        print(f"text/{name}.txt: absent, and no shipped features; only its headline is used")
    return 0


if __name__ == "__main__":
    sys.exit(main())

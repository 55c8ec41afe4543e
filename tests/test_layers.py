"""Imports go one way: text side, corpus, vectorize, measures, plots, style; a notebook imports anything."""

import ast
import re
from pathlib import Path

import pytest

import framing

SOURCE = Path(framing.__file__).parent
MODULES = {path.stem: path for path in SOURCE.glob("*.py") if path.stem != "__init__"}
# These alone see a sentence, each with the help of some before it.
READING = ("line_rules", "clean", "marks", "nodes", "relations", "cues", "subjects", "speech", "dependencies",
           "parsed_sources", "parsed_cues", "parse", "quotes", "mentions", "name_runs", "name_suggestions",
           "topic_suggestions", "source_phrases", "people", "sources", "sentences", "cells", "vader",
           "features", "reuse", "feature_files", "readings", "build", "passages", "page_flags", "runs", "copies")
TEXT = set(READING)
# What some of them use that knows nothing of sentences.
BESIDE = {"feature_files": {"corpus"}, "readings": {"corpus", "files"}, "passages": {"files"},
          "page_flags": {"wording"}, "build": {"check", "corpus", "csv_cells", "files", "placing"},
          "copies": {"check", "corpus", "csv_cells", "files", "wording"}}
PLOTS = {name for name in MODULES if name.startswith("plots")}
MEASURES = {"vocabulary", "contrasts", "keyness", "sentiment", "word_shift", "topics", "headline_tone",
            "headline_words", "coverage", "change", "leverage", "voice", "speakers", "hearing", "verbatim"}
OVER = {"specifications", "specification_measures"}  # they ask several measures for one finding; no measure knows them
READERS = {"kinds", "documents", "markup", "pages", "pdfs", "warcs", "story_tables", "story_columns", "csv_rows",
           "json_rows", "parquet_rows", "story_lists", "references", "newsbanks", "nexis", "proquest", "factiva",
           "dictionaries"}
MIDDLE = {"tokens", "lexicons", "wording", "corpus", "check", "faults", "gaps", "balance", "inference",
          "identification", "comparisons", "score_intervals", "units", "compare", "paired", "effects", "multiverse",
          "headlines", "by_voice", "roster", "labels", "vectorize", "score_sums", "word_sides", "word_scores",
          "familywise", "records", "limits", "xz", "foreign", "dates", "files", "csv_cells", "placing", "progress",
          "scaffold", "store"}
DRAWN = {"style", "layout"}
INVENTED = {"synthetic", "stories"}
NET = {"addresses", "web"}  # these alone open connections, and only fetch's modules use them
FETCH = {"fetch", "fetch_log", "fetch_run", "robots", "wayback", "answers"}
COMMAND = {"__main__", "execute", "validate", "polnear", "bench", "calibrate", "calibrate_contrasts",
           "calibrate_speeches", "calibrate_values", "calibrate_words", "findings", "text_findings", "suggest",
           "figures_run", "report", "cli"}


def imports(name):
    """Return what a module imports: packages and this package's modules."""
    found = set()
    for node in ast.walk(ast.parse(MODULES[name].read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inner = {f"framing.{alias.name}" for alias in node.names}
            found |= inner if node.module == "framing" else {node.module}
    return found


def own(name):
    return {part.split(".")[1] for part in imports(name) if part.startswith("framing.")} & set(MODULES)


@pytest.mark.parametrize("name", READING)
def test_the_text_side_reads_in_one_direction(name):
    beside = {"tokens", "lexicons"} | BESIDE.get(name, set())
    assert own(name) <= {*READING[:READING.index(name)], *beside}


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_measures_neither_see_text_nor_draw_nor_use_each_other(name):
    assert not own(name) & (TEXT | PLOTS | COMMAND | (MEASURES - {name}) | {"style"})
    assert not {part for part in imports(name) if part.split(".")[0] in {"matplotlib", "seaborn", "pathlib"}}


@pytest.mark.parametrize("name", sorted(PLOTS | {"style"}))
def test_plots_neither_see_text_nor_measure(name):
    assert not own(name) & (TEXT | COMMAND | MEASURES | {"corpus", "vectorize"})


@pytest.mark.parametrize("name", sorted(MIDDLE))
def test_the_middle_knows_nothing_of_measures_or_text(name):
    assert not own(name) & (TEXT | PLOTS | COMMAND | MEASURES | {"style"})


@pytest.mark.parametrize("name", sorted(READERS))
def test_readers_of_files_use_each_other_and_little_else(name):
    assert own(name) <= READERS | {"records", "limits", "foreign", "dates", "corpus", "files", "tokens", "wording"}


def test_every_module_stands_in_one_layer():
    layers = (TEXT, PLOTS, MEASURES, OVER, COMMAND, NET, FETCH, READERS, MIDDLE, DRAWN, INVENTED)
    assert not MODULES.keys() ^ set().union(*layers)
    assert sum(map(len, layers)) == len(MODULES)


@pytest.mark.parametrize("name", sorted(OVER))
def test_what_stands_over_measures_neither_sees_text_nor_draws(name):
    assert not own(name) & (TEXT | PLOTS | COMMAND | {"style"})
    assert not {below for below in MODULES.keys() - OVER if own(below) & OVER}


def test_only_fetch_opens_a_connection():
    ways = {"urllib3", "requests", "socket", "http", "ssl", "ftplib", "asyncio", "httpx", "aiohttp"}
    for name in MODULES.keys() - NET:
        assert not {part for part in imports(name) if part.split(".")[0] in ways or part == "urllib.request"}
    for name in MODULES.keys() - NET - FETCH - {"cli"}:
        assert not own(name) & (NET | FETCH)
    for name in NET | FETCH:
        assert not own(name) & (TEXT | PLOTS | MEASURES | COMMAND)


def test_no_name_of_the_worked_case_is_in_the_package():
    corpus = framing.read_corpus()
    names = {outlet for outlet in corpus.outlets["outlet"] if len(outlet) > 4 and outlet not in {"Forbes", "Slate"}}
    names |= {"Blinken", "WSWS", "Beijing", "Xi Jinping"}
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, sorted(names))) + r")\b")
    # The doctest of vectorize shows the shipped corpus; no code depends on it.
    for name, path in MODULES.items():
        text = re.sub(r'"""(.|\n)*?"""', "", path.read_text(encoding="utf-8"))
        assert not pattern.findall(text), name


def test_modules_are_of_one_subject():
    long = {name: n for name, path in MODULES.items()
            if (n := len(path.read_text(encoding="utf-8").splitlines())) > 440}
    assert not long

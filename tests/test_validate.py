"""Scores on human-coded sets: exact numbers on an invented set, a slow oracle, and every kind of bad input."""

import gzip
import json
import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from framing import parse, polnear, quotes, validate
from framing.__main__ import main

ROOT = Path(__file__).parents[1]
FIRST = "Mayor Lund said that the harbour would close. “We can’t pay,” she added.\n\nRain fell on “experts”."
SECOND = "The board claimed the plan was “bold and cheap” on Monday. Nobody believed it would last."


@dataclass(frozen=True)
class Span:
    """What the engine returns, as far as it is scored."""

    paragraph: int
    start: int
    end: int
    voice: str
    cue_at: tuple | None = None
    source_at: tuple | None = None
    nested: bool = False


def at(text, words, paragraph=None):
    start = text.index(words)
    return (start, start + len(words)) if paragraph is None else (paragraph, start, start + len(words))


def coded(text, content, cue, source):
    return {"content": [at(text, words) for words in content], "cue": [at(text, cue)],
            "source": [at(text, source)] if source else []}


ARTICLES = [
    {"id": "a", "text": FIRST, "attributions": [
        coded(FIRST, ["that the harbour would close"], "said", "Mayor Lund"),
        coded(FIRST, ["“We can’t pay,”"], "added", "she")]},
    {"id": "b", "text": SECOND, "attributions": [
        coded(SECOND, ["the plan was “bold and cheap” on Monday"], "claimed", "The board"),
        coded(SECOND, ["it would last"], "believed", "Nobody")]},
]


def stand_in(paragraphs, parser=None):
    """Marks what the tests say by hand; with a "parser" the belief, too."""
    if paragraphs[0].startswith("Mayor"):
        first, last = paragraphs
        said, lund = at(first, "said", 0), at(first, "Lund", 0)
        return [Span(*at(first, "that the harbour would", 0), "reported", said, lund),
                Span(*at(first, "We can’t pay,", 0), "quoted", None, at(first, "she", 0)),
                Span(*at(last, "experts", 1), "scare")]
    text, = paragraphs
    claimed, board = at(text, "claimed", 0), at(text, "The board", 0)
    spans = [Span(*at(text, "the plan was", 0), "reported", claimed, board),
             Span(*at(text, "bold and cheap", 0), "quoted", claimed, board),
             Span(*at(text, "Nobody believed", 0), "quoted")]
    return spans + [Span(*at(text, "it would last", 0), "belief", at(text, "believed", 0))] * bool(parser)


def write(path, records):
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(record) + "\n" for record in records)
    return path


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of benchmarks with one invented set, scored with a stand-in engine and no parser."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(quotes, "attribute", stand_in, raising=False)
    monkeypatch.setattr(parse, "load", lambda: None)
    write(tmp_path / "sets/polnear/dev.jsonl.gz", ARTICLES)
    return tmp_path / "sets"


def run(folder, *arguments):
    return main(["validate", "--benchmarks", str(folder), *map(str, arguments)])


# Counted by hand: FIRST has 17 tokens and 3 sentences, SECOND 16 and 2.
BY_HAND = {                     # both, found, coded
    "content_tokens": (13, 15, 19), "direct_tokens": (6, 8, None), "sentences": (4, 4, 4),
    "cue_tokens": (2, 2, 4), "source_tokens": (4, 4, 6), "content_spans": (1, 4, 4),
    "cue_spans": (2, 2, 4), "source_spans": (2, 3, 4)}


def test_scores_are_those_counted_by_hand(folder):
    assert run(folder) == 0
    table = pd.read_csv("build/scores.csv").set_index("measure")
    assert list(table.reset_index()) == sorted(validate.COLUMNS, key=lambda name: name != "measure")
    assert set(table.index) == set(BY_HAND)
    assert set(table["n_tokens"]) == {33} and set(table["n_articles"]) == {2}
    for name, (both, found, marked) in BY_HAND.items():
        row = table.loc[name]
        assert (row["n_both"], row["n_found"]) == (both, found), name
        assert row["precision"] == pytest.approx(both / found, abs=1e-6)
        if marked is None:
            assert np.isnan(row["recall"]) and np.isnan(row["f1"]) and row["n"] == found
        else:
            assert row["n"] == marked, name
            assert row["recall"] == pytest.approx(both / marked, abs=1e-6)
            assert row["f1"] == pytest.approx(2 * both / (found + marked), abs=1e-6)


def test_leave_one_out_is_each_article_alone_where_there_are_two(folder):
    run(folder)
    row = pd.read_csv("build/scores.csv").set_index("measure").loc["content_tokens"]
    assert row["evidence"] == "describe" and np.isnan(row["ci_low"])
    assert row["loo_low"] == pytest.approx(2 * 6 / (8 + 11), abs=1e-6)      # the second article
    assert row["loo_high"] == pytest.approx(2 * 7 / (7 + 8), abs=1e-6)      # the first


def test_interval_is_the_jackknife_over_articles(folder):
    write(folder / "polnear/dev.jsonl.gz", ARTICLES * 3)
    run(folder)
    row = pd.read_csv("build/scores.csv").set_index("measure").loc["content_tokens"]
    left_out = np.array([2 * (39 - both) / (102 - all_) for both, all_ in [(7, 15), (6, 19)] * 3])
    half = 2.570582 * np.sqrt(5 / 6 * ((left_out - left_out.mean()) ** 2).sum())      # t, 5 degrees of freedom
    assert row["evidence"] == "interval"
    assert row["ci_low"] == pytest.approx(39 / 51 - half, abs=1e-5)
    assert row["ci_high"] == pytest.approx(39 / 51 + half, abs=1e-5)


def test_the_parser_is_scored_beside_the_rules_where_it_is_installed(folder, monkeypatch, capsys):
    monkeypatch.setattr(parse, "load", lambda: "parser")
    assert run(folder) == 0
    table = pd.read_csv("build/scores.csv").set_index(["instrument", "measure"])["n_both"]
    assert table["rules", "content_tokens"] == 13 and table["parser", "content_tokens"] == 16
    assert table["parser", "cue_tokens"] == 3
    assert run(folder, "--no-parser", "--out", "rules.csv") == 0
    assert set(pd.read_csv("rules.csv")["instrument"]) == {"rules"}
    assert capsys.readouterr().err == ""


def test_without_the_parser_one_line_says_so(folder, capsys):
    assert run(folder) == 0
    assert capsys.readouterr().err == \
        "the parser isn't installed (extra [parse]): the rules alone are scored\n"
    assert run(folder, "--parser", "--out", "other.csv") == 2
    assert capsys.readouterr().err.count("\n") == 1 and not Path("other.csv").exists()


def test_parts_of_any_name_are_scored_and_train_only_on_request(folder, capsys):
    write(folder / "polnear/train.jsonl.gz", ARTICLES[:1])
    write(folder / "polnear/un-seen.2.jsonl.gz", ARTICLES[1:])
    (folder / "polnear/README.md").touch()
    assert run(folder, "--out", "new/table.csv") == 0
    table = pd.read_csv("new/table.csv")
    assert list(table["part"].unique()) == ["dev", "un-seen.2"]
    assert list(table.groupby("part")["n_articles"].first()) == [2, 1]
    printed = capsys.readouterr().out.splitlines()
    assert len({len(line) for line in printed[:17]}) == 1        # a header and two parts, aligned
    assert printed[-1] == "new/table.csv: 16 rows written"
    run(folder, "--train", "--out", "new/table.csv")
    assert list(pd.read_csv("new/table.csv")["part"].unique()) == ["dev", "train", "un-seen.2"]


def test_sets_without_an_instrument_are_named(folder, capsys):
    for name in ("made-up", "another", ".hidden"):
        (folder / name).mkdir()
    assert run(folder, "--no-parser") == 0
    assert capsys.readouterr().err == "no instrument is scored on: another, made-up\n"
    assert run(folder, "--no-parser", "--set", "polnear") == 0
    assert capsys.readouterr().err == ""


def test_the_same_run_gives_the_same_bytes(folder):
    run(folder, "--out", "one.csv")
    run(folder, "--out", "two.csv")
    assert Path("one.csv").read_bytes() == Path("two.csv").read_bytes()


GOOD = {"text": "It rains, she said.", "attributions": []}


def with_piece(piece):
    return {**GOOD, "attributions": [{"content": [piece], "cue": [], "source": []}]}


@pytest.mark.parametrize("line, says", [
    ("{", "expected one JSON object a line"), ("[" * 100_000, "expected one JSON object a line"),
    ("[]", "expected an object, not list"), ("null", "expected an object, not NoneType"),
    ({"attributions": []}, "expected 'text' to be str, not NoneType"),
    ({**GOOD, "text": 3}, "expected 'text' to be str, not int"),
    ({**GOOD, "text": "\ud800"}, "expected 'text' without lone surrogates"),
    ({"text": ""}, "expected 'attributions' to be list, not NoneType"),
    ({**GOOD, "attributions": [1]}, "expected attributions[0] to be an object, not int"),
    ({**GOOD, "attributions": [{"content": [], "cue": []}]}, "expected attributions[0] to have a list 'source'"),
    *((with_piece(piece), f"attributions[0], content: {piece}; expected [start, end], 0 <= start <= end <= 19")
      for piece in ([0, 20], [-1, 3], [5, 4], [1], [0.0, 2], [True, 2], ["0", 2], 7, None, [1, 2, 3])),
])
def test_broken_records_are_one_line_that_names_the_place(folder, capsys, line, says):
    path = folder / "polnear/test.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps(GOOD) + "\n\n" + (line if isinstance(line, str) else json.dumps(line)) + "\n")
    assert run(folder, "--no-parser") == 2
    error = capsys.readouterr().err
    assert error.startswith("polnear/test.jsonl.gz, line 3: ") and says in error and error.count("\n") == 1
    assert not Path("build").exists()


@pytest.mark.parametrize("data, says", [
    (b"plain text", "expected a whole gzip file"), (gzip.compress(b"\n" * 999)[:-9], "expected a whole gzip file"),
    (gzip.compress(b"\xff\n"), "expected UTF-8"), (gzip.compress(b"\n"), "no record in it"), (b"", "no record in it"),
    (gzip.compress(b"\n")[:10] + b"\xff" * 9, "expected a whole gzip file"),
], ids=["plain text", "cut short", "not UTF-8", "empty line", "empty file", "broken stream"])
def test_broken_files_are_one_line(folder, capsys, data, says):
    (folder / "polnear/bad.jsonl.gz").write_bytes(data)
    Path("scores.csv").write_text("as before\n")
    assert run(folder, "--no-parser", "--out", "scores.csv") == 2
    error = capsys.readouterr().err
    assert error.startswith("polnear/bad.jsonl.gz") and says in error and error.count("\n") == 1
    assert Path("scores.csv").read_text() == "as before\n"


def test_a_folder_that_cannot_be_scored_is_one_line(folder, tmp_path, capsys):
    (tmp_path / "empty").mkdir()
    (tmp_path / "only/polnear").mkdir(parents=True)
    write(tmp_path / "trained/polnear/train.jsonl.gz", ARTICLES)
    for where, arguments, says in (
            ("nowhere", [], "no such folder"), ("empty", [], "expected a folder named: polnear"),
            ("only", [], "no part *.jsonl.gz"), ("trained", [], "beside train, which --train scores"),
            ("sets", ["--set", "made-up"], "the sets are: polnear"), ("empty", ["--set", "polnear"], "no folder"),
            ("sets", ["--out", "empty"], "--out expects a file")):
        assert run(tmp_path / where, *arguments) == 2
        error = capsys.readouterr().err
        assert says in error and error.count("\n") == 1, error
    assert not Path("build").exists()


def test_two_processes_score_like_one(tmp_path, monkeypatch):
    texts = [f"“We will pay {n} crowns,” Mayor Lund said.\n\nRain fell." for n in range(6)]
    records = [{"text": text, "attributions": [coded(text, [text[:text.index("”")]], "said", "Mayor Lund")]}
               for text in texts]
    path = write(tmp_path / "dev.jsonl.gz", records)
    one = list(polnear._count_articles(path, 6, False))
    monkeypatch.setitem(polnear.TWO_PROCESSES_FROM, False, 1)
    monkeypatch.setattr(polnear, "BATCH", 4)
    two = list(polnear._count_articles(path, 6, False))
    assert len(one) == 6 and all(np.array_equal(a[0], b[0]) and a[1] == b[1] for a, b in zip(one, two, strict=True))
    assert sum(count for count, _ in one)[list(polnear.MEASURES).index("direct_tokens"), 0] == 5 * 6


# ---- a slow oracle: every character asked by itself -------------------------------------------------------


def slow_counts(text, coded, found, direct):
    """Count as the protocol reads, without sharing a line with the module."""
    from nupunkt import sent_spans

    tokens = [(match.start(), match.end()) for match in re.finditer(r"\w+(?:[’'.-]\w+)*", text)]

    def inside(pieces):
        return [token for token in tokens if any(start <= token[0] < end for start, end in pieces)]

    def whole(pieces):
        spans = []
        for token in inside(pieces):
            joins = spans and not [other for other in tokens if spans[-1][1] <= other[0] < token[0]]
            spans[-1:] = [(spans[-1][0], token[1])] if joins else [*spans[-1:], token]
        return spans

    def sentences(marked):
        return {span for span in sent_spans(text) for start, _ in marked if span[0] <= start < span[1]}

    sides = []
    for attributions in (found, coded):
        side = {}
        for part in ("content", "cue", "source"):
            side[part + "_tokens"] = {token for one in attributions for token in inside(one[part])}
            side[part + "_spans"] = {span for one in attributions for span in whole(one[part])}
        side["sentences"] = sentences(side["content_tokens"])
        sides.append(side)
    sides[0]["direct_tokens"], sides[1]["direct_tokens"] = set(inside(direct)), sides[1]["content_tokens"]
    return [[len(sides[0][name] & sides[1][name]), len(sides[0][name]), len(sides[1][name])]
            for name in polnear.MEASURES]


@st.composite
def marked_texts(draw):
    text = "".join(draw(st.lists(st.sampled_from(
        ["rain ", "Lund ", "can’t ", "U.S. ", "co-op", "“", "” ", ", ", ". ", "? ", "\n\n", " ", "-", "é"]),
        max_size=40)))
    piece = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    attribution = st.fixed_dictionaries({part: st.lists(piece, max_size=3) for part in polnear.PARTS})
    return text, *(draw(st.lists(attribution, max_size=4)) for _ in range(2)), draw(st.lists(piece, max_size=3))


@given(marked_texts())
def test_counts_agree_with_a_slow_recomputation(case):
    assert polnear.article_counts(*case).tolist() == slow_counts(*case)


@given(marked_texts())
def test_coders_scored_against_themselves_are_perfect(case):
    text, coded, _, _ = case
    both, found, marked = polnear.article_counts(text, coded, coded, []).T
    others = np.array(list(polnear.MEASURES)) != "direct_tokens"
    assert (both == found)[others].all() and (both == marked)[others].all()


# ---- the shipped scores -----------------------------------------------------------------------------------


def test_shipped_scores_stand_beside_the_published_figures():
    table = validate.voice_scores()
    assert list(table) == validate.COLUMNS
    assert not table.duplicated(["set", "part", "instrument", "measure"]).any()
    assert set(table["measure"]) == set(polnear.MEASURES)
    measured = table[table["source"] == "framing validate"]
    assert set(measured["instrument"]) == {"rules", "parser"} and "train" not in set(measured["part"])
    assert np.allclose(measured["precision"], measured["n_both"] / measured["n_found"], atol=1e-6)
    listed = table.drop(measured.index)
    assert listed["n"].isna().all() and listed["f1"].between(0, 1).all() and (listed["protocol"] != "").all()


def test_shipped_scores_are_what_the_command_gives():
    folder = os.environ.get("FRAMING_BENCHMARKS")
    if not folder:
        pytest.skip("FRAMING_BENCHMARKS names no folder of human-coded sets")
    parser = parse.load() is not None
    fresh = validate.scores(validate.find_parts(Path(folder), ["polnear"]), parser=parser)
    fresh = fresh.set_index(["part", "instrument", "measure"])
    shipped = validate.voice_scores().query("source == 'framing validate'")
    shipped = shipped.set_index(["part", "instrument", "measure"])
    assert set(shipped.index.unique("part")) <= set(fresh.index.unique("part"))
    same = fresh.index[fresh.index.isin(shipped.index)]
    assert len(same) == 8 * (1 + parser) * len(shipped.index.unique("part"))
    for instrument, tolerance in (("rules", 1e-6), ("parser", 0.002)):      # a model's last bits differ by processor
        rows = same[same.get_level_values("instrument") == instrument]
        for column in ("precision", "recall", "f1"):
            assert np.allclose(fresh.loc[rows, column], shipped.loc[rows, column], atol=tolerance, equal_nan=True)


@pytest.mark.parametrize("arguments", [[], ["BENCHMARKS=nowhere"]])
def test_make_says_which_folder_is_missing(arguments):
    result = subprocess.run(["make", "--no-print-directory", "PYTHON=false", "validate", *arguments], cwd=ROOT,
                            env={name: value for name, value in os.environ.items() if "MAKE" not in name and
                                 name != "MFLAGS"}, capture_output=True, text=True, timeout=60)
    assert result.returncode == 2 and "BENCHMARKS: there is no folder" in result.stderr
    assert result.stderr.count("\n") == 1 and not result.stdout

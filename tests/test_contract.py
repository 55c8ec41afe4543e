"""No path through the package gives an interval or a p for fewer than four units a side."""

import ast
import re
import sys
import traceback
import warnings
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from invented import KINDS, WORDS, invented
from test_layers import COMMAND, MODULES, PLOTS, READERS, TEXT

from framing import (
    change,
    compare,
    contrasts,
    effects,
    headline_tone,
    headline_words,
    hearing,
    inference,
    keyness,
    leverage,
    roster,
    sentiment,
    speakers,
    topics,
    vocabulary,
    voice,
)

BOTH = ("own", "others")

# Shapes of invented corpora. Few: an outlet has one to three articles. Lopsided: only the focus has so few, for
# measures that compare. Pooled: a side is one to three outlets with many articles each. Several: four outlets of few
# articles, or three of many. Change: on two events.
FEW = [((n,), (m,), 1) for n, m in product((1, 2, 3), repeat=2)]
LOPSIDED = [((n,), (m,), 1) for n, m in product((1, 2, 3), (4, 9))]
POOLED = [((5,) * n, (6,) * m, 1) for n, m in product((1, 2, 3), repeat=2) if n + m > 2]
CHANGE = [((n,), (m, 3), 2) for n, m in product((1, 2, 3), repeat=2)]
MANY_OTHERS = [((n,), (3,) * 6, 2) for n in (1, 2, 3)]
SEVERAL = [((3, 3), (3, 3), 1), ((9, 9), (9,), 1)]
POOLED_CHANGE = [((5,) * n, (6,) * m, 2) for n, m in product((1, 2, 3), repeat=2) if n + m > 2]
TWO_SIDED = [FEW, LOPSIDED, POOLED]


def _sides(world):
    """How the two sides of a world are asked for: outlets, or the groups that pool several."""
    pooled = world.articles["outlet"].nunique() > 2
    return ("group", "left", "right") if pooled else ("outlet", "f0", "r0")


def _by(world):
    return _sides(world)[0]


def _two(score):
    """Call a measure as (matrix, focus, reference, by=)."""
    def case(world):
        by, focus, reference = _sides(world)
        return score(world.dfm, focus, reference, by=by)
    return case


def _leverage(name, made=leverage.leverage):
    def case(world):
        by, focus, reference = _sides(world)
        return made(world.hits, world.sentences, world.articles, name, focus, reference, by=by)
    return case


def _compared(measure, *columns):
    def case(world):
        return measure(world.values, *columns, *_sides(world))
    return case


def _differences(world):
    by, _, reference = _sides(world)
    table = headline_tone.tone(world.values.assign(vader=world.values["tone"]), by, reference=reference)
    return table.drop(columns=["ci_low", "ci_high", "evidence"])  # of one side; they have their own case


def _shares_of_headlines(world):
    table = headline_words.topics(world.values, world.hits, world.sentences, world.topics["topic"])
    return table[table["group"].ne(headline_words.EVERYONE)]  # of all outlets there may be enough


def _headline_words(world):
    by, focus, reference = _sides(world)
    return headline_words.words(world.dfm, world.values, focus, reference, keyness.log_odds, by=by)


def _pairs(world):
    by, focus, reference = _sides(world)
    passages = pd.DataFrame({"article": world.articles["article"], "token": "war", "count": 5})
    return contrasts.score_pairs(world.dfm, [(focus, reference)], keyness.log_odds, passages, by=by)


def _interval(world):
    sizes = world.articles.groupby(["group", "outlet"]).size().groupby("group").agg(
        "size" if _by(world) == "group" else "sum")
    rng = np.random.default_rng(0)
    return inference.interval(rng.normal(size=3), [rng.normal(size=(n, 3)) for n in sizes])


def _scores(world):
    return sentiment.sentence_scores(world.sentences, voice=("own", "all"))


def _spans(world):
    return roster.spoken(world.attributions, world.actors)


def _topics(world):
    return topics.article_topics(world.articles, world.sentences, world.hits, world.topics)


def _hearings(world):
    return hearing.heard(_spans(world), world.sentences, world.articles, world.actors)


def _class_rates(world, by="outlet"):
    return vocabulary.class_rates(vocabulary.class_counts(world.hits, world.sentences, world.articles), by)


def _changes(measure, value="tone", **options):
    return lambda world: measure(world.values, value, "event-0", "event-1", **options)


# Every public function that returns a table with an interval or a p: how to call it, and in which shapes. A name may
# have several cases, told apart by what stands after the slash.
CASES = {
    "inference.interval": (_interval, TWO_SIDED),
    "compare.means": (lambda w: compare.means(w.values, "tone", _by(w)), [FEW, POOLED]),
    "compare.rates": (lambda w: compare.rates(w.values, "n_hits", "n_tokens", _by(w)), [FEW, POOLED]),
    "compare.shares": (lambda w: compare.shares(w.values, "asks", _by(w)), [FEW, POOLED]),
    "compare.difference": (_compared(compare.difference, "tone"), TWO_SIDED),
    "compare.difference/yes": (_compared(compare.difference, "asks"), TWO_SIDED),
    "compare.rate_ratio": (_compared(compare.rate_ratio, "n_hits", "n_tokens"), TWO_SIDED),
    "keyness.log_odds": (_two(keyness.log_odds), TWO_SIDED),
    "keyness.log_ratio": (_two(keyness.log_ratio), TWO_SIDED),
    "contrasts.score_pairs": (_pairs, TWO_SIDED),
    "leverage.leverage": (_leverage("vader"), TWO_SIDED),
    "leverage.leverage/tone": (_leverage("tone"), TWO_SIDED),
    "leverage.leverage/topics": (_leverage("topics"), TWO_SIDED),
    "leverage.leverage_or_reason": (_leverage("vader", leverage.leverage_or_reason), [FEW]),
    "effects.differ": (lambda w: effects.differ(w.values, "tone", at_least=1), [FEW, SEVERAL]),
    "headline_tone.tone": (
        lambda w: headline_tone.tone(w.values.assign(vader=w.values["tone"]), _by(w)), [FEW, POOLED]),
    "headline_tone.tone/differences": (_differences, TWO_SIDED),
    "headline_tone.spread": (lambda w: headline_tone.spread(w.values, "tone", at_least=1), [FEW, SEVERAL]),
    "headline_words.topics": (_shares_of_headlines, [POOLED]),
    "headline_words.words": (_headline_words, TWO_SIDED),
    "speakers.voice_shares": (lambda w: speakers.voice_shares(w.sentences, w.articles, "outlet"), [FEW]),
    "speakers.word_shares": (lambda w: speakers.word_shares(_spans(w), w.articles, "speaker", "outlet"), [FEW]),
    "speakers.leaders": (lambda w: speakers.leaders(_spans(w), w.articles, "speaker", "outlet"), [FEW]),
    "speakers.evenness": (lambda w: speakers.evenness(_spans(w), w.articles, w.actors, "outlet"), [FEW]),
    "voice.voice_shares": (lambda w: voice.voice_shares(w.sentences, w.articles, _by(w)), [FEW, POOLED]),
    "topics.topic_shares": (lambda w: topics.topic_shares(_topics(w), "outlet"), [FEW]),
    "topics.prominence": (lambda w: topics.prominence(_topics(w), "outlet"), [FEW]),
    "topics.leaders": (lambda w: topics.leaders(_topics(w), "outlet"), [FEW, LOPSIDED]),
    "sentiment.tone": (lambda w: sentiment.tone(_scores(w), w.articles, _by(w)), [FEW, POOLED]),
    "sentiment.tone_gaps": (lambda w: sentiment.tone_gaps(_scores(w), w.articles), [FEW, LOPSIDED]),
    "sentiment.masked_reruns": (lambda w: sentiment.masked_reruns(
        w.sentences, w.articles, _by(w), voice=("own", "all")), [FEW, POOLED]),
    "vocabulary.class_rates": (_class_rates, [FEW]),
    "vocabulary.scare_quotes": (lambda w: vocabulary.scare_quotes(
        w.attributions, w.tokens, w.sentences, w.articles, "outlet"), [FEW]),
    "vocabulary.cue_classes": (lambda w: vocabulary.cue_classes(w.attributions, w.articles, "outlet"), [FEW]),
    "vocabulary.list_rates": (lambda w: vocabulary.list_rates(w.dfm, WORDS[:3], by=_by(w)), [FEW, POOLED]),
    "change.outlet_changes": (_changes(change.outlet_changes), [CHANGE, MANY_OTHERS]),
    "change.outlet_changes/rates": (
        _changes(change.outlet_changes, "n_hits", size="n_tokens"), [CHANGE, MANY_OTHERS]),
    "change.outlet_changes/yes": (_changes(change.outlet_changes, "asks"), [CHANGE, MANY_OTHERS]),
    "change.group_changes": (_changes(change.group_changes), [CHANGE, POOLED_CHANGE]),
    "change.group_changes/rates": (
        _changes(change.group_changes, "n_hits", size="n_tokens"), [CHANGE, POOLED_CHANGE]),
    "change.group_changes/yes": (_changes(change.group_changes, "asks"), [CHANGE, POOLED_CHANGE]),
    "change.common_changes": (_changes(change.common_changes), [CHANGE]),
    "hearing.first_heard": (lambda w: hearing.first_heard(_hearings(w), "outlet"), [FEW]),
    "hearing.first_voices": (lambda w: hearing.first_voices(_hearings(w).merge(
        w.articles[["article", "group"]]), _by(w)), [FEW, POOLED]),
    "hearing.cues": (lambda w: hearing.cues(_spans(w), w.articles, "outlet"), [FEW]),
    "hearing.scare_quotes": (lambda w: hearing.scare_quotes(
        w.attributions, w.sentences, w.articles, "outlet"), [FEW]),
}
# What the search below finds, too, and why it needs no case.
EXEMPT = {
    "change.stacked": "puts value columns under one another",
    "paired.parts": "yields articles, and no table of results",
    "keyness.shared_words": "describes always; its interval columns are empty by definition",
    "word_shift.word_shift": "describes always, too",
    "word_shift.folded_shift": "describes always, too",
    "word_shift.fold_shift": "describes always, too",
}
# Pooled yes and no: under four outlets can't have five with a yes and five with a no.
HELD_BY_ANSWERS = {"headline_words.topics", "change.group_changes/yes"}
BROKEN = [({"MIN_UNITS": 2, "MIN_OUTLETS_EACH_ANSWER": 1}, set()), ({"MIN_UNITS": 3}, HELD_BY_ANSWERS)]
SIMULATIONS = ("calibrate", "bench")  # they make intervals of invented values, and show none of a corpus
MARKS = {"ci_low", "ci_high", "p", "p_min", "p_familywise"}
SIZES = ("loo_", "per_1000_tokens_", "n_hits_")  # ends of ranges that are no intervals


def given_ends(table):
    """List the columns of intervals and p in which a table has a value."""
    ends = [name for name in table.columns if name.endswith(("_low", "_high")) and not name.startswith(SIZES)]
    columns = [*ends, *(name for name in table.columns if re.fullmatch(r"p|p_\w+|\w+_p", name))]
    return [name for name in columns if table[name].notna().any()]


def found(name, world):
    """Return what a case gives, or None where the measure refuses with a plain sentence."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        try:
            return CASES[name][0](world)
        except ValueError as error:
            place = Path(traceback.extract_tb(error.__traceback__)[-1].filename)
            assert place.parent.name == "framing", f"{name}: no word of its own, but {place.name} says {error}"
            assert len(str(error)) > 10 and "\n" not in str(error), name
            return None


def worlds(name):
    """Make every corpus a case is tried on: all its shapes, the kinds in turn."""
    shapes = [shape for part in CASES[name][1] for shape in part]
    return [invented(focus, reference, KINDS[i % len(KINDS)], i % 2, n_events)
            for i, (focus, reference, n_events) in enumerate(shapes)]


def inferred(table):
    """List the columns of a table that infer something: ends of intervals, p, or evidence that says so."""
    says_so = [name for name in table if name.endswith("evidence") and table[name].eq("interval").any()]
    return given_ends(table) + says_so


@pytest.mark.parametrize("name", CASES)
def test_fewer_than_four_units_get_neither_interval_nor_p(name):
    for world in worlds(name):
        table = found(name, world)
        sizes = world.articles.groupby("outlet").size().to_dict()
        assert table is None or not inferred(table), (name, world.kind, sizes, inferred(table))


@pytest.mark.parametrize(("rules", "exempt"), BROKEN)
@pytest.mark.parametrize("name", CASES)
def test_the_rule_is_what_keeps_them_out(name, rules, exempt, monkeypatch):
    """With fewer units enough, every measure breaks the promise in one of these corpora, so the test above sees it."""
    for module in [module for key, module in sys.modules.items() if key.startswith("framing.")]:
        for rule, broken in rules.items():
            if hasattr(module, rule):
                monkeypatch.setattr(module, rule, broken)
    if name in exempt:
        return
    tables = (found(name, world) for world in reversed(worlds(name)))
    broke = any(table is not None and given_ends(table) for table in tables)
    assert broke, f"{name}: no interval in any invented corpus; the case tests nothing"


def _imported(tree):
    """What a module calls things of this package by: name to (module, thing or None for the module itself)."""
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "framing":
            for alias in node.names:
                whole = node.module == "framing"
                inner = (alias.name, None) if whole else (node.module.split(".")[1], alias.name)
                names[alias.asname or alias.name] = inner
    return names


def _uses(node, module, own, names):
    """Functions and classes of this package that a function's code names, and whether it writes such a column."""
    body = node.body[1:] if ast.get_docstring(node) else node.body
    parts = [part for statement in body for part in ast.walk(statement)]
    used = {(module, part.id) for part in parts if isinstance(part, ast.Name) and part.id in own}
    used |= {names[part.id] for part in parts if isinstance(part, ast.Name) and part.id in names}
    used |= {(names[part.value.id][0], part.attr) for part in parts
             if isinstance(part, ast.Attribute) and isinstance(part.value, ast.Name) and part.value.id in names}
    writes = {part.value for part in parts if isinstance(part, ast.Constant) and isinstance(part.value, str)}
    return used, bool(MARKS & (writes | {part.arg for part in parts if isinstance(part, ast.keyword)}))


def makers(sources):
    """Find the public functions whose code writes an interval or a p, itself or through what it calls."""
    uses, reached, public = {}, set(), set()
    for module, source in sources.items():
        tree = ast.parse(source)
        defined = [node for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
        own, names = {node.name for node in defined}, _imported(tree)
        for node in defined:
            uses[module, node.name], writes = _uses(node, module, own, names)
            reached |= {(module, node.name)} if writes else set()
            public |= {(module, node.name)} if isinstance(node, ast.FunctionDef) and node.name[0] != "_" else set()
    while more := {key for key, used in uses.items() if key not in reached and used & reached}:
        reached |= more
    return {".".join(key) for key in public & reached}


def _sources():
    outside = TEXT | PLOTS | COMMAND | READERS | {"style"}  # where "p" is a paragraph
    return {name: path.read_text(encoding="utf-8") for name, path in MODULES.items()
            if name not in outside and not name.startswith(SIMULATIONS)}


def test_every_measure_with_an_interval_or_a_p_is_tried():
    made = makers(_sources())
    known = {name.split("/")[0] for name in CASES} | set(EXEMPT)
    assert made <= known, f"write a case for {sorted(made - known)}"
    assert set(EXEMPT) <= made, f"no longer there: {sorted(set(EXEMPT) - made)}"


def test_a_new_measure_with_an_interval_is_found():
    new = ("from framing import compare\n\n\ndef gap(table):\n    return compare.means(table, 'gap', [])\n\n\n"
           "def ends(table):\n    return table.assign(ci_low=0)\n\n\ndef plain(table):\n    return table\n")
    assert makers(_sources() | {"new": new}) - makers(_sources()) == {"new.gap", "new.ends"}

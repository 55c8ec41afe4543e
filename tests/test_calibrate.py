"""What is calibrated is what is printed; the shipped table has every cell and keeps the promises; wrong ones fail."""

import gzip
import json
import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing import calibrate, change, compare, headline_words, keyness
from framing import calibrate_contrasts as contrasts
from framing import calibrate_speeches as speeches
from framing import calibrate_values as values
from framing import calibrate_words as words
from framing.__main__ import main
from framing.corpus import CorpusError

FEW = 6  # runs that are held against the public functions, one by one
ENDS = ["ci_low", "ci_high", "p"]
SIDES = [(4, 4), (6, 6), (8, 8), (12, 12), (4, 40)]


@pytest.fixture(scope="module")
def shipped():
    return calibrate.shipped()


# ---- the columns are what the public functions say --------------------------------------------------------


def articles(side, sizes, values_of_run, name):
    """One row per article, as `compare` takes it, from the units of one run; outlets repeat their mean."""
    rows = [(f"{name}-{unit}" if len(set(sizes)) > 1 else name, f"{name}-{unit}-{i}", name, value)
            for unit, (size, value) in enumerate(zip(sizes, values_of_run, strict=True)) for i in range(size)]
    return pd.DataFrame(rows, columns=["outlet", "article", "side", "y"])


def public(cell, sides, run):
    """What `compare` says of one run."""
    sizes = [values.OUTLET_SIZES if cell.unit == "outlet" else (1,)] * len(sides)
    sizes = [np.resize(size, len(side.y)) for size, side in zip(sizes, sides, strict=True)]
    table = pd.concat([articles(side, size, side.y[:, run], name)
                       for side, size, name in zip(sides, sizes, ("focus", "reference"), strict=False)])
    table = table.assign(n_tokens=1000)
    if len(sides) == 1 and cell.log:
        return compare.rates(table, "y", "n_tokens", "side").iloc[0]
    if len(sides) == 1:
        return (compare.shares if "yes" in cell.distribution else compare.means)(table, "y", "side").iloc[0]
    if cell.log:
        return compare.rate_ratio(table, "y", "n_tokens", "side", "focus", "reference").iloc[0]
    return compare.difference(table, "y", "side", "focus", "reference").iloc[0]


CELLS = [values.Cell(distribution, *n, level, dispersion, unit)
         for distribution, level, dispersion in (("counts", 5.0, 0.5), ("scores", 0.0, np.nan), ("yes/no", 0.3, np.nan))
         for unit in ("article", "outlet") for n in ((4, 0), (12, 0), (4, 4), (5, 9))
         if not (distribution == "yes/no" and unit == "outlet")]


@pytest.mark.parametrize("cell", CELLS, ids=str)
def test_each_run_is_what_compare_prints(cell):
    sides = values.draw(cell, FEW, np.random.default_rng(3))
    columns = values.printed(cell, sides)
    for run in range(FEW):
        if len(sides) == 2 and len(set(np.concatenate([side.y[:, run] for side in sides]))) == 1:
            assert columns["evidence"][run] == "describe"  # compare refuses values that don't differ
            continue
        said = public(cell, sides, run)
        assert columns["evidence"][run] == said["evidence"]
        for end in ENDS[:2 + (len(sides) == 2)]:
            np.testing.assert_allclose(columns[end][run], said[end], rtol=1e-9, atol=1e-12, err_msg=f"{end} {run}")


@pytest.mark.parametrize("n", [(12, 0), (12, 12)])
def test_pooled_shares_are_what_compare_prints(n):
    cell = values.Cell("yes/no", *n, 0.4, np.nan, "outlet")
    sides = values.draw(cell, FEW, np.random.default_rng(4))
    columns = values.printed(cell, sides)
    assert columns["evidence"].eq("interval").any()
    for run in range(FEW):
        parts = []
        for name, side in zip(("focus", "reference"), sides, strict=False):
            for unit, share in enumerate(side.y[:, run]):
                size = np.resize(values.OUTLET_SIZES, len(side.y))[unit]
                parts.append(pd.DataFrame({
                    "outlet": f"{name}-{unit}", "side": name, "y": np.arange(size) < share * size - 0.5,
                    "article": [f"{name}-{unit}-{i}" for i in range(size)]}))
        table = pd.concat(parts).astype({"y": float})
        said = (compare.shares(table, "y", "side") if n[1] == 0
                else compare.difference(table, "y", "side", "focus", "reference")).iloc[0]
        assert columns["evidence"][run] == said["evidence"]
        np.testing.assert_allclose(columns.loc[run, ENDS[:2]].astype(float), said[ENDS[:2]].astype(float), rtol=1e-9)


def test_unequal_sizes_are_weighed_as_compare_weighs_them():
    rng = np.random.default_rng(5)
    tokens, hits = rng.integers(200, 900, (9, FEW)).astype(float), rng.poisson(12, (9, FEW)).astype(float)
    sides = [values.Side(hits[rows], tokens[rows], hits[rows].sum(axis=0)) for rows in (slice(0, 4), slice(4, 9))]
    columns = values.printed(values.Cell("counts", 4, 5), sides)
    for run in range(FEW):
        table = pd.DataFrame({"article": range(9), "outlet": ["a"] * 4 + ["b"] * 5, "n": hits[:, run],
                              "n_tokens": tokens[:, run]})
        said = compare.rate_ratio(table, "n", "n_tokens", "outlet", "a", "b").iloc[0]
        np.testing.assert_allclose(columns.loc[run, ENDS].astype(float), said[ENDS].astype(float), rtol=1e-9)


def event_rows(ends, name, group, yes_no):
    """Articles of outlets on two events, from the units of one run."""
    rows = []
    for event, side in zip("xy", ends, strict=True):
        for unit, value in enumerate(side):
            size = np.resize(values.OUTLET_SIZES, len(side))[unit] if name != "own" else 1
            outlet = name if name == "own" else f"{name}-{unit}"
            each = np.arange(size) < value * size - 0.5 if yes_no else np.full(size, value)
            rows += [(f"{name}-{event}-{unit}-{i}", outlet, group, event, float(y)) for i, y in enumerate(each)]
    return pd.DataFrame(rows, columns=["article", "outlet", "group", "event", "y"])


@pytest.mark.parametrize("distribution", ["counts", "scores", "yes/no"])
@pytest.mark.parametrize("name", ["outlet", "group", "common"])
def test_each_change_is_what_change_prints(name, distribution):
    level = {"counts": 20.0, "scores": 0.0, "yes/no": 0.4}[distribution]
    cell = contrasts.Contrast(name, distribution, 6, 0 if name == "common" else 9, level, 0.5)
    rng = np.random.default_rng(6)
    moved = 1.0 if cell.log else 0.0
    others = contrasts._outlets(cell, 9, moved, FEW, rng)
    own = contrasts._outlets(cell, 6, moved, FEW, rng)
    if name == "outlet":
        own = contrasts.Ends(*(values.draw(values.Cell(distribution, 6, 0, level, 0.5), FEW, rng)[0] for _ in "xy"))
    columns = {"common": lambda: contrasts.common_change(cell, own),
               "group": lambda: contrasts.group_change(cell, own, others),
               "outlet": lambda: contrasts.outlet_change(cell, own, others)}[name]()
    options = {"size": "n_tokens"} if cell.log else {}
    for run in range(FEW):
        yes_no = distribution == "yes/no"
        mine = "own" if name == "outlet" else "mine"
        mine = event_rows([own.before.y[:, run], own.after.y[:, run]], mine, "a", yes_no)
        rest = event_rows([others.before.y[:, run], others.after.y[:, run]], "rest", "b", yes_no)
        table = (mine if name == "common" else pd.concat([mine, rest])).assign(n_tokens=1000)
        if name == "common":
            said = change.common_changes(table, "y", "x", "y", **options).iloc[0]
        elif name == "group":
            said = change.group_changes(table, "y", "x", "y", **options).query("group == 'a'").iloc[0]
        else:
            said = change.outlet_changes(table, "y", "x", "y", **options).query("outlet == 'own'").iloc[0]
        assert columns["evidence"][run] == said["evidence"]
        if said["evidence"] == "interval":
            ends = ENDS[:3 if name == "group" else 2]
            np.testing.assert_allclose(columns.loc[run, ends].astype(float), said[ends].astype(float), rtol=1e-9)


def test_each_lead_is_what_headlines_prints():
    cell = contrasts.Contrast("lead", "yes/no", 12, level=0.4)
    rng, drawn = np.random.default_rng(7), values.Cell("yes/no", 12, level=0.4, unit="outlet")
    kinds = np.stack([values.draw(drawn, FEW, rng)[0].y for _ in range(3)])
    columns = contrasts.lead_of(kinds, cell)
    assert columns["evidence"].eq("interval").any()
    sizes = np.resize(values.OUTLET_SIZES, 12)
    for run in range(FEW):
        rows = [(f"{o}-{i}", f"o{o}", *(i < kinds[:, o, run] * sizes[o] - 0.5))
                for o in range(12) for i in range(sizes[o])]
        wide = pd.DataFrame(rows, columns=["article", "outlet", "t0", "t1", "t2"])
        table = wide[["article", "outlet"]].assign(event="x", group="a", stage="", retitled=False, short="s")
        long = wide.melt("article", ["t0", "t1", "t2"], "category", "yes").query("yes")
        long = long.assign(list="topics", sentence=0)
        heads = wide[["article"]].assign(sentence=0, section="headline")
        said = headline_words.topics(table, long, heads, ["t0", "t1", "t2"])
        said = said[said["lead"].notna() & said["rows"].eq("all")].iloc[0]
        assert columns["evidence"][run] == said["lead_evidence"]
        if said["lead_evidence"] == "interval":
            np.testing.assert_allclose(columns.loc[run, ENDS[:2]].astype(float),
                                       said[["lead_low", "lead_high"]].astype(float), rtol=1e-9)


def test_words_are_measured_by_the_public_functions():
    cell = words.Words(4, 6, planted=True)
    dfm = cell.corpus([1, 2])
    found = words.measured(dfm, cell.sides)
    pd.testing.assert_frame_equal(found[words.ODDS].drop(columns="g2"), keyness.log_odds(dfm, **cell.sides))
    assert words.truth(cell)[words.RATIO].between(np.log2(2.2), np.log2(3)).all()  # others' share shrinks


# ---- the counting can fail --------------------------------------------------------------------------------


def missed(cell, table):
    keys = {"method": calibrate.OURS, "kind": "drawn", "distribution": cell.distribution, "effect": 0.0}
    return calibrate.misses(pd.DataFrame(values.tally(keys, table, cell.truth)))


def normal_jackknife(cell, sides):
    """The package's jackknife with 1.96 in place of t."""
    full = sides[0].full - sides[1].full
    variance = sum((len(side.y) - 1) * side.left_out.var(axis=0) for side in sides)
    return values._normal(full, np.sqrt(variance), log=False)


@pytest.mark.parametrize("wrong", [
    normal_jackknife, lambda cell, sides: values.article_bootstrap(cell, sides, np.random.default_rng(1)),
    lambda cell, sides: values.sentences_as_units(cell, sides, np.random.default_rng(1))])
def test_a_wrong_interval_is_caught(wrong):
    cell = values.Cell("scores", 4, 4)
    sides = values.draw(cell, 1000, np.random.default_rng(8))
    assert missed(cell, values.printed(cell, sides)).empty
    caught = missed(cell, wrong(cell, sides))
    assert "coverage" in set(caught["quantity"])


def test_words_as_units_are_caught_in_coverage_and_in_p():
    cell = values.Cell("counts", 8, 8, 20.0, 0.5)
    sides = values.draw(cell, 500, np.random.default_rng(9))
    assert missed(cell, values.printed(cell, sides)).empty
    caught = missed(cell, values.words_as_units(cell, sides))
    assert {"coverage", "false alarms"} <= set(caught["quantity"])


def test_a_word_list_that_is_not_corrected_is_caught():
    rows = pd.DataFrame(words.rows(words.Words(6, 6), 20))
    lists = rows[rows["quantity"].eq(words.FAMILY_WISE)].set_index("method")["share"]
    assert lists["G2"] == lists["G2, Bonferroni"] == 1 and lists[calibrate.OURS] <= 0.2
    assert len(calibrate.misses(rows.assign(method=rows["method"].replace({"G2": calibrate.OURS}))))


def test_the_error_takes_runs_not_rows_for_independent():
    flags = np.repeat([1, 0, 1, 0], 25).astype(bool)
    row = values.counted({}, "coverage", 0.95, flags, np.ones(100, bool), np.repeat(np.arange(4), 25))
    assert row["share"] == 0.5 and row["error"] == pytest.approx(0.25) and row["runs"] == 4
    alone = values.counted({}, "coverage", 0.95, flags, np.ones(100, bool), np.arange(100))
    assert alone["error"] == pytest.approx(0.05)


@pytest.mark.parametrize("distribution", ["scores", "counts", "yes/no"])
def test_few_runs_already_agree_with_the_shipped_table(distribution, shipped):
    cells = [cell for cell in values.plan() if cell.distribution == distribution and cell.n_reference in (0, 6)
             and cell.n_focus == 6 and cell.unit == "article"]
    few = pd.DataFrame([row for cell in cells for row in values.rows(cell, 300)])
    both = few.merge(shipped, on=["seed", "instrument", "method", "quantity", "nominal"], suffixes=("", "_all"))
    assert len(both) == len(few)
    error = np.sqrt(both["share_all"] * (1 - both["share_all"]) / (300 * both["printed_all"]).clip(1)) + 0.005
    assert ((both["share"] - both["share_all"]).abs() < 4 * error).all()


# ---- the shipped table ------------------------------------------------------------------------------------


def cells_of(table, **wanted):
    for column, value in wanted.items():
        table = table[table[column].eq(value)]
    return set(zip(table["n_focus"], table["n_reference"].fillna(0), strict=True))


@pytest.mark.parametrize("unit", ["article", "outlet"])
@pytest.mark.parametrize(("distribution", "level", "dispersion"), [
    *(("counts", hits, dispersion) for hits in (5, 20) for dispersion in (0.2, 0.5, 1.0)), ("scores", 0, None),
    ("yes/no", 0.1, None), ("yes/no", 0.3, None)])
def test_the_table_has_every_cell(shipped, distribution, level, dispersion, unit):
    rows = shipped[shipped["method"].eq(calibrate.OURS) & shipped["level"].eq(level) & shipped["unit"].eq(unit)
                   & shipped["kind"].eq("drawn")]
    rows = rows[rows["dispersion"].eq(dispersion)] if dispersion else rows
    one, two = values.NAMES[distribution]
    assert cells_of(rows, instrument=one, quantity="coverage") == {(n, 0) for n in (4, 6, 8, 12, 40)}
    null = rows[rows["effect"].eq(0)]
    assert cells_of(null, instrument=two, quantity="coverage") == set(SIDES)
    assert cells_of(rows[rows["effect"].ne(0)], instrument=two, quantity="coverage") == set(SIDES)
    if (distribution, unit) != ("yes/no", "outlet"):  # hardly ever printed there
        assert cells_of(rows, instrument=two, quantity="power") == set(SIDES)
        for alpha in (0.05, 0.1, 0.2):
            assert cells_of(null, instrument=two, quantity="false alarms", nominal=alpha) == set(SIDES)
    assert null["runs"].ge(4000).all() and rows["runs"].ge(1000).all() and rows["printed"].notna().all()


def test_the_table_has_every_interval(shipped):
    ours = shipped[shipped["method"].eq(calibrate.OURS)]
    covered = set(ours.loc[ours["quantity"].eq("coverage"), "instrument"])
    assert covered == {*(name for both in values.NAMES.values() for name in both), *contrasts.NAMES.values(),
                       words.ODDS, words.RATIO}
    lists = ours[ours["quantity"].eq(words.FAMILY_WISE) & ours["kind"].eq("drawn") & ours["unit"].eq("article")]
    assert cells_of(lists) == set(SIDES) and lists["runs"].ge(2000).all()
    assert cells_of(ours, instrument=words.LIST, quantity="power") == set(SIDES)
    assert set(ours["kind"]) == {"drawn", speeches.SHUFFLED, speeches.ONE_SPEAKER}


def test_the_table_keeps_the_promises(shipped):
    assert calibrate.misses(shipped).empty
    assert shipped["error"].dropna().ge(0).all()
    assert not shipped.duplicated([*calibrate.KEYS, "quantity", "nominal"]).any()


def test_skewed_scores_are_excused_from_coverage_alone(shipped):
    skewed = shipped[shipped["distribution"].eq(calibrate.BEYOND) & shipped["method"].eq(calibrate.OURS)
                     & shipped["effect"].eq(0)]
    assert skewed.loc[skewed["quantity"].eq("coverage"), "share"].min() < calibrate.LEAST_COVERAGE
    missed = calibrate.misses(skewed.assign(share=skewed["share"].mask(skewed["quantity"].eq("false alarms"), 0.5)))
    assert set(missed["quantity"]) == {"false alarms"}


def test_methods_that_take_words_or_sentences_for_units_fail_in_the_same_table(shipped):
    null = shipped[shipped["effect"].eq(0) & shipped["quantity"].eq("coverage")].set_index("method")["share"]
    assert null["sentences as units"].max() < 0.85 and null["words as units"].max() < 0.9
    lists = shipped[shipped["quantity"].eq(words.FAMILY_WISE)].set_index("method")["share"]
    assert lists["G2, Bonferroni"].min() > 0.5


# ---- the command and the speeches -------------------------------------------------------------------------


def test_the_command_says_what_it_leaves_out_and_what_is_missed(tmp_path, monkeypatch, capsys, shipped):
    table = shipped[shipped["kind"].eq("drawn")].head(40)
    table = table.reset_index(drop=True)
    monkeypatch.setattr(calibrate, "drawn", lambda: table)
    assert main(["calibrate", "--out", str(tmp_path / "new" / "table.csv")]) == 0
    printed = capsys.readouterr()
    assert "no speeches" in printed.err and "40 rows" in printed.out
    written = pd.read_csv(tmp_path / "new" / "table.csv", dtype=calibrate.WHOLE)
    pd.testing.assert_frame_equal(written, table, check_dtype=False)
    bad = table.assign(method=calibrate.OURS, effect=0.0, quantity="coverage", printed=1.0, share=0.5)
    monkeypatch.setattr(calibrate, "drawn", lambda: bad)
    assert main(["calibrate", "--out", str(tmp_path / "table.csv")]) == 1
    assert main(["calibrate", "--out", str(tmp_path)]) == 2
    assert main(["calibrate", "--benchmarks", str(tmp_path), "--out", str(tmp_path / "table.csv")]) == 2
    assert "us_speeches" in capsys.readouterr().err


@pytest.mark.parametrize("content", [
    b"no gzip", gzip.compress(b"no json\n"), gzip.compress(b'{"kind": "state_union"}\n'),
    gzip.compress(b'{"kind": "other", "speaker": "x", "text": "y"}\n')])
def test_speeches_that_are_not_as_expected_are_one_error(tmp_path, content):
    path = tmp_path / speeches.FILE
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(CorpusError, match="speeches.jsonl.gz"):
        speeches.read(tmp_path)


@pytest.fixture(scope="module")
def invented(tmp_path_factory):
    """As many invented speeches as the largest cell takes, of speakers with eight each."""
    rng = np.random.default_rng(10)
    words_ = [f"{a}{b}" for a in "bdgklm" for b in ("alo", "ine", "ure")] + ["good", "war"]
    folder = tmp_path_factory.mktemp("benchmarks")
    records = [{"kind": speeches.KIND, "speaker": f"speaker {i // 8}", "text": "A TITLE\n" + "\n".join(
        " ".join(rng.choice(words_, 12)).capitalize() + "." for _ in range(30))} for i in range(48)]
    (folder / speeches.FILE).parent.mkdir()
    (folder / speeches.FILE).write_bytes(gzip.compress("\n".join(map(json.dumps, records)).encode()))
    return speeches.read(folder)


def test_speeches_are_counted_without_their_titles(invented):
    assert invented.n_tokens.tolist() == [360] * 48 and "title" not in invented.features
    assert {len(scores) for scores in invented.scores} == {30}
    good = invented.counts[:, np.flatnonzero(invented.features == "good")].toarray()[:, 0]
    assert (invented.positive == good).all()


def test_splits_are_every_split_once_and_of_one_speaker(invented):
    one, other = speeches.split(invented)
    assert len(one) == 6 * 35 and len({tuple(sorted(map(tuple, pair))) for pair in zip(one, other, strict=True)}) == 210
    for pair in zip(one, other, strict=True):
        both = np.concatenate(pair)
        assert len(set(both)) == 8 and len(set(invented.speaker[both])) == 1


def test_real_texts_give_the_same_rows(invented, monkeypatch):
    monkeypatch.setattr(speeches, "RUNS", 40)
    monkeypatch.setattr(speeches, "LIST_RUNS", 3)
    monkeypatch.setattr(speeches, "RESAMPLED_RUNS", 20)
    rows = pd.DataFrame(speeches.rows((speeches.SHUFFLED, (4, 8)), invented))
    assert {"framing", "words as units", "bootstrap of sentences", "G2, Bonferroni"} <= set(rows["method"])
    assert rows["share"].dropna().between(0, 1).all() and rows["effect"].eq(0).all()


# ---- the whole ---------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_whole_table_again(shipped):
    """4,000 runs a cell, 2,000 word lists: keeps the promises, and is the shipped table to the last digit."""
    table = calibrate.drawn()
    assert calibrate.misses(table).empty
    told = shipped[shipped["kind"].eq("drawn")].reset_index(drop=True)
    pd.testing.assert_frame_equal(table, told, check_dtype=False, rtol=0, atol=1e-6)


@pytest.mark.slow
@pytest.mark.skipif("FRAMING_BENCHMARKS" not in os.environ, reason="FRAMING_BENCHMARKS names no folder")
def test_the_speeches_again(shipped):
    table = calibrate.real(Path(os.environ["FRAMING_BENCHMARKS"]))
    told = shipped[shipped["kind"].ne("drawn")].reset_index(drop=True)
    pd.testing.assert_frame_equal(table, told, check_dtype=False, rtol=0, atol=1e-6)

"""Copies, on invented articles with a known share of words changed; false pairs on real ones where they are present."""

import json
import lzma
import os
import re
import resource
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing import copies
from framing.corpus import COLUMNS, CorpusError
from framing.csv_cells import with_cells
from framing.runs import Runs

WORDS = np.array([f"w{number}" for number in range(4000)])
ZIPF = 1 / np.arange(1, len(WORDS) + 1)


def story(seed, n_paragraphs=12, size=45):
    """Invented paragraphs: words by Zipf's law, so that common ones meet everywhere."""
    rng = np.random.default_rng(seed)
    return [" ".join(rng.choice(WORDS, size, p=ZIPF / ZIPF.sum())) + "." for _ in range(n_paragraphs)]


def changed(paragraphs, seed, *, replaced=0.0, cut=0.0, shuffled=False):
    """Copy a story with this share of its words replaced, of its paragraphs cut, or its paragraphs in another order."""
    rng = np.random.default_rng([seed, 7])
    kept = [part for at, part in enumerate(paragraphs) if at >= round(cut * len(paragraphs))]
    if shuffled:
        rng.shuffle(kept)
    return "\n".join(" ".join(f"new{rng.integers(10**9)}" if rng.random() < replaced else word
                              for word in part.split()) for part in kept)


def recall(n=60, **changes):
    texts = {}
    for seed in range(n):
        texts[f"a{seed}"] = "\n".join(story(seed))
        texts[f"b{seed}"] = changed(story(seed), seed, **changes)
    found = {frozenset(pair) for pair in copies.find_copies(texts)[["article", "other"]].to_numpy().tolist()}
    true = {frozenset((f"a{seed}", f"b{seed}")) for seed in range(n)}
    assert found <= true
    return len(found & true) / n


@pytest.mark.parametrize(("changes", "least", "most"), [
    ({}, 1, 1), ({"shuffled": True}, 1, 1), ({"replaced": 0.05}, 1, 1), ({"replaced": 0.08}, .95, 1),
    ({"replaced": 0.12}, .9, 1), ({"replaced": 0.3}, 0, 0), ({"cut": 0.3}, 1, 1), ({"cut": 0.6}, 1, 1),
    ({"cut": 0.6, "shuffled": True}, 1, 1), ({"replaced": 0.05, "cut": 0.5, "shuffled": True}, 1, 1)])
def test_changed_copies_are_found_and_no_others(changes, least, most):
    assert least <= recall(**changes) <= most


def articles(**outlets):
    return pd.DataFrame({"id": list(outlets), "outlet": list(outlets.values()), "byline": "", "published": "",
                         "use": "compare"})


def test_kinds_are_told_apart_and_pairs_across_outlets_come_first():
    one, two, other = (story(seed) for seed in (1, 2, 3))
    texts = {"a": "\n".join(one), "b": "\n".join(one), "c": "\n".join([*one[:5], *other]), "d": "\n".join(one[:5]),
             "e": "OSLO (Reuters) - " + "\n".join(two), "f": "OSLO, June 3 (REUTERS) " + "\n".join(two[1:])}
    table = copies.find_copies(texts, articles(a="Gazette", b="Gazette", c="Herald", d="Post", e="Post", f="Star"))
    kinds = {frozenset((row.article, row.other)): row.kind for row in table.itertuples()}
    assert kinds == {frozenset("ab"): "same text", frozenset("ad"): "part of", frozenset("bd"): "part of",
                     frozenset("cd"): "part of", frozenset("ef"): "shared agency copy"}
    assert (table["outlet"] != table["other_outlet"]).tolist() == [True] * 4 + [False]
    assert set(table.loc[table["kind"].eq("part of"), "article"]) == {"d"}


def test_shares_match_a_count_by_hand():
    words = [f"x{number}" for number in range(100)]
    table = copies.find_copies({"a": " ".join(words[:60]), "b": " ".join([*words[20:60], *(["y"] * 10)])})
    assert table[["article", "other", "n_shared", "containment", "containment_other"]].to_numpy().tolist() == [
        ["b", "a", 40, 0.8, 0.6667]]


def test_an_outlets_furniture_makes_no_pairs_and_a_story_of_sixty_outlets_is_one_family():
    form = " ".join(f"country{number}" for number in range(400))
    texts = {f"g{seed}": "\n".join([*story(seed), form]) for seed in range(20)}
    assert copies.find_copies(texts, articles(**dict.fromkeys(texts, "Gazette"))).empty
    texts = {f"h{seed}": "\n".join([*story(99), f"Only here {seed}."]) for seed in range(60)}
    found = copies.families(texts, articles(**{name: name for name in texts}))
    assert set(found.kept.values()) == {"h0"} and len(found.kept) == 59
    assert found.pairs.attrs["n_ignored"] > 400


def test_a_stock_phrase_and_short_texts_make_no_pairs():
    texts = {f"a{seed}": " ".join([*story(seed, 2), *(f"stock{number}" for number in range(20))]) for seed in range(70)}
    texts |= {f"stub{number}": "Please log in to go on reading this page." for number in range(3)}
    assert copies.find_copies(texts).empty


@pytest.mark.parametrize("share", [0, 1.2])
def test_an_impossible_share_is_an_error(share):
    with pytest.raises(ValueError, match="expected a number over 0"):
        copies.find_copies({}, share=share)


def test_pairs_equal_those_of_a_slow_count():
    """Oracle: every pair, every run as a tuple of words."""
    texts = {f"{name}{seed}": text for seed in range(12) for name, text in (
        ("a", "\n".join(story(seed % 5))), ("b", changed(story(seed), seed, replaced=0.1, cut=0.2)))}
    words = {name: re.findall(r"\w+", text) for name, text in texts.items()}
    runs = {name: [tuple(found[at:at + 8]) for at in range(len(found) - 7)] for name, found in words.items()}

    def covered(one, other):
        theirs = set(runs[other])
        return len({at + step for at, run in enumerate(runs[one]) if run in theirs for step in range(8)})
    slow = {}
    for one in texts:
        for other in texts:
            if one < other:
                shares = covered(one, other) / len(words[one]), covered(other, one) / len(words[other])
                if max(shares) >= .3:
                    slow[one, other] = tuple(round(share, 4) for share in shares)
    table = copies.find_copies(texts, share=.3)
    fast = {(row.article, row.other) if row.article < row.other else (row.other, row.article): (
        (row.containment, row.containment_other) if row.article < row.other else
        (row.containment_other, row.containment)) for row in table.itertuples()}
    assert fast == slow


@pytest.fixture
def folder(tmp_path):
    """A corpus folder of seven articles: an agency's story in three outlets, a repost, two of their own."""
    rows = [("g1", "Gazette", "2030-05-03", "compare", ""), ("h1", "Herald", "2030-05-02", "compare", ""),
            ("r1", "Reuters", "2030-05-04", "compare", ""), ("p1", "Post", "2030-05-01", "compare", "checked, twice"),
            ("p2", "Post", "2030-05-02", "context", 'said "so"'), ("s1", "Star", "", "compare", ""),
            ("t1", "Star", "2030-05-01", "compare", "")]
    blank = dict.fromkeys(COLUMNS["articles"], "")
    table = pd.DataFrame([blank | dict(zip(("id", "outlet", "published", "use", "use_reason"), row, strict=True))
                          for row in rows])
    path = tmp_path / "articles.csv"
    text = "\ufeff" + table.to_csv(index=False, lineterminator="\r\n").replace("Gazette", '"Gazette"')
    path.write_bytes(text.encode())
    (tmp_path / "text").mkdir()
    agency, own = story(1), story(2)
    for name, parts in {"g1": agency[:9], "h1": agency, "r1": [*agency, "An end."], "p1": own, "p2": [*own, "More."],
                        "s1": story(3), "t1": story(4)}.items():
        lead = "OSLO (Reuters) - " if name in ("g1", "h1", "r1") else ""
        (tmp_path / "text" / f"{name}.txt").write_text(lead + "\n".join(parts), encoding="utf-8")
    return tmp_path


def cells(folder):
    table = pd.read_csv(folder / "articles.csv", keep_default_na=False, encoding="utf-8-sig").set_index("id")
    return {name: (row["use"], row["use_reason"]) for name, row in table.iterrows()}


def test_folding_keeps_the_agencys_own_changes_two_cells_a_row_and_is_taken_back_exactly(folder):
    path = folder / "articles.csv"
    before = path.read_bytes()
    found = copies.fold(folder)
    assert found.kept == {"g1": "r1", "h1": "r1", "p2": "p1"}
    after = path.read_bytes()
    told = {name: cell for name, cell in cells(folder).items() if cell[1].startswith("copy of ")}
    assert told == {"g1": ("context", "copy of r1"), "h1": ("context", "copy of r1"),
                    "p2": ("context", 'copy of p1; was context: said "so"')}
    lines = [[line.split(b",") for line in data.split(b"\r\n")] for data in (before, after)]
    assert all(len(old) == len(new) and sum(a != b for a, b in zip(old, new, strict=True)) <= 2
               for old, new in zip(*lines, strict=True))
    copies.fold(folder)
    assert path.read_bytes() == after
    assert copies.unfold(folder) == ["g1", "h1", "p2"]
    assert path.read_bytes() == before
    assert copies.unfold(folder) == []


def test_the_earliest_is_kept_where_no_agency_is_then_the_first_in_the_file(folder):
    (folder / "text" / "r1.txt").unlink()
    assert copies.fold(folder).kept == {"g1": "h1", "p2": "p1"}
    table = copies._articles(folder).assign(published="", use="compare")
    texts = {name: (folder / "text" / f"{name}.txt").read_text(encoding="utf-8") for name in ("h1", "g1")}
    assert copies.families(texts, table).kept == {"h1": "g1"}
    assert copies.families(texts, table, keep="longest").kept == {"g1": "h1"}


def test_a_mere_part_and_an_article_out_of_use_are_not_kept(folder):
    table = articles(part="Gazette", whole="Herald").assign(published=["2030-05-01", "2030-05-02"])
    texts = {"part": "\n".join(story(1)[:3]), "whole": "\n".join(story(1))}
    assert copies.families(texts, table).kept == {"part": "whole"}
    assert copies.families(texts, table.assign(use=["compare", "context"])).kept == {"whole": "part"}


def test_a_fold_whose_texts_are_gone_stays(folder):
    copies.fold(folder)
    for name in ("g1", "r1"):
        (folder / "text" / f"{name}.txt").unlink()
    copies.fold(folder)
    assert cells(folder)["g1"] == ("context", "copy of r1")
    assert cells(folder)["h1"] == ("context", "copy of r1")


def test_a_reason_of_the_users_own_is_no_fold(folder):
    path = folder / "articles.csv"
    text = with_cells(path.read_bytes().decode(), "id", {"t1": {"use": "context", "use_reason": "copy of another row"}})
    path.write_bytes(text.encode())
    copies.fold(folder)
    copies.unfold(folder)
    assert path.read_bytes() == text.encode()


def test_the_report_counts_and_names_pairs_across_outlets_first(folder):
    lines = copies.report(folder)
    assert lines[0] == "2 groups of copies: 5 articles of 4 outlets; 1 of them across outlets."
    assert lines[-1].startswith("p1 (Post) and p2 (Post): near copy")
    assert cells(folder)["g1"] == ("compare", "")
    assert "3 articles folded" in copies.report(folder, True)[-1]
    assert copies.report(folder, False)[-1] == "3 folds taken back"


def test_faults_of_a_folder_are_named(folder):
    (folder / "text" / "g1.txt").write_bytes(b"caf\xe9")
    with pytest.raises(CorpusError, match="text/g1.txt: expected UTF-8"):
        copies.report(folder)
    (folder / "articles.csv").unlink()
    with pytest.raises(CorpusError, match="no such file"):
        copies.fold(folder)


@pytest.mark.parametrize(("text", "message"), [
    ("id,use\na\nb,x\n", "row 2: 1 cells; expected 2"), ("id\na\n", "missing column use"),
    ('id,use\n"a,b\n', "isn't closed")])
def test_a_broken_table_is_an_error(text, message):
    with pytest.raises(CorpusError, match=message):
        with_cells(text, "id", {"a": {"use": "y"}})


def test_five_hundred_articles_take_a_second_or_two():
    """Synthetic ones of the size of real ones; a twentieth of the words of some pairs changed."""
    texts = {f"a{seed}": "\n".join(story(seed, 9, 95)) for seed in range(500)}
    began = time.process_time()
    runs = Runs(texts.values())
    assert runs.pairs(.5) == []
    assert time.process_time() - began < 5


BENCHMARK = Path(os.environ.get("FRAMING_BENCHMARKS", "nowhere")) / "allsides_articles" / "train_sample.jsonl.xz"


@pytest.mark.slow
@pytest.mark.skipif(not BENCHMARK.is_file(), reason="FRAMING_BENCHMARKS has no allsides_articles")
def test_real_articles_have_few_pairs_and_planted_copies_are_found():
    """Three pairs in 4,800 articles of 850 words: by title each is one outlet's two versions of a story."""
    with lzma.open(BENCHMARK, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    texts = {row["id"]: row["text"] for row in rows}
    facts = pd.DataFrame([{"id": row["id"], "outlet": row["source"]} for row in rows])
    began = time.process_time()
    table = copies.find_copies(texts, facts)
    assert time.process_time() - began < 25
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss < 700 * 1024       # with pytest and the texts
    assert len(table) == 3 and table["outlet"].eq(table["other_outlet"]).all()
    planted = {f"copy-{name}": changed(text.split("\n"), at, replaced=.05, cut=.3, shuffled=True)
               for at, (name, text) in enumerate(list(texts.items())[::48])}
    found = {frozenset(pair) for pair in copies.find_copies(texts | planted)[["article", "other"]].to_numpy().tolist()}
    assert sum(frozenset((name, name[5:])) in found for name in planted) >= 95

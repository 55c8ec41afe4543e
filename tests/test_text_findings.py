"""What texts show: copies, pages of a few words, texts changed since the features were built."""

import hashlib

import pandas as pd
import pytest

from framing.text_findings import KINDS, read_texts

STORY = " ".join(f"The miller of village {number} sold flour to baker {number * 7} on Monday." for number in range(30))


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "text").mkdir()
    return tmp_path


def rows(**texts):
    """Make rows of articles.csv, one per id, as `faults.examine` reads them."""
    return pd.DataFrame([{"id": name, "outlet": outlet, "headline": f"Flour {name}", "byline": "", "published": "",
                          "n_tokens": "", "text_sha256": sha, "use": "compare", "use_reason": reason, "url": ""}
                         for name, (outlet, sha, reason) in texts.items()], index=range(2, len(texts) + 2))


def put(folder, name, text):
    (folder / "text" / f"{name}.txt").write_text(text, encoding="utf-8")


def test_copies_are_named_with_what_they_are_a_copy_of(folder):
    put(folder, "a", STORY)
    put(folder, "b", STORY + " The Gazette added a line of its own here.")
    put(folder, "c", STORY.replace("miller", "weaver").replace("flour", "linen").replace("baker", "tailor"))
    articles = rows(a=("Herald", "", ""), b=("Gazette", "", ""), c=("Post", "", ""))
    lengths, found = read_texts(folder, articles)
    assert [(finding.kind, finding.row, finding.value) for finding in found] == [("copy", 3, "b")]
    assert "b (Gazette) is a copy of a (Herald)" in found[0].what and "--fold" in found[0].fix
    assert lengths == {name: len((folder / "text" / f"{name}.txt").read_text().split()) for name in "abc"}
    folded = articles.copy()
    folded.loc[3, ["use", "use_reason"]] = ["context", "copy of a"]
    assert not read_texts(folder, folded)[1]


def test_a_text_the_features_do_not_know_is_said_once_features_are_there(folder):
    put(folder, "a", STORY)
    sha = hashlib.sha256(STORY.encode()).hexdigest()
    assert not read_texts(folder, rows(a=("Herald", "0" * 64, "")))[1]
    (folder / "features").mkdir()
    (folder / "features" / "provenance.json").write_text("{}")
    assert [finding.kind for finding in read_texts(folder, rows(a=("Herald", "0" * 64, "")))[1]] == ["changed text"]
    known = rows(a=("Herald", sha, "")).assign(n_tokens="330")
    assert read_texts(folder, known) == ({"a": 330.0}, [])


@pytest.mark.parametrize("text", ["Flour rose.", "Share\n", "Flour a\n", "﻿", "麦 粉"])
def test_a_page_of_a_few_words_is_said(folder, text):
    put(folder, "a", text)
    assert [finding.kind for finding in read_texts(folder, rows(a=("Herald", "", "")))[1]] == ["boilerplate only"]


def test_every_kind_has_a_fix():
    assert all(kind.fix and kind.says and kind.level in ("warning", "note") for kind in KINDS.values())

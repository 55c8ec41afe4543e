"""Shared quotations, copies and repeated headlines: planted ones are found, and a plain recount agrees."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from framing.corpus import FEATURES
from framing.reuse import RUN, Line, Said, reuse_pairs
from framing.tokens import tokenize
from framing.verbatim import copies, cues_side_by_side, repeated_headlines, shared_quotations

VOW = tokenize("we will never leave the valley to the floods")
REPORT = tokenize("the river rose by two metres in the night and the old mill was lost before the dam was opened again")


def quoted(number, words, cue="say", source="Jane Doe"):
    return Line(number, [*words, f"{source} {cue}"], (Said(0, len(words), "quoted", source, cue),))


def manifest(outlets, published=(), events=()):
    names = list(outlets)
    return pd.DataFrame({
        "article": names, "outlet": list(outlets.values()), "published": [*published, *[""] * len(names)][:len(names)],
        "event": [*events, *["flood"] * len(names)][:len(names)], "headline": names, "republished_by": "",
        "use": "compare"})


def pairs(documents):
    return pd.DataFrame(reuse_pairs(documents), columns=FEATURES["reuse"])


def sentences(documents):
    rows = [(name, line.number, "body" if line.number else "headline", len(line.words))
            for name, found in documents.items() for line in found]
    return pd.DataFrame(rows, columns=["article", "sentence", "section", "n_tokens"])


def test_a_planted_quotation_is_found_with_who_carries_it_and_how():
    documents = {"a": [quoted(2, VOW)], "b": [quoted(5, VOW[:7], "claim")], "c": [quoted(1, VOW, "vow", "unknown")],
                 "d": [quoted(1, tokenize("nobody asked the people of the hills what they want"))]}
    articles = manifest({"a": "Gazette", "b": "Herald", "c": "Courier", "d": "Post"},
                        ["2030-05-02", "2030-05-01", "2030-05-03"])
    table = shared_quotations(pairs(documents), articles)
    assert table[["article", "cue", "n_shared", "is_first"]].to_numpy().tolist() == [
        ["b", "claim", 7, True], ["a", "say", 9, False], ["c", "vow", 9, False]]
    assert set(table["n_outlets"]) == {3} and set(table["group"]) == {1}
    side = cues_side_by_side(table).iloc[0]
    assert side["cues"] == "Courier vow; Gazette say; Herald claim"
    assert (side["least_shared"], side["most_shared"], side["first"]) == (7, 9, "b")


def test_short_runs_of_two_known_people_or_two_events_are_no_shared_quotation():
    documents = {"a": [quoted(1, VOW)], "b": [quoted(1, VOW, source="John Roe")]}
    articles = manifest({"a": "Gazette", "b": "Herald"})
    assert shared_quotations(pairs(documents), articles).empty
    documents["b"] = [quoted(1, VOW, "claim")]
    assert len(shared_quotations(pairs(documents), articles)) == 2
    assert shared_quotations(pairs(documents), articles.assign(event=["flood", "drought"])).empty
    assert cues_side_by_side(shared_quotations(pairs({"a": []}), articles)).empty


def test_what_one_side_does_not_mark_needs_a_longer_run():
    articles = manifest({"a": "Gazette", "b": "Herald"})
    own = {n: pairs({"a": [quoted(1, REPORT[:n])], "b": [Line(1, REPORT[:n])]}) for n in (9, 10)}
    assert shared_quotations(own[9], articles).empty
    assert shared_quotations(own[10], articles)["voice"].tolist() == ["quoted", "own"]
    unquoted = pairs({"a": [Line(1, REPORT)], "b": [Line(1, REPORT)]})
    assert len(unquoted) == 2 and shared_quotations(unquoted, articles).empty


def test_what_only_a_copy_shares_is_left_out():
    documents = {"a": [quoted(1, VOW)], "b": [quoted(1, VOW)], "c": [quoted(1, VOW), Line(2, REPORT)]}
    articles = manifest({"a": "Wire", "b": "Gazette", "c": "Herald"})
    copied = pd.DataFrame({"earlier": ["a"], "later": ["b"]})
    assert set(shared_quotations(pairs(documents), articles, copied)["article"]) == {"a", "b", "c"}
    documents.pop("c")
    assert shared_quotations(pairs(documents), articles, copied).empty


def test_row_order_does_not_matter():
    documents = {name: [quoted(1, VOW), Line(2, REPORT), quoted(3, VOW[:6])] for name in "abcd"}
    articles = manifest(dict.fromkeys("abcd", "Gazette") | {"d": "Herald"}, ["2030-05-02"] * 3)
    reuse, size = pairs(documents), sentences(documents)
    turned = reuse.iloc[::-1].reset_index(drop=True)
    pd.testing.assert_frame_equal(shared_quotations(turned, articles.iloc[::-1]), shared_quotations(reuse, articles))
    pd.testing.assert_frame_equal(copies(turned, size.iloc[::-1], articles.iloc[::-1]), copies(reuse, size, articles))


SENTENCE = st.lists(st.sampled_from("abc"), min_size=1, max_size=12)


@settings(max_examples=40)
@given(st.dictionaries(st.sampled_from(["x", "y", "z"]), st.lists(SENTENCE, min_size=1, max_size=4), min_size=2))
def test_shares_are_at_least_those_of_a_plain_recount_and_at_most_one(articles):
    documents = {name: [Line(number, words) for number, words in enumerate(found, 1)]
                 for name, found in articles.items()}
    table = copies(pairs(documents), sentences(documents), manifest({name: name for name in articles}), share=0)

    def exact(mine, other):
        runs = {tuple(words[at:at + RUN]) for words in articles[other] for at in range(len(words) - RUN + 1)}
        found = [{place for at in range(len(words) - RUN + 1) if tuple(words[at:at + RUN]) in runs
                  for place in range(at, at + RUN)} for words in articles[mine]]
        return sum(map(len, found)) / sum(map(len, articles[mine]))

    assert {(row.earlier, row.later) for row in table.itertuples()} == {
        (a, b) for a in articles for b in articles if a < b and exact(a, b)}
    for row in table.itertuples():
        assert exact(row.earlier, row.later) - 1e-9 <= row.earlier_share <= 1
        assert exact(row.later, row.earlier) - 1e-9 <= row.later_share <= 1


def test_a_copy_is_named_with_the_earlier_one_first():
    documents = {"a": [Line(1, REPORT), Line(2, VOW)], "b": [Line(1, REPORT)], "c": [Line(1, VOW + REPORT[::-1])]}
    articles = manifest({"a": "Gazette", "b": "Wire", "c": "Herald"}, ["2030-05-02", "2030-05-01", "2030-05-02"])
    reuse, size = pairs(documents), sentences(documents)
    found = copies(reuse, size, articles)
    row = found.iloc[0]
    assert (row["earlier"], row["later"], bool(row["dated"]), row["kind"]) == ("b", "a", True, "near-duplicate")
    assert row["earlier_share"] == 1 and row["later_share"] == pytest.approx(21 / 30)
    assert copies(reuse, size, articles.assign(published=["2030-05-01", "2030-05-02", ""])).iloc[0]["earlier"] == "a"
    assert not copies(reuse, size, articles.assign(published="")).iloc[0]["dated"]
    assert len(found) == 1
    assert set(copies(reuse, size, articles, share=0.1)["kind"]) == {"near-duplicate", "partly"}


def test_standing_text_of_an_outlets_pages_makes_no_copy():
    form = [Line(number, tokenize(text)) for number, text in enumerate((
        "sign up for our letter from the valley every day", "choose one of the many places where you may live"), 1)]
    documents = {f"n-{i}": [*form, Line(3, [f"word-{i}-{j}" for j in range(12)])] for i in range(7)}
    reuse, size = pairs(documents), sentences(documents)
    assert copies(reuse, size, manifest(dict.fromkeys(documents, "Gazette"))).empty
    assert len(copies(reuse, size, manifest({name: name for name in documents}))) == 21


def test_repeated_headlines_are_grouped_by_event(corpus):
    from framing.reuse import Documents

    documents = Documents()
    for row in corpus.articles.itertuples():
        documents.add(row.article, [Line(0, tokenize(row.headline))])
    table = repeated_headlines(pairs(documents), corpus.articles)
    assert table.groupby("group")["event"].nunique().eq(1).all() and table["n_articles"].ge(2).all()
    together = [set(part["outlet"]) for _, part in table.groupby("group")]
    assert {"AP", "Japan Today"} in together and {"Reuters", "CNA"} in together
    exact = corpus.articles[corpus.articles["headline"].map(lambda text: len(tokenize(text)) >= RUN)]
    words = exact["headline"].map(lambda text: " ".join(tokenize(text)).lower())
    twins = exact[words.groupby([words, exact["event"]]).transform("size").gt(1)]
    assert set(twins["article"]) <= set(table["article"])

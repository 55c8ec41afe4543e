"""Direct quotations of the five full texts against a list made by reading: their words, voice and source.

``direct_quotations.csv`` in corpus/hand holds no text: a quotation is its place in tokens of deck and body, by
`framing.tokens.token_spans`. ``retold_sentences.csv`` counts each sentence's tokens by voice in the same way:
``voice`` is that of most tokens (on a tie not ``own``), ``basis`` says whether what is retold has a cue in its sentence
or is carried on from another one by sense alone.
"""


import pandas as pd
import pytest

from framing import check, mentions, parse, quotes, sources
from framing.clean import clean
from framing.corpus import default_folder
from framing.tokens import token_spans

DATA = default_folder() / "hand"
HAND = pd.read_csv(DATA / "direct_quotations.csv", keep_default_na=False)
RETOLD = pd.read_csv(DATA / "retold_sentences.csv", keep_default_na=False)
ARTICLES = sorted(set(HAND["article"]))
SPAN = ["article", "start", "n_tokens"]
LEAST_SPANS, LEAST_SOURCES = 0.97, 0.9


def ratio(part, whole):
    return len(part) / len(whole) if len(whole) else 0.0


def token_set(spans):
    return {(span.article, at) for span in spans.itertuples() for at in range(span.start, span.start + span.n_tokens)}


def scores(found):
    """Score found quotations against the hand's: whole spans, tokens, and the sources of the hand's spans."""
    found, hand = found[found["voice"] == "quoted"], HAND[HAND["voice"] == "quoted"]
    met = hand.merge(found, on=SPAN, suffixes=("", "_found"))
    found_tokens, hand_tokens = token_set(found), token_set(hand)
    shared = found_tokens & hand_tokens
    return {"span precision": ratio(met, found), "span recall": ratio(met, hand),
            "token precision": ratio(shared, found_tokens), "token recall": ratio(shared, hand_tokens),
            "sources": ratio(met[met["source"] == met["source_found"]], hand)}


def wrong(found):
    """List what is missing, too much or ascribed to somebody else: places and sources, no text."""
    both = HAND[HAND["voice"] == "quoted"].merge(found[found["voice"] == "quoted"], on=SPAN, how="outer",
                                                 suffixes=("", "_found"))
    return both.loc[both["source"] != both["source_found"], [*SPAN, "source", "source_found"]].to_string(index=False)


def assert_matches(found):
    got = scores(found)
    low = [name for name, score in got.items() if score < (LEAST_SOURCES if name == "sources" else LEAST_SPANS)]
    printed = ", ".join(f"{name} {score:.3f}" for name, score in got.items())
    assert not low, f"{printed}; too low: {', '.join(low)}\n{wrong(found)}"


def fresh(name, page, corpus, parser):
    """Return the quotations of one text as the engine finds them now, placed in tokens of deck and body."""
    row = corpus.articles.set_index("article").loc[name]
    text = clean(page.read_text(encoding="utf-8"), row["headline"], row["byline"])
    paragraphs = [paragraph for paragraph in (text.deck, *text.paragraphs) if paragraph]
    spans = quotes.attribute(paragraphs, parser)
    speakers = sources.resolve(paragraphs, spans, mentions.known_actors(corpus.actors))
    rows, before = [], 0
    for number, paragraph in enumerate(paragraphs):
        places = [start for _, start, _ in token_spans(paragraph)]
        for span, speaker in zip(spans, speakers, strict=True):
            if span.paragraph == number and not span.nested:
                rows.append({"article": name, "start": before + sum(place < span.start for place in places),
                             "n_tokens": sum(span.start <= place < span.end for place in places),
                             "voice": span.voice, "source": speaker.source})
        before += len(places)
    return rows


@pytest.mark.parametrize("mode", ["rules", "parser"])
def test_the_engine_finds_the_quotations_a_reader_finds(corpus, mode):
    pages = check.texts(default_folder())
    if not set(ARTICLES) <= set(pages):
        pytest.skip("the five texts aren't in corpus/text")
    parser = parse.load() if mode == "parser" else None
    if mode == "parser" and parser is None:
        pytest.skip("the extra [parse] isn't installed")
    assert_matches(pd.DataFrame([row for name in ARTICLES for row in fresh(name, pages[name], corpus, parser)]))


def test_the_shipped_quotations_are_those_a_reader_finds(corpus):
    shipped = corpus.attributions
    assert_matches(shipped[shipped["article"].isin(ARTICLES) & (shipped["sentence"] > 0)])


def test_the_hand_list_keeps_its_own_rules(corpus):
    known = {*corpus.actors["actor"], "unnamed official", "unknown"}
    assert set(HAND["voice"]) == {"quoted", "scare", "own"}
    assert set(HAND.loc[HAND["voice"] == "quoted", "source"]) <= known
    assert HAND.loc[HAND["voice"] == "scare", "n_tokens"].between(1, 3).all()
    assert len(token_set(HAND)) == HAND["n_tokens"].sum()
    sizes = corpus.full.set_index("article")["n_tokens"]
    assert ((HAND["start"] + HAND["n_tokens"]).groupby(HAND["article"]).max() <= sizes[ARTICLES]).all()


def test_the_hand_counts_of_sentences_hold_every_token(corpus):
    counts = RETOLD.set_index(["article", "sentence"]).filter(like="n_").astype(int)
    ours = corpus.sentences[corpus.sentences["article"].isin(ARTICLES) & (corpus.sentences["sentence"] > 0)]
    sizes = ours.set_index(["article", "sentence"])["n_tokens"]
    pd.testing.assert_series_equal(counts.sum(axis=1).sort_index(), sizes.sort_index(), check_names=False)
    for voice in ("quoted", "scare"):
        listed = HAND[HAND["voice"] == voice].groupby("article")["n_tokens"].sum()
        assert listed.to_dict() == counts.groupby("article")[f"n_{voice}"].sum()[listed.index].to_dict()

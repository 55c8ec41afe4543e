"""Word classes, scare quotes, own lists, and what is set apart, against plain recounts and planted differences."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

import framing
from framing import contrasts, keyness, lexicons, synthetic, vocabulary
from framing.by_voice import VOICES
from framing.tokens import TermMatcher
from framing.vectorize import DocumentFeatureMatrix

ARTICLES = pd.DataFrame({"article": ["a", "b"], "outlet": ["Gazette", "Herald"], "event": "talks", "stage": "during"})


def sentences(rows):
    columns = ["article", "sentence", "section", "passage", "n_own", "n_quoted", "n_reported", "n_belief", "n_scare"]
    return pd.DataFrame(rows, columns=columns)


def hits(rows):
    columns = ["article", "sentence", "category", "voice", "in_name", "count"]
    return pd.DataFrame(rows, columns=columns).assign(list="classes", term="x")


SENTENCES = sentences([["a", 0, "headline", np.nan, 9, 0, 0, 0, 0], ["a", 1, "body", 1, 60, 10, 0, 0, 1],
                       ["a", 2, "body", 2, 20, 0, 30, 0, 0], ["b", 1, "body", 1, 50, 0, 0, 0, 0]])


def test_class_counts_leave_out_headlines_and_names_and_split_voices():
    found = hits([["a", 0, "threat", "own", 0, 5], ["a", 1, "threat", "own", 0, 2], ["a", 1, "threat", "own", 1, 7],
                  ["a", 1, "threat", "quoted", 0, 1], ["a", 2, "threat", "reported", 0, 1],
                  ["a", 2, "threat", "own", 0, 1], ["a", 1, "threat", "scare", 0, 1]])
    table = vocabulary.class_counts(found, SENTENCES, ARTICLES)
    assert len(table) == 2 * 2 * len(lexicons.classes())
    row = table.set_index(["article", "class", "voice"]).loc
    assert tuple(row["a", "threat", "own"][["n_hits", "n_tokens", "n_passages", "n_passages_with"]]) == (3, 80, 1, 1)
    assert row["a", "threat", "own"]["passage_rates"] == "33.3"  # the second passage has 20 own tokens, under 25
    assert tuple(row["a", "threat", "others"][["n_hits", "n_tokens"]]) == (2, 40)
    assert tuple(row["b", "threat", "own"][["n_hits", "n_tokens"]]) == (0, 50)


def test_class_counts_of_the_shipped_corpus_equal_a_plain_recount(corpus):
    table = vocabulary.class_counts(corpus.hits, corpus.sentences, corpus.full).set_index(
        ["article", "class", "voice"])["n_hits"]
    body = set(map(tuple, corpus.sentences.query("section != 'headline'")[["article", "sentence"]].to_numpy()))
    recount = dict.fromkeys(table.index, 0)
    for row in corpus.hits[corpus.hits["list"].eq("classes")].itertuples():
        voice = {"own": "own", "scare": None}.get(row.voice, "others")
        if (row.article, row.sentence) in body and not row.in_name and voice:
            recount[row.article, row.category, voice] += row.count
    assert recount == table.to_dict()
    assert table.sum() > 0


def test_class_counts_of_each_voice_sum_to_all(corpus):
    each, whole = (vocabulary.class_counts(corpus.hits, corpus.sentences, corpus.full, voice=voice)
                   for voice in (VOICES, "all"))
    keys = ["article", "class"]
    sums = each.groupby(keys)[["n_hits", "n_tokens"]].sum()
    assert (sums == whole.set_index(keys)[["n_hits", "n_tokens"]]).all(axis=None)


def test_a_voice_without_a_word_counts_nothing_and_has_no_rate():
    quiet = SENTENCES.assign(n_quoted=0, n_reported=0)
    found = hits([["a", 1, "threat", "own", 0, 2]])
    counts = vocabulary.class_counts(found, quiet, ARTICLES)
    others = counts[counts["voice"].eq("others")]
    assert len(others) == 2 * len(lexicons.classes()) and not others[["n_hits", "n_tokens"]].any(axis=None)
    assert set(vocabulary.class_rates(counts)["voice"]) == {"own"}
    belief = vocabulary.class_counts(found, quiet, ARTICLES, voice="belief")
    with pytest.raises(ValueError, match="no tokens with voice belief"):
        vocabulary.class_rates(belief, voice="belief")
    with pytest.raises(ValueError, match="voice 'own': expected one of belief"):
        vocabulary.class_rates(belief)
    with pytest.raises(ValueError, match="voice 'loud': expected one of own, others"):
        vocabulary.class_counts(found, quiet, ARTICLES, voice="loud")


def class_table(own, n_tokens=400):
    """One class in own words: hits by outlet."""
    rows = [{"article": f"{outlet}-{i}", "outlet": outlet, "n_hits": n} for outlet, counts in own.items()
            for i, n in enumerate(counts)]
    return pd.DataFrame(rows).assign(event="talks", stage="during", label="Threat", voice="own", n_tokens=n_tokens,
                                     n_passages=4, n_passages_with=1, passage_rates="", **{"class": "threat"})


@pytest.mark.parametrize("own, leader", [
    ({"Gazette": [3, 4], "Herald": [1]}, "Gazette"),     # each at twice the other's rate or more
    ({"Gazette": [4, 3], "Herald": [2]}, None),          # one of them isn't
    ({"Gazette": [2, 2], "Herald": [1]}, None),          # too few hits
    ({"Gazette": [6, 5]}, None),                         # nobody to stand apart from
])
def test_articles_lead_only_at_twice_the_rate_of_all_others(own, leader):
    table = vocabulary.class_rates(class_table(own))
    assert set(table.loc[table["leads"], "outlet"]) == ({leader} if leader else set())
    assert table["evidence"].eq("describe").all() and table["ci_low"].isna().all()
    assert vocabulary.choose_rows(class_table(own)) == "article"


def test_outlets_lead_only_where_intervals_say_so():
    rng = np.random.default_rng(5)
    planted = {"Gazette": rng.poisson(30, 8), "Herald": rng.poisson(9, 8), "Courier": [9, 8]}
    table = vocabulary.class_rates(class_table(planted))
    assert set(table.loc[table["leads"], "outlet"]) == {"Gazette"}
    assert dict(zip(table["outlet"], table["evidence"], strict=True)) == {
        "Courier": "describe", "Gazette": "interval", "Herald": "interval"}
    false = sum(vocabulary.class_rates(class_table({name: rng.poisson(9, 6) for name in ("Gazette", "Herald")}))
                ["leads"].any() for _ in range(60))
    assert false <= 8  # the larger of two: 5 in 100, with room


def test_a_leader_says_what_else_sets_it_apart_and_no_hit_leads():
    own = class_table({"Gazette": [30, 31, 29, 33], "Herald": [8, 9, 10, 7], "Courier": [9, 6, 8, 7]})
    table = vocabulary.class_rates(own.assign(genre=own["outlet"].eq("Gazette").map({True: "analysis", False: "news"})))
    assert table.loc[table["leads"], "identification"].to_list() == ["confounded with genre"]
    assert table.loc[~table["leads"], "identification"].isna().all()
    silent = vocabulary.class_rates(class_table({"Gazette": [0] * 4, "Herald": [0] * 4}))
    assert not silent["leads"].any() and silent["evidence"].eq("describe").all()


def test_scare_quotes_count_spans_and_list_their_words():
    spans = pd.DataFrame({"article": ["a", "a", "a"], "sentence": [0, 1, 2], "voice": ["scare", "scare", "quoted"]})
    tokens = pd.DataFrame([["a", "headline", "scare", "peace", 1], ["a", "body", "scare", "the", 1],
                           ["a", "body", "scare", "valley", 2], ["a", "body", "own", "talks", 3]],
                          columns=["article", "section", "voice", "token", "count"])
    table = vocabulary.scare_quotes(spans, tokens, SENTENCES, ARTICLES, spelled={"valley": "Valley"})
    assert list(table["n_hits"]) == [1, 0] and list(table["words"]) == ["Valley (2)", ""]
    assert table["per_1000_tokens"].iloc[0] == pytest.approx(1000 / 81)


def test_cue_classes_are_shares_of_all_cues(corpus):
    table = vocabulary.cue_classes(corpus.attributions, corpus.full)
    assert table.groupby("article")["per_100_cues"].sum().to_numpy() == pytest.approx(100)
    body = corpus.attributions[corpus.attributions["sentence"].gt(0)]
    one = body[body["article"].eq(table["article"].iloc[0]) & body["cue_class"].eq(table["cue_class"].iloc[0])]
    assert table["n_hits"].iloc[0] == len(set(zip(one["sentence"], one["cue"], strict=True))) < len(one)


def test_cue_classes_are_those_of_the_voices_asked_for():
    spans = pd.DataFrame({"article": "a", "sentence": [1, 1, 2, 3, 0], "voice": ["quoted", "reported", "belief",
                          "scare", "quoted"], "cue": ["say", "say", "hope", "", "say"],
                          "cue_class": ["neutral", "neutral", "belief", "", "neutral"]})
    def found(voice):
        table = vocabulary.cue_classes(spans, ARTICLES, voice=voice)
        return table[table["n_hits"].gt(0)].set_index("cue_class")["n_hits"].to_dict()
    assert found("others") == {"neutral": 1, "belief": 1} and found("belief") == {"belief": 1}
    assert found("own") == {} and list(vocabulary.cue_classes(spans, ARTICLES, voice="own")["cue_class"]) == []
    with pytest.raises(ValueError, match="voice 'loud': expected one of own, others"):
        found("loud")


def stored(texts, runs):
    """Keep of token lists only what a corpus keeps: words, and listed runs."""
    words = sorted({token for text in texts for token in text})
    counts = sparse.csr_array(np.array([[text.count(word) for word in words] for text in texts]))
    articles = pd.DataFrame({"article": range(len(texts)), "outlet": "Gazette", "n_tokens": [len(t) for t in texts]})
    choices = {"section": ["body"], "voice": ["own"]}
    dfm = DocumentFeatureMatrix(counts, articles, np.array(words, object), choices=choices)
    found = [(i, term) for i, text in enumerate(texts) for _, _, term in TermMatcher(runs).find(text)]
    phrases = pd.DataFrame(found, columns=["article", "phrase"]).assign(section="body", voice="own", count=1)
    return dfm, phrases


@pytest.mark.parametrize("terms", [["war"], ["war", "cold war"], ["cold war"], ["provoc*", "provocation", "US"],
                                   ["cold war", "war", "provoc*", "talk*"]])
def test_list_rates_equal_the_matcher_on_the_texts(terms):
    rng = np.random.default_rng(1)
    pool = ["cold", "war", "provocation", "provocative", "US", "us", "talks", "and"]
    texts = [list(rng.choice(pool, 200)) for _ in range(5)]
    dfm, phrases = stored(texts, ["cold war"])
    table = vocabulary.list_rates(dfm, terms, phrases=phrases, by="article")
    assert list(table["n_hits"]) == [len(TermMatcher(terms).find(text)) for text in texts]


def test_list_rates_of_each_voice_sum_to_those_of_all_together(corpus):
    terms = ["tension*", "human rights", "said"]
    rates = [vocabulary.list_rates(framing.vectorize(corpus, by=by, voice=("own", "quoted", "reported")), terms,
                                   phrases=corpus.phrases, by=by) for by in (["outlet"], ["outlet", "voice"])]
    assert set(rates[1]["voice"]) == {"own", "quoted", "reported"}
    together, apart = (table.groupby("outlet")[["n_hits", "n_tokens"]].sum() for table in rates)
    assert (together == apart).all(axis=None) and together["n_hits"].sum() > 0


def test_list_rates_refuse_what_was_never_counted(corpus):
    own = framing.vectorize(corpus)
    with pytest.raises(ValueError, match="need the corpus's phrases"):
        vocabulary.list_rates(own, ["cold war"])
    with pytest.raises(ValueError, match="'purple elephants': not among"):
        vocabulary.list_rates(own, ["purple elephants"], phrases=corpus.phrases)
    with pytest.raises(ValueError, match="wildcard"):
        vocabulary.list_rates(own, ["*war"])
    with pytest.raises(ValueError, match="empty"):
        vocabulary.list_rates(own, [])
    known = vocabulary.list_rates(own, ["purple elephants"], phrases=corpus.phrases, looked_for=["purple elephants"])
    assert known["n_hits"].eq(0).all()


def test_the_default_pairs_are_those_of_the_worked_case(corpus):
    own = framing.vectorize(corpus)
    assert contrasts.sides_by(own.articles) == "outlet"
    assert contrasts.leading_pairs(own.articles) == [("WSWS", "Politico"), ("Global Times", "WSWS")]


def carried(n_articles, with_word, hits_by_passage, one_article=False):
    passages = pd.DataFrame({"article": range(len(hits_by_passage)), "passage": 1, "token": "war",
                             "count": hits_by_passage})
    articles = pd.DataFrame({"article": range(len(hits_by_passage)), "outlet": "Herald"})
    n = sum(hits_by_passage)
    scores = pd.DataFrame({
        "feature": ["war"], "log_odds": [1.0], "focus": "Herald", "reference": "Gazette", "by": "outlet",
        "n_hits_focus": n, "n_hits_reference": 0, "n_tokens_focus": 500, "n_tokens_reference": 500,
        "n_articles_focus": n_articles, "n_articles_reference": 4, "n_articles_with_focus": with_word,
        "n_articles_with_reference": 0, "one_article": one_article})
    return contrasts.carried(scores, passages, articles).iloc[0]


def test_words_carried_by_one_part_are_marked():
    assert not carried(1, 1, [2, 2, 1])["carried"]
    assert carried(1, 1, [4, 2, 1])["carried"]                       # one passage holds half
    assert carried(2, 1, [2, 2, 1])["carried"]                       # one of two articles has all
    assert not carried(5, 4, [4, 2, 1])["carried"]                   # passages no longer count
    assert carried(5, 4, [1, 1, 1], one_article=True)["carried"]
    row = carried(1, 1, [2, 2, 1])
    assert (row["side"], row["passage_share"], row["per_1000_tokens"]) == ("Herald", 0.4, 5.0)


def test_side_rates_span_what_shared_words_says():
    dfm = synthetic.planted(2, {"word-003": 3.0}, n_outlets=3)
    shared = keyness.shared_words(dfm, min_hits=contrasts.common_floor(dfm))
    table = contrasts.side_rates(dfm, shared)
    ends = table.groupby("feature", sort=False)["per_1000_tokens"].agg(["min", "max"])
    assert ends.to_numpy() == pytest.approx(shared[["per_1000_tokens_low", "per_1000_tokens_high"]].to_numpy())
    assert (table["alike"] == table["times"].le(2)).all()
    assert table["n_hits"].min() >= contrasts.common_floor(dfm)

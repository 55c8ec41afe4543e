"""The document-feature matrix, against plain counting and scikit-learn's own tf-idf."""

from collections import Counter
from types import SimpleNamespace

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

import framing


def plain_counts(corpus, article, sections, voices):
    counts = Counter()
    for name, section, voice, token, count in corpus.tokens.itertuples(index=False):
        if name == article and section in sections and voice in voices:
            counts[token] += count
    return counts


def row_counts(dfm, row):
    counts = dfm.counts[[row]].toarray()[0]
    return {dfm.features[at]: counts[at] for at in np.flatnonzero(counts)}


def test_counts_equal_a_plain_loop(corpus):
    dfm = framing.vectorize(corpus)
    for row, article in enumerate(dfm.articles["article"]):
        assert row_counts(dfm, row) == plain_counts(corpus, article, ("deck", "body"), ("own",))


def test_sizes_outlive_trimming_and_grouping(corpus):
    dfm = framing.vectorize(corpus)
    trimmed = dfm.trim(min_count=3, min_articles=2, drop=["the"])
    assert len(trimmed.features) < len(dfm.features) and "the" not in trimmed.features
    assert trimmed.articles["n_tokens"].tolist() == np.asarray(dfm.counts.sum(axis=1)).tolist()
    grouped = dfm.group()
    assert grouped.articles["n_articles"].sum() == len(dfm.articles)
    assert grouped.counts.sum() == dfm.counts.sum()


def test_by_section_and_voice_an_article_has_a_row_each(corpus):
    dfm = framing.vectorize(corpus, by=("outlet", "event", "section", "voice"),
                            section=["headline", "body"], voice=["own", "quoted"])
    assert set(dfm.articles["section"]) == {"headline", "body"}
    assert not dfm.articles.duplicated(["article", "section", "voice"]).any()


def test_others_are_quoted_reported_and_belief_together(corpus):
    dfm = framing.vectorize(corpus, voice="others")
    members = ("quoted", "reported", "belief", "others")
    for row, article in enumerate(dfm.articles["article"]):
        assert row_counts(dfm, row) == plain_counts(corpus, article, ("deck", "body"), members)
    assert dfm.voice == "others" and (
        framing.vectorize(corpus, voice=members[:-1]).counts.sum() <= dfm.counts.sum())


def test_voices_asked_for_stand_apart_only_where_by_says_so(corpus):
    together = framing.vectorize(corpus, voice=("own", "others"))
    apart = framing.vectorize(corpus, by=("outlet", "voice"), voice=("own", "others"))
    assert set(apart.articles["voice"]) == {"own", "others"} and apart.voice == "own, others"
    assert not together.articles["article"].duplicated().any()
    assert apart.counts.sum() == together.counts.sum() == sum(
        framing.vectorize(corpus, voice=voice).counts.sum() for voice in ("own", "others"))


def test_all_voices_hold_every_token(corpus):
    dfm = framing.vectorize(corpus, voice="all")
    sizes = corpus.full.set_index("article")["n_tokens"]
    assert dfm.articles.set_index("article")["n_tokens"].to_dict() == sizes.to_dict()


def test_headlines_of_the_whole_manifest(corpus):
    dfm = framing.vectorize(corpus, section="headline", voice="all")
    assert len(dfm.articles) == (corpus.articles["headline"] != "").sum()


def test_share_and_tfidf_agree_with_independent_computations(corpus):
    dfm = framing.vectorize(corpus)
    dense = dfm.counts.toarray().astype(float)
    assert np.allclose(dfm.weighted("share").counts.toarray(), dense / dense.sum(axis=1, keepdims=True), atol=1e-12)
    idf = np.log((1 + len(dense)) / (1 + (dense > 0).sum(axis=0))) + 1
    by_hand = dense * idf
    by_hand /= np.linalg.norm(by_hand, axis=1, keepdims=True)
    ours = framing.vectorize(corpus, weight="tfidf").counts.toarray()
    assert np.abs(ours - by_hand).max() < 1e-9
    words = [[word for word, n in row_counts(dfm, row).items() for _ in range(int(n))] for row in range(len(dense))]
    theirs = TfidfVectorizer(analyzer=list, lowercase=False, vocabulary=list(dfm.features))
    assert np.abs(ours - theirs.fit_transform(words).toarray()).max() < 1e-9


def test_choices_are_recorded(corpus):
    choices = framing.vectorize(corpus, voice=["own", "scare"], weight="share").trim(min_count=2).choices
    assert choices["voice"] == ["own", "scare"] and choices["weight"] == "share" and choices["min_count"] == 2


def test_phrases_where_features_hold_them(corpus):
    dfm = framing.vectorize(corpus, features="phrases", voice="all")
    assert all(" " in phrase for phrase in dfm.features)
    assert dfm.articles["n_tokens"].gt(0).all()


@pytest.mark.parametrize(("options", "says"), [
    ({"by": "colour"}, "by 'colour': expected one of article"),
    ({"voice": "loud"}, "voice 'loud': expected one of own"),
    ({"section": "foot"}, "section 'foot'"), ({"weight": "bm25"}, "weight 'bm25'"),
    ({"features": "letters"}, "features 'letters'"), ({"voice": ()}, r"voice \(\): expected")])
def test_an_unknown_choice_names_the_known_ones(corpus, options, says):
    with pytest.raises(ValueError, match=says):
        framing.vectorize(corpus, **options)


def test_one_voice_of_several_apart_is_that_voice_alone(corpus):
    apart = framing.vectorize(corpus, by=("outlet", "voice"), voice=("own", "others"))
    for voice in ("own", "others"):
        rows, alone = apart.in_voice(voice), framing.vectorize(corpus, voice=voice)
        assert rows.voice == voice and rows.counts.sum() == alone.counts.sum()
        assert rows.articles["n_tokens"].tolist() == alone.articles["n_tokens"].tolist()
    with pytest.raises(ValueError, match="voice 'scare': expected one of those apart in the matrix: own, others"):
        apart.in_voice("scare")
    with pytest.raises(ValueError, match="voice 'others'"):
        framing.vectorize(corpus).in_voice("others")
    silent = SimpleNamespace(articles=corpus.articles, tokens=corpus.tokens.query("voice == 'own'"))
    nobody = framing.vectorize(silent, by=("outlet", "voice"), voice=("own", "others")).in_voice("others")
    assert nobody.articles.empty and nobody.counts.shape == (0, len(nobody.features))


def test_a_voice_that_does_not_occur_leaves_no_matrix(corpus):
    silent = SimpleNamespace(articles=corpus.articles, tokens=corpus.tokens.query("voice == 'own'"))
    with pytest.raises(ValueError, match="no tokens with section deck, body and voice belief"):
        framing.vectorize(silent, voice="belief")


def test_shares_and_tfidf_are_not_summed(corpus):
    with pytest.raises(ValueError, match="weight is 'share'"):
        framing.vectorize(corpus, weight="share").group()

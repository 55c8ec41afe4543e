"""The document-feature matrix, against plain counting and scikit-learn's own tf-idf."""

from collections import Counter

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer

import framing
from framing.vectorize import VOICES


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
    ({"features": "letters"}, "features 'letters'"), ({"voice": "belief"}, "no tokens with")])
def test_an_unknown_choice_names_the_known_ones(corpus, options, says):
    with pytest.raises(ValueError, match=says):
        framing.vectorize(corpus, **options)


def test_voices_are_the_designs():
    assert VOICES == ("own", "quoted", "reported", "belief", "scare")


def test_shares_and_tfidf_are_not_summed(corpus):
    with pytest.raises(ValueError, match="weight is 'share'"):
        framing.vectorize(corpus, weight="share").group()

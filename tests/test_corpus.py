"""Reading a corpus folder, its labels, and counts by voice."""

import pandas as pd
import pytest

import framing
from framing.corpus import FEATURES, CorpusError, default_folder, read_table
from framing.labels import article_labels


def test_the_manifest_is_whole(corpus):
    articles = corpus.articles
    assert len(articles) == 422 and articles["outlet"].nunique() == 110
    assert (articles["headline"] != "").sum() == 377 and (articles["published"] == "").sum() == 75
    assert (articles["use"] == "compare").sum() == 273
    assert articles["short"].notna().all() and articles["group"].notna().all()
    assert len(corpus.topics["topic"].unique()) >= 10


def test_features_have_their_columns_and_known_articles(corpus):
    for name, columns in FEATURES.items():
        table = getattr(corpus, name)
        assert list(table.columns) == columns, name
        assert set(table["article"]) <= set(corpus.articles["article"]), name
        keys = [column for column in columns if column not in {"count", "value"}]
        assert not table.duplicated(keys).any(), name


def test_a_word_that_looks_like_nothing_stays_a_word(tmp_path):
    (tmp_path / "topics.csv").write_text("topic,term,note\nFood,nan,\nFood,null,\n")
    assert read_table(tmp_path / "topics.csv", ["topic", "term"])["term"].tolist() == ["nan", "null"]


def test_the_environment_names_another_corpus(monkeypatch, tmp_path):
    monkeypatch.setenv("FRAMING_CORPUS", str(tmp_path))
    assert default_folder() == tmp_path
    with pytest.raises(CorpusError, match="no articles.csv"):
        framing.read_corpus()


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="nonsense"):
        _ = framing.nonsense


def test_labels_name_a_doubt(corpus):
    labels = article_labels(corpus.full, corpus.events)
    unverified = corpus.full["attribution"].eq("unverified").to_numpy()
    assert labels["detail"].str.contains("attribution unverified").tolist() == unverified.tolist()
    assert labels["article"].tolist() == corpus.full["article"].tolist()


def test_word_classes_counted_from_tokens_agree_with_hits_where_no_cell_was_pooled(corpus):
    hits = corpus.hits.query("list == 'classes' and sentence > 0 and voice == 'own'")
    single = hits[~hits["term"].str.contains(r"[ *]", regex=True)]
    pooled = set(corpus.tokens.query("section == 'remainder'")["article"])
    tokens = corpus.tokens[(corpus.tokens["voice"] == "own") & (corpus.tokens["section"] != "headline")]
    stored = tokens.assign(token=tokens["token"].str.lower()).groupby(["article", "token"])["count"].sum()
    for (article, term), n in single.groupby(["article", "term"])["count"].sum().items():
        if article not in pooled:
            assert stored[article, term] >= n


def test_read_table_says_what_is_missing(tmp_path):
    (tmp_path / "events.csv").write_text("event,name\n")
    with pytest.raises(CorpusError, match="events.csv: missing column starts, ends"):
        read_table(tmp_path / "events.csv", ["event", "starts", "ends"])
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(CorpusError, match="expected a CSV table"):
        read_table(tmp_path / "empty.csv", ["event"])
    assert isinstance(read_table(tmp_path / "events.csv", ["event"]), pd.DataFrame)

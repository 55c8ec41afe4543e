"""Who speaks, against plain recounts; planted sides are found, and corpora with nothing to count give no rows."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from framing import hearing, read_corpus, roster, speakers, voice

FIGURES = Path(__file__).parents[1] / "figures"
EVENTS = pd.DataFrame({"event": ["fair-1"], "name": ["First fair"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]})
ACTORS = pd.DataFrame([
    ("Mayor Ash", "Council", "official"), ("Council", "Council", "government"), ("Dr Birch", "Council", "expert"),
    ("Ann Cole", "Strikers", "politician"), ("Union", "Strikers", "union"), ("Dale Mills", "Strikers", "business"),
    ("UN", "other", "institution"), ("The Daily", "other", "media"), ("Town Hall", "Council", "place"),
], columns=["actor", "side", "role"]).assign(aliases="")
CUES = {"say": "neutral", "tell": "neutral", "insist": "assertive", "claim": "doubting", "blast": "emotive",
        "hope": "belief", "": ""}


def invented(sizes, seed=1, *, actors=ACTORS, n_spans=12, lean=None):
    """Outlets with so many articles each: articles, sentences, attributions. `lean` names a side quoted thrice."""
    rng = np.random.default_rng(seed)
    articles, sentences, spans = [], [], []
    weights = np.where(actors["side"].eq(lean), 3.0, 1.0) / np.where(actors["side"].eq(lean), 3.0, 1.0).sum()
    for i, size in enumerate(sizes):
        for j in range(size):
            name, at = f"outlet-{i}-{j}", 0
            articles.append((name, f"Outlet-{i}", f"Outlet-{i}", i, "fair-1", "during", "2030-05-01", "news", "stated"))
            for sentence in range(1, n_spans + 1):
                own, n = rng.integers(5, 30), int(rng.integers(1, 25))
                kind = rng.choice(["quoted", "reported", "belief", "scare"], p=[0.4, 0.4, 0.1, 0.1])
                n = min(n, 3) if kind == "scare" else n
                who = actors.iloc[rng.choice(len(actors), p=weights)] if len(actors) else None
                known = who is not None and rng.random() > 0.2
                source = ("", "", "") if kind == "scare" else tuple(who[:3]) if known else ("unknown", "", "")
                cue = str(rng.choice(list(CUES)))
                spans.append((name, sentence, kind, *source, "", cue, CUES[cue], at + own, n, 0.0, 0.0))
                counts = dict.fromkeys(("quoted", "reported", "belief", "scare"), 0) | {kind: n, "own": own}
                sentences.append({"article": name, "sentence": sentence, "section": "body", "n_tokens": own + n,
                                  **{f"n_{voice}": k for voice, k in counts.items()}})
                at += own + n
    return (pd.DataFrame(articles, columns=["article", "outlet", "short", "order", "event", "stage", "published",
                                            "genre", "attribution"]),
            pd.DataFrame(sentences),
            pd.DataFrame(spans, columns=["article", "sentence", "voice", "source", "side", "role", "named", "cue",
                                         "cue_class", "start", "n_tokens", "vader", "tone"]))


@pytest.fixture(scope="module")
def small():
    articles, sentences, attributions = invented((2, 1, 2))
    return articles, sentences, roster.spoken(attributions, ACTORS), attributions


@pytest.fixture(scope="module")
def large():
    articles, sentences, attributions = invented((6, 5, 2), lean="Strikers")
    return articles, sentences, roster.spoken(attributions, ACTORS), attributions


@pytest.mark.parametrize(("source", "side", "role", "speaker", "official"), [
    ("Mayor Ash", "Council", "official", "Council officials", True),
    ("Union", "Strikers", "union", "activists", False),
    ("Dale Mills", "Strikers", "business", "businesses", False),
    ("UN", "other", "institution", "other governments", True),
    ("unnamed official", "Council", "official", "unnamed officials", True),
    ("unnamed official", "", "", "unnamed officials", True),
    ("unknown", "", "", "unknown", False),
    ("", "", "", "unknown", False),
    ("unknown", "Council", "expert", "experts", False),
    ("unknown", "Council", "", "unknown", False),
    ("unknown", "", "government", "unknown", False),
    ("Town Hall", "Council", "place", "others", False),
])
def test_classes_follow_side_and_role(source, side, role, speaker, official):
    span = pd.DataFrame({"article": ["a"], "sentence": 1, "voice": "quoted", "source": source, "side": side,
                         "role": role, "named": "", "cue": "", "cue_class": "", "start": 0, "n_tokens": 4})
    row = roster.spoken(span, ACTORS).iloc[0]
    assert (row["speaker"], row["official"]) == (speaker, official)
    assert row["side"] == (side or "unknown")


def test_headlines_and_scare_quotes_are_nobodys_words(small):
    *_, spans, attributions = small
    assert len(spans) == attributions["voice"].ne("scare").sum()
    assert roster.spoken(attributions.assign(sentence=0), ACTORS).empty


def test_shares_are_those_of_a_plain_recount(small):
    articles, sentences, spans, attributions = small
    table = speakers.word_shares(spans, articles, "side")
    assert list(table["article"].unique()) == list(articles["article"])
    for row in table.itertuples():
        mine = attributions[attributions["article"].eq(row.article) & attributions["voice"].ne("scare")]
        theirs = mine[mine["side"].eq("" if row.side == "unknown" else row.side)]
        assert row.n_tokens == theirs["n_tokens"].sum() and row.n_spans == len(theirs)
        assert row.share == pytest.approx(theirs["n_tokens"].sum() / mine["n_tokens"].sum())
        marked = theirs.loc[theirs["voice"].eq("quoted"), "n_tokens"].sum()
        assert row.share_quoted == pytest.approx(marked / mine["n_tokens"].sum())
        assert row.n_sources == theirs.loc[~theirs["source"].isin(["", "unknown"]), "source"].nunique()
    assert set(table["evidence"]) == {"describe"} and table["ci_low"].isna().all()


@pytest.mark.parametrize("what", ["speaker", "side", "official"])
def test_shares_of_a_row_sum_to_one(large, what):
    articles, _, spans, _ = large
    table = speakers.word_shares(spans, articles, what)
    assert table.groupby("outlet")["share"].sum().to_numpy() == pytest.approx(np.ones(3))
    assert table.groupby("outlet")["n_tokens"].sum().sum() == spans["n_tokens"].sum()
    evidence = table.groupby("outlet")["evidence"].agg(set)
    assert "interval" in evidence["Outlet-0"] and evidence["Outlet-2"] == {"describe"}
    assert table["ci_low"].dropna().ge(0).all() and table["ci_high"].dropna().le(1).all()


def test_voices_sum_to_all_words(large):
    articles, sentences, _, _ = large
    table = speakers.voice_shares(sentences, articles)
    assert table.groupby("outlet")["share"].sum().to_numpy() == pytest.approx(np.ones(3))
    assert table["n_tokens"].sum() == sentences["n_tokens"].sum()


def test_row_order_does_not_matter(large):
    articles, sentences, spans, attributions = large
    turned = spans.iloc[::-1]
    for measure in (speakers.word_shares, speakers.leaders, hearing.cues):
        pd.testing.assert_frame_equal(measure(spans, articles), measure(turned, articles))


def test_a_planted_side_leads_clearly_and_an_even_corpus_seldom():
    articles, _, attributions = invented((8,), seed=2, lean="Strikers", n_spans=40)
    leads = speakers.leaders(roster.spoken(attributions, ACTORS), articles, "side").iloc[0]
    assert leads["leader"] == "Strikers" and leads["ci_low"] > 0
    even = ACTORS[ACTORS["actor"].isin(["Mayor Ash", "Ann Cole"])]
    clear = 0
    for seed in range(40):
        articles, _, attributions = invented((6,), seed=seed, actors=even)
        clear += speakers.leaders(roster.spoken(attributions, even), articles, "side").iloc[0]["ci_low"] > 0
    assert clear <= 6  # the leader is chosen for leading, so two sides of the interval count: 5% of 40, with luck


def test_strips_name_a_side_for_every_word_of_others(small):
    articles, sentences, spans, attributions = small
    table = speakers.along(voice.strips(attributions, sentences), spans)
    assert table["n_tokens"].sum() == sentences["n_tokens"].sum()
    assert table.loc[table["voice"].isin(["own", "scare"]), "side"].eq("").all()
    found = table[table["side"].ne("")].groupby(["article", "side"])["n_tokens"].sum()
    stated = speakers.word_shares(spans, articles, "side").set_index(["article", "side"])["n_tokens"]
    assert found.to_dict() == stated[stated > 0].to_dict()
    shares = table.drop_duplicates(["article", "side"]).groupby("article")["share"].sum()
    assert shares.to_numpy() == pytest.approx(np.ones(len(articles)))


def test_evenness_is_0_for_one_class_and_1_for_all_alike():
    names = roster.possible(ACTORS)
    articles = pd.DataFrame({"article": ["a", "b"], "outlet": ["A", "B"], "short": ["A", "B"]})
    spans = pd.DataFrame({"article": ["a"] * 3 + ["b"] * len(names), "speaker": [names[0]] * 3 + names, "named": ""})
    spans = spans.assign(sentence=range(len(spans)), source=spans["speaker"])
    table = speakers.evenness(spans, articles, ACTORS)
    pd.testing.assert_frame_equal(table, speakers.evenness(pd.concat([spans, spans.head(1)]), articles, ACTORS))
    assert table["evidence"].tolist() == ["describe"] * 2 and table["n_classes"].tolist() == [len(names)] * 2
    assert table["evenness"].tolist() == pytest.approx([0, 1]) and table["small_sample"].iloc[0] == 0


def test_the_small_sample_note_is_about_what_sampling_loses():
    rng = np.random.default_rng(3)
    names = roster.possible(ACTORS)
    articles = pd.DataFrame({"article": range(400), "outlet": "A", "short": "A"})
    spans = pd.DataFrame({"article": np.repeat(range(400), 25), "speaker": rng.choice(names, 400 * 25), "named": ""})
    spans = spans.assign(sentence=range(len(spans)), source=spans["speaker"])
    row = speakers.evenness(spans, articles, ACTORS, by="outlet").iloc[0]
    assert 1 - row["evenness"] == pytest.approx(row["small_sample"], abs=0.02)


def test_first_hearing_is_the_smallest_start_of_speech(small):
    articles, sentences, spans, attributions = small
    heard = hearing.heard(spans, sentences, articles, ACTORS)
    assert len(heard) == 2 * len(articles)
    said = attributions[attributions["voice"].isin(["quoted", "reported"])]
    for row in heard.itertuples():
        starts = said.loc[said["article"].eq(row.article) & said["side"].eq(row.side), "start"]
        assert np.isnan(row.n_before) if starts.empty else row.n_before == starts.min()
    assert heard.groupby("article")["first"].sum().eq(1).all()
    first = hearing.first_voices(heard)
    assert first["n_yes"].sum() == len(articles) and set(first["unit"]) == {"outlet"}


def test_a_side_that_is_not_heard_keeps_its_row(small):
    articles, sentences, spans, _ = small
    heard = hearing.heard(spans[spans["side"].ne("Strikers")], sentences, articles, ACTORS)
    table = hearing.first_heard(heard)
    silent = table[table["side"].eq("Strikers")]
    assert len(silent) == len(articles) and silent["share_before"].isna().all() and silent["n_units"].eq(0).all()
    assert table.groupby("article")["n_first"].sum().eq(1).all()


def test_outlets_get_intervals_of_first_hearing(large):
    articles, sentences, spans, _ = large
    heard = hearing.heard(spans, sentences, articles, ACTORS)
    table = hearing.first_heard(heard)
    for row in table.itertuples():
        mine = heard[heard["outlet"].eq(row.outlet) & heard["side"].eq(row.side)]
        assert row.share_before == pytest.approx(mine["share_before"].mean()) and row.n_all == len(mine)
        assert (row.evidence == "interval") == (mine["share_before"].notna().sum() >= 4)


def test_a_cue_counts_once_for_a_sentence_and_source(small):
    articles, _, spans, _ = small
    table = hearing.cues(spans, articles)
    doubled = hearing.cues(pd.concat([spans, spans.assign(start=spans["start"] + 1)]), articles)
    pd.testing.assert_frame_equal(table, doubled)
    assert table.groupby(["article", "side"])["share"].sum().to_numpy() == pytest.approx(1)
    for row in table.itertuples():
        mine = spans[spans["article"].eq(row.article) & spans["side"].eq(row.side) & spans["cue"].ne("")]
        assert row.n_hits == mine["cue_class"].eq(row.cue_class).sum() and row.n_cues == len(mine)
        assert bool(row.cues) == (row.n_hits > 0)


def test_cues_of_all_articles_take_outlets_as_units(large):
    articles, _, spans, _ = large
    table = hearing.cues(spans, articles, "all")
    assert list(table["side"].unique()) == ["Council", "Strikers", "other", "unknown"]
    assert set(table["unit"]) == {"outlet"}
    assert table["ci_high"].dropna().le(1).all()


def test_scare_quotes_count_spans_and_words(small):
    articles, sentences, _, attributions = small
    table = hearing.scare_quotes(attributions, sentences, articles).set_index(["article", "counted"])
    scare = attributions[attributions["voice"].eq("scare")]
    for article in articles["article"]:
        mine = scare[scare["article"].eq(article)]
        own = sentences.loc[sentences["article"].eq(article), ["n_own", "n_scare"]].to_numpy().sum()
        assert table.loc[(article, "spans"), "n_hits"] == len(mine)
        assert table.loc[(article, "words"), "per_1000_tokens"] == pytest.approx(1000 * mine["n_tokens"].sum() / own)


@pytest.mark.parametrize(("kept", "actors"), [(slice(0, 0), ACTORS), (slice(None), ACTORS.iloc[:0])])
def test_nothing_to_count_gives_tables_without_rows(small, kept, actors):
    articles, sentences, _, attributions = small
    spans = roster.spoken(attributions[kept].assign(source="unknown", side="", role=""), actors)
    heard = hearing.heard(spans, sentences, articles, actors)
    for table in (hearing.first_heard(heard), hearing.first_voices(heard), speakers.leaders(spans, articles),
                  speakers.evenness(spans, articles, actors)):
        assert table.empty and set(roster.CONTRACT) <= set(table.columns)
    nobody = articles.iloc[:0]
    for table in (speakers.word_shares(spans, nobody), hearing.cues(spans, nobody),
                  speakers.voice_shares(sentences, nobody), hearing.scare_quotes(attributions, sentences, nobody)):
        assert table.empty and set(roster.CONTRACT) <= set(table.columns)


def test_a_missing_column_is_named(small):
    articles, _, spans, attributions = small
    with pytest.raises(ValueError, match="'role'"):
        roster.spoken(attributions.drop(columns="role"), ACTORS)
    with pytest.raises(ValueError, match="'source'"):
        speakers.word_shares(spans.drop(columns="source"), articles)


def test_the_shipped_corpus_adds_up():
    corpus = read_corpus()
    spans = roster.spoken(corpus.attributions, corpus.actors)
    table = speakers.word_shares(spans, corpus.full)
    words = corpus.sentences.loc[corpus.sentences["section"].ne("headline"), ["n_quoted", "n_reported", "n_belief"]]
    assert table["n_tokens"].sum() == words.to_numpy().sum()


# What notebook 05 says in words, held against its figures' tables.


def figure(name):
    return pd.read_csv(FIGURES / f"{name}.csv", keep_default_na=False, na_values={"share_before": ""})


US_FIRST, CHINESE_FIRST = {"WSWS", "Politico"}, {"Truthout", "Global Times"}


def short(article):
    return {"wsws": "WSWS", "poli": "Politico", "trut": "Truthout", "glob": "Global Times"}[article[:4]]


def side_words():
    table = figure("05-strips")
    return table.pivot_table("n_tokens", "article", "side", aggfunc="sum", fill_value=0)


def test_others_have_more_words_than_the_outlet_in_all_but_one():
    words = side_words()
    mostly_own = words[""] > words.drop(columns="").sum(axis=1)
    assert {short(article) for article in words.index[mostly_own]} == {"WSWS"}


def test_the_side_that_leads_is_heard_first():
    words, first = side_words(), figure("05-first-heard").pivot(index="article", columns="side", values="share_before")
    for article, row in words.iterrows():
        lead = "US" if short(article) in US_FIRST else "Chinese"
        other = "Chinese" if lead == "US" else "US"
        assert row[lead] >= 1.25 * row[other] and first.loc[article, lead] < first.loc[article, other]
    second = first.max(axis=1)
    assert list(second.nlargest(2).index) == ["globaltimes-2024-04-27", "truthout-2023-06-19"]
    assert second.nlargest(2).gt(0.45).all() and second.nlargest(3).iloc[2] < 0.45


def test_experts_lead_in_one_outlets_articles_only():
    shares = figure("05-whose-words").pivot(index="article", columns="speaker", values="share").drop(columns="unknown")
    leaders = shares.idxmax(axis=1)
    assert {short(article) for article in leaders.index[leaders.eq("experts")]} == {"Global Times"}
    assert leaders["truthout-2023-06-19"] == "Chinese officials"
    assert set(leaders[["wsws-2023-06-20", "politico-2023-06-preview"]]) == {"US officials"}
    named, unnamed = shares.loc["politico-2023-06-preview", ["US officials", "unnamed officials"]]
    assert unnamed > 0.6 * named
    assert not {"businesses", "activists"} & set(shares.columns)


def test_hardly_a_cue_doubts_a_side():
    cues = figure("05-cues").query("side in ['US', 'Chinese']")
    doubting = cues[cues["cue_class"].eq("doubting") & cues["n_hits"].gt(0)]
    assert set(doubting["article"]) == {"wsws-2023-06-20"} and set(doubting["side"]) == {"US"}
    assert doubting["n_hits"].sum() <= 3
    hits = cues.pivot_table("n_hits", ["article", "side"], "cue_class")
    assert hits.loc[("wsws-2023-06-20", "US"), "assertive"] > hits.loc[("wsws-2023-06-20", "US"), "neutral"]
    assert (hits.xs("truthout-2023-06-19")["emotive"] > 0).all()
    plain = hits["neutral"].groupby(level="article").sum() / hits.groupby(level="article").sum().sum(axis=1)
    assert plain.drop(["wsws-2023-06-20", "truthout-2023-06-19"]).gt(0.6).all()


def test_whole_spans_score_lower_than_words():
    scores = figure("05-scores").query("instrument in ['rules', 'parser']").astype({"f1": float}, errors="ignore")
    f1 = scores.pivot(index="instrument", columns="measure", values="f1").astype(float, errors="ignore")
    assert (f1["content_spans"].astype(float) < f1["content_tokens"].astype(float) - 0.1).all()

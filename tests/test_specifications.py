"""Ready questions against plain loops and against what the notebooks report; null and planted corpora."""

import pickle
import time
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from framing import (
    compare,
    headlines,
    keyness,
    lexicons,
    sentiment,
    specifications,
    synthetic,
    vectorize,
    verbatim,
    vocabulary,
)
from framing.multiverse import specification_curve, summary

FIGURES = Path(__file__).parents[1] / "figures"
REST = ["Truthout", "Global Times", "Politico"]
LISTS = {"war": ["militarist"], "war, threat": ["militarist", "threat"]}


@pytest.fixture(scope="module")
def war(corpus):
    return specifications.list_gap(corpus, LISTS, "WSWS", REST)


def main_row(question):
    choices = {option: values[:1] for option, values in question["choices"].items()}
    return specification_curve(**question | {"choices": choices, "units": ()}).iloc[0]


def test_parallel_equals_serial(war):
    with pytest.raises(ValueError, match="jobs=2: the measure can't be sent to another process"):
        specification_curve(lambda a: a, {"a": [1, 2]}, jobs=2)
    choices = {"a": [1, 2, 3], "b": ["x", "y"]}     # dict returns its arguments as a row, and needs no import there
    pd.testing.assert_frame_equal(*(specification_curve(dict, choices, name="a", jobs=jobs) for jobs in (1, 2)))
    sent = pickle.loads(pickle.dumps(war["measure"]))
    assert main_row(war | {"measure": sent})["estimate"] == main_row(war)["estimate"]


def test_the_main_word_lean_is_that_of_notebook_02(corpus):
    drawn = pd.read_csv(FIGURES / "02-set-apart.csv")
    everything = vectorize(corpus, section=("headline", "deck", "body"), voice="all")
    background = pd.Series(everything.counts.sum(axis=0), everything.features)
    for focus, reference in (("WSWS", "Politico"), ("Global Times", "WSWS"), ("WSWS", REST)):
        row = main_row(specifications.word_lean(corpus, "war", focus, reference))
        scored = keyness.log_odds(vectorize(corpus), focus, reference, prior_tokens=500, background=background)
        assert row["estimate"] == pytest.approx(scored.set_index("feature").loc["war", "log_odds"], abs=1e-12)
        if isinstance(reference, str):
            shown = drawn.query("feature == 'war' and focus == @focus and reference == @reference")
            assert row["estimate"] == pytest.approx(shown["log_odds"].iloc[0], abs=1e-8)


def test_the_main_list_gap_is_that_of_notebook_02(corpus, war):
    counts = vocabulary.class_counts(corpus.hits, corpus.sentences, corpus.full, voice="own")
    counts = counts[counts["class"].eq("militarist")]
    ratio = compare.rate_ratio(counts, "n_hits", "n_tokens", "outlet", "WSWS", REST)
    assert main_row(war)["estimate"] == pytest.approx(np.log2(ratio["rate_ratio"].iloc[0]))
    row = main_row(specifications.list_gap(corpus, LISTS, "WSWS", REST, ratio=False))
    drawn = pd.read_csv(FIGURES / "02-word-classes.csv").query("`class` == 'militarist' and voice == 'own'")
    rates = drawn.groupby("outlet")["per_1000_tokens"].mean()          # both Global Times articles have no hit
    assert row["estimate"] == pytest.approx(rates["WSWS"] - rates[REST].mean())
    assert row["identification"] == ratio["identification"].iloc[0]
    assert (row["n_hits_focus"], row["n_hits_reference"]) == (13, 2)


@pytest.mark.parametrize("reference", ["Global Times", REST])
def test_the_main_tone_gap_is_that_of_notebook_03(corpus, reference):
    row = main_row(specifications.tone_gap(corpus, "WSWS", reference))
    drawn = pd.read_csv(FIGURES / "03-tone.csv").query("level == 'article' and list == 'vader' and voice == 'own'")
    drawn = drawn.rename(columns={"row": "article"}).merge(corpus.full[["article", "outlet"]], on="article")
    outlets = drawn.groupby("outlet")["score"].mean()
    others = [reference] if isinstance(reference, str) else reference
    assert row["difference"] == pytest.approx(outlets["WSWS"] - outlets[others].mean(), abs=1e-8)
    tone = sentiment.sentence_scores(corpus.sentences, voice="own")
    means = tone[tone["list"].eq("vader")].groupby("article", as_index=False)["score"].mean().merge(corpus.full)
    result = compare.difference(means, "score", "outlet", "WSWS", reference)
    assert row["difference"] == pytest.approx(result["difference"].iloc[0])


@pytest.mark.parametrize("event", ["visit-2023", "visit-2024"])
def test_the_main_headline_gap_is_that_of_notebook_06(corpus, event):
    drawn = pd.read_csv(FIGURES / "06-headline-tone.csv")
    drawn = drawn.query("event == @event and list == 'vader' and rows == 'all'").set_index("group")
    for focus in ("state or party media", "nonprofit", "private"):
        question = specifications.headline_gap(corpus, event, focus, "wire")
        if drawn.loc[focus, "n_outlets"] < 4:
            with pytest.raises(ValueError, match="no estimate: fewer than four outlets on a side"):
                main_row(question)
            continue
        row = main_row(question)
        assert row["difference"] == pytest.approx(drawn.loc[focus, "difference"], abs=1e-8)
        assert row["difference"] == pytest.approx(drawn.loc[focus, "score"] - drawn.loc["wire", "score"], abs=1e-8)
        assert row["n_articles_focus"] == drawn.loc[focus, "n_articles"]


# The same grids by plain loops over rows of tables


def side_mean(rows, weight):
    """Rows of (outlet, y, n)."""
    rows = [row for row in rows if row[2] > 0]
    if weight == "outlet":
        names = sorted({row[0] for row in rows})
        rates = [sum(y for o, y, _ in rows if o == name) / sum(n for o, _, n in rows if o == name) for name in names]
        return sum(rates) / len(rates)
    if weight == "article":
        return sum(y / n for _, y, n in rows) / len(rows)
    return sum(y for _, y, _ in rows) / sum(n for _, _, n in rows)


def test_list_gaps_by_plain_loops(corpus, war):
    outlets = dict(zip(corpus.full["article"], corpus.full["outlet"], strict=True))
    sentences = corpus.sentences[corpus.sentences["article"].isin(outlets)].to_dict("records")
    places = {(row["article"], row["sentence"]): row for row in sentences}
    hits = corpus.hits[corpus.hits["list"].eq("classes") & corpus.hits["article"].isin(outlets)].to_dict("records")
    curve = specification_curve(**war)
    for row in curve.to_dict("records"):
        def read(place, row=row):
            if place["section"] == "headline":
                return row["headline"] == "counted"
            return row["extent"] == "whole article" or place["passage"] == 1

        voices = ["own"] if row["voice"] == "own" else ["own", "quoted", "reported", "belief", "scare"]
        y, n = dict.fromkeys(outlets, 0), dict.fromkeys(outlets, 0)
        for place in filter(read, sentences):
            n[place["article"]] += sum(place[f"n_{voice}"] for voice in voices)
        for hit in hits:
            if (hit["category"] in LISTS[row["word_list"]] and hit["voice"] in voices and read(places[
                    hit["article"], hit["sentence"]]) and not (hit["in_name"] and row["names"] == "left out")):
                y[hit["article"]] += hit["count"]
        pair = [[(outlets[a], y[a], n[a]) for a in outlets if a != row["left_out"] and (outlets[a] == "WSWS") == focus]
                for focus in (True, False)]
        one, other = (side_mean(side, row["weight"]) if side else 0 for side in pair)
        if one and other:
            assert row["estimate"] == pytest.approx(np.log2(one / other))
        else:
            assert row["status"] == "missing" and row["reason"] in (
                "no hit on the reference side, so no ratio", "nothing is left of the focus side")


def test_word_leans_by_plain_loops(corpus):
    from simplemma import lemmatize

    question = specifications.word_lean(corpus, ["war", "conflict*"], "WSWS", REST)
    curve = specification_curve(**question | {"units": ()})
    outlets = dict(zip(corpus.full["article"], corpus.full["outlet"], strict=True))
    every = corpus.tokens.to_dict("records")
    background = [(r["token"], r["count"]) for r in every if r["section"] != "remainder"]
    listed = lexicons.words("function_words")
    first = [(r["article"], r["token"], r["count"]) for r in corpus.passages.to_dict("records") if r["passage"] == 1]

    def is_word(token):
        return token.lower() == "war" or token.lower().startswith("conflict")

    lemmas = {token: lemmatize(token, lang="en") for token in {r["token"] for r in every} | {t for _, t, _ in first}}

    def vocabulary_of(counts, row):
        """Kept tokens by column, and which columns are the word."""
        column = lemmas.get if row["form"] == "lemmas" else str
        wanted = {column(token) for token, _ in counts if is_word(token)} | {column("war")}
        totals = {}
        for token, n in counts:
            if row["function_words"] == "counted" or token.lower() not in listed:
                totals[column(token)] = totals.get(column(token), 0) + n
        return column, {name for name, n in totals.items() if n >= row["least_count"]}, wanted

    for row in curve[curve["status"].ne("ruled out")].to_dict("records"):
        texts = list(first) if row["extent"] == "first passage" else []
        for r in every:
            head = r["section"] == "headline"
            if r["article"] in outlets and (row["voice"] == "all" or r["voice"] == "own") and (
                    (row["headline"] == "counted") if head else row["extent"] == "whole article"):
                texts.append((r["article"], r["token"], r["count"]))
        counts = [(token, n) for _, token, n in texts]
        column, kept, wanted = vocabulary_of(counts, row)
        drop = listed if row["function_words"] == "left out" else ()
        y, n = dict.fromkeys(outlets, 0), dict.fromkeys(outlets, 0)
        for article, token, count in texts:
            if token.lower() not in drop and column(token) in kept:
                n[article] += count
                y[article] += count * (column(token) in wanted)
        if not sum(y.values()):
            assert row["status"] == "missing"
            continue
        base_column, base_kept, base_wanted = vocabulary_of(background, row)
        held = [(base_column(t), k) for t, k in background if t.lower() not in drop and base_column(t) in base_kept]
        share = sum(k for name, k in held if name in base_wanted) / sum(k for _, k in held)
        if row["prior"] == "0.1 each word":
            size, alpha = 0.1 * len(kept), 0.1 * len(kept & wanted)
        else:
            size = float(row["prior"].split()[0].replace(",", ""))
            alpha = size * share
        logits = []
        for focus in (True, False):
            side = [(outlets[a], y[a], n[a]) for a in outlets if (outlets[a] == "WSWS") == focus]
            total = sum(k for _, _, k in side)
            hits = side_mean(side, "outlet") * total
            logits.append(np.log((hits + alpha) / (total + size - hits - alpha)))
        assert row["estimate"] == pytest.approx(logits[0] - logits[1])


def test_tone_gaps_by_plain_loops(corpus):
    question = specifications.tone_gap(corpus, "WSWS", REST)
    curve = specification_curve(**question)
    outlets = dict(zip(corpus.full["article"], corpus.full["outlet"], strict=True))
    sentences = corpus.sentences[corpus.sentences["article"].isin(outlets)].to_dict("records")
    suffix = {"no word": "", "names": "_masked", "names and topics": "_masked_topics"}
    deviation = {name: np.std([factor * s[f"{name}_all"] for s in sentences if s["section"] != "headline"
                               and s["n_tokens"] >= 4], ddof=1) for name, factor in (("vader", 1), ("tone", 100))}
    for row in curve.to_dict("records"):
        name, factor = {"VADER": ("vader", 1), "tone list": ("tone", 100)}[row["word_list"]]
        sums = {a: [0.0, 0.0] for a in outlets if a != row["left_out"]}
        for s in sentences:
            read = row["headline"] == "counted" if s["section"] == "headline" else (
                row["extent"] == "whole article" or s["passage"] == 1)
            n = s["n_tokens"] if row["voice"] == "all" else s["n_own"]
            if s["article"] in sums and read and n >= row["least_words"]:
                weight = n if name == "tone" else 1
                sums[s["article"]][0] += weight * factor * s[f"{name}_{row['voice']}{suffix[row['masked']]}"]
                sums[s["article"]][1] += weight
        means = []
        for focus in (True, False):
            side = [(outlets[a], *sums[a]) for a in sums if (outlets[a] == "WSWS") == focus]
            if row["weight"] != "sentence":
                side = [(o, y / n, 1) for o, y, n in side if n]
            means.append(side_mean(side, row["weight"]) if side else None)
        if None in means:
            assert row["status"] == "missing" and row["left_out"]
        else:
            assert row["difference"] == pytest.approx(means[0] - means[1])
            assert row["estimate"] == pytest.approx((means[0] - means[1]) / deviation[name])


def test_headline_gaps_by_plain_loops(corpus):
    question = specifications.headline_gap(corpus, "visit-2024", "state or party media", "wire")
    curve = specification_curve(**question)
    repeats = verbatim.repeated_headlines(corpus.reuse, corpus.articles)
    heads = headlines.headlines(corpus.articles, corpus.sentences, repeats).query("event == 'visit-2024'")
    heads = heads.to_dict("records")
    assert len(curve) == 128 + len(question["units"]) and set(question["units"]) == {
        h["outlet"] for h in heads if h["group"] in ("state or party media", "wire")}
    for row in curve.to_dict("records"):
        column = {"VADER": "vader", "tone list": "tone"}[row["word_list"]]
        column += "" if row["masked"] == "names" else "_named"
        means, n_outlets = [], []
        for group in ("state or party media", "wire"):
            kept = [h for h in heads if h["group"] == group
                    and not (h["retitled"] and row["retitled"] == "left out")
                    and not (h["repeated"] and row["repeated"] == "left out")
                    and not (h["genre"] == "opinion" and row["opinion"] == "left out")]
            sizes = {h["outlet"]: sum(g["outlet"] == h["outlet"] for g in kept) for h in kept}
            side = [(h["outlet"], h[column], 1) for h in kept if sizes[h["outlet"]] >= row["least_headlines"]]
            n_outlets.append(len({outlet for outlet, _, _ in side}))
            side = [one for one in side if one[0] != row["left_out"]]
            means.append(side_mean(side, row["weight"]) if side else np.nan)
        if min(n_outlets) < 4:
            assert (row["status"], row["reason"]) == ("missing", "fewer than four outlets on a side")
        else:
            assert row["difference"] == pytest.approx(means[0] - means[1])
    assert 0 < curve["status"].eq("missing").sum() < 128 and curve.loc[curve["left_out"].ne(""), "status"].eq(
        "estimate").all()


def test_from_four_outlets_one_can_be_left_out(corpus):
    """The rule asks what an analysis rests on; what hangs on one outlet is asked of the main one all the same."""
    curve = specification_curve(**specifications.headline_gap(corpus, "visit-2023", "state or party media", "wire"))
    out = curve[curve["left_out"].ne("")]
    assert set(out["n_outlets_focus"]) == {3, 4} and out["status"].eq("estimate").all()
    assert curve.loc[curve["left_out"].eq("") & curve["status"].eq("estimate"), "n_outlets_focus"].min() == 4


# Null and planted


def corpus_of(dfm):
    """Invented articles in one voice, of which the first sixth is the first passage."""
    counts = dfm.counts.tocoo()
    rows, columns = counts.coords
    tokens = pd.DataFrame({"article": dfm.articles["article"].to_numpy()[rows], "section": "body", "voice": "own",
                           "token": dfm.features[columns], "count": counts.data.astype(int)})
    passages = tokens.assign(passage=1, count=np.ceil(tokens["count"] / 6).astype(int))
    return SimpleNamespace(full=dfm.articles, articles=dfm.articles, tokens=tokens, passages=passages)


def lean(dfm):
    question = specifications.word_lean(corpus_of(dfm), "word-010", "outlet-01", "outlet-02")
    question["choices"] |= {"headline": ("left out",), "voice": ("all",), "prior": ("500 words", "0.1 each word")}
    return summary(specification_curve(**question)).iloc[0]


def test_a_planted_difference_keeps_its_sign_in_every_specification():
    for seed in range(8):
        said = lean(synthetic.planted(seed, {"word-010": 6.0}, clump=0.3))
        assert said["main"] > 0 and said["share_same_sign"] == 1 == said["loo_share_same_sign"]


def test_where_nothing_differs_curves_point_anywhere_and_yet_often_agree_with_themselves():
    said = [lean(synthetic.null_corpus(seed)) for seed in range(12)]
    assert 0 < sum(curve["main"] > 0 for curve in said) < len(said)
    # Analyses of the same articles share their chance, so that all agree is no evidence against it.
    assert np.mean([curve["share_same_sign"] == 1 for curve in said]) > 0.3


@pytest.mark.parametrize("ask", [
    lambda corpus: specifications.word_lean(corpus, "war", "WSWS", REST),
    lambda corpus: specifications.tone_gap(corpus, "WSWS", REST)])
def test_hundreds_of_specifications_take_seconds(corpus, ask, no_collector):
    for table in (corpus.tokens, corpus.passages, corpus.sentences):
        assert len(table)
    start = time.process_time()
    curve = specification_curve(**ask(corpus))
    assert len(curve) >= 288 and time.process_time() - start < 5


def test_questions_that_cant_be_asked_say_so(corpus):
    for question, arguments, message in (
            (specifications.word_lean, ("cold war", "WSWS", REST), "words: 'cold war'; expected single words or stems"),
            (specifications.word_lean, ("war", "WSWS", "WSWS"), "focus and reference are both 'WSWS'"),
            (specifications.word_lean, ("xyzzy", "WSWS", REST), "the main specification has no estimate: the word has"),
            (specifications.list_gap, ({"x": ["peace"]}, "WSWS", REST), "lists: no word class 'peace'"),
            (specifications.list_gap, (LISTS, "WSWS", []), "there is no other outlet to compare WSWS with"),
            (specifications.headline_gap, ("visit-1999", "private", "wire"), "event 'visit-1999': no headline on it"),
            (specifications.headline_gap, ("visit-2023", "private", "barons"), "reference: group has no 'barons'")):
        table = specifications.answer(question, corpus, *arguments)
        assert table["reason"].iloc[0].startswith(message)
    tone = specification_curve(**specifications.tone_gap(corpus, "WSWS", REST) | {"units": ()})
    table = specifications.summaries({
        "one": table, "two": specification_curve(lambda a: a, {"a": [1, 2]}), "three": tone})
    assert list(table["question"]) == ["one", "two", "three"]
    assert table["median"].isna().tolist() == [True, False, False]
    assert list(table["scale"]) == ["", "", "difference in standard deviations"]


def test_lists_are_nested_for_the_corpus_s_own_classes_too(corpus):
    lists, subject, kind = specifications.nested_lists(corpus.classes)
    assert lists == {"war": ["militarist"], "with threat": ["militarist", "threat"],
                     "with threat, rivalry": ["militarist", "threat", "rivalry"]}
    assert (subject, kind) == ("war, threat and rivalry", "words of conflict")
    own = pd.DataFrame({"class": list("aabcd"), "label": ["Tax", "Tax", "Trade", "Aid", "Debt"]})
    assert specifications.nested_lists(own) == (
        {"Tax": ["a"], "with Trade": ["a", "b"], "with Trade, Aid": ["a", "b", "c"]}, "Tax, Trade and Aid",
        "words of these lists")
    assert specifications.nested_lists(own.head(1)) == ({"Tax": ["a"]}, "Tax", "words of these lists")


def test_one_outlet_is_set_against_the_others(corpus):
    sides = specifications.one_and_rest(corpus.full, "WSWS")
    assert sides["focus"] == "WSWS" and sorted(sides["reference"]) == sorted(REST)
    assert specifications.one_and_rest(corpus.full)["focus"] == "Global Times"
    assert specifications.one_and_rest(corpus.full.head(1)) == {"focus": "WSWS", "reference": []}


def test_findings_that_notebook_08_states(corpus):
    war = summary(specification_curve(**specifications.list_gap(
        corpus, LISTS | {"war, threat, rivalry": ["militarist", "threat", "rivalry"]}, "WSWS", REST, ratio=False)))
    assert war["share_same_sign"].iloc[0] == 1 == war["loo_share_same_sign"].iloc[0]
    assert 0 < war["main"].iloc[0] < war["median"].iloc[0]
    assert 7.5 < war["high"].iloc[0] / war["low"].iloc[0] < 8.5
    classes = pd.read_csv(FIGURES / "02-word-classes.csv").query("voice == 'own'")
    for name in ("militarist", "threat", "rivalry"):
        rates = classes[classes["class"].eq(name)].set_index("outlet")["per_1000_tokens"]
        assert rates["WSWS"] > rates.drop("WSWS").max()
    tested = pd.read_csv(FIGURES / "06-headline-tone.csv").query(
        "group == 'state or party media' and rows == 'all' and list == 'vader'").set_index("event")
    assert tested["difference_low"].lt(0).all() and tested["difference_high"].gt(0).all()
    first, last = (summary(specification_curve(**specifications.headline_gap(
        corpus, event, "state or party media", "wire"))).iloc[0] for event in ("visit-2023", "visit-2024"))
    assert last["share_same_sign"] == 1 and last["main_rank"] == 1       # all agree, and yet the interval holds zero
    assert first["share_same_sign"] < 0.5 and first["main"] > 0 > first["median"]
    assert min(first["n_missing"], last["n_missing"]) > 64         # most combinations: too few outlets on a side

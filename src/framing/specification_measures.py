"""What the questions of `specifications` measure: one object each, called with a combination of choices.

Counts are made once for each choice of text and vocabulary, and kept in the object; a specification then takes
a few sums over articles.
"""

from types import SimpleNamespace

import numpy as np
import pandas as pd

from framing import headlines, lexicons, sentiment
from framing.by_voice import members, voiced
from framing.identification import identification
from framing.inference import MIN_UNITS, choose_unit, side_name, sides
from framing.multiverse import NoEstimate
from framing.vectorize import vectorize
from framing.verbatim import repeated_headlines

OUT, IN = "left out", "counted"
WHOLE, FIRST = "whole article", "first passage"
PRIORS = {"500 words": 500, "100 words": 100, "1,000 words": 1000, "0.1 each word": None}
FLAT = 0.1  # of a word, for each
SCORES = {"VADER": "vader", "tone list": "tone"}
MASKS = {"no word": "none", "names": "names", "names and topics": "names and topics"}


class Measure:
    """Two sides' articles, and a store for what is counted once; calling it makes one specification's row."""

    def __init__(self, articles, by, focus, reference, scale):
        if not focus or not reference:
            one = focus or reference
            raise ValueError(f"there is no other {by} to compare {side_name(one)} with" if one else
                             f"there are no two sides of {by} to compare")
        is_focus, is_reference = sides(articles, by, focus, reference)
        names = {"by": by, "focus": side_name(focus), "reference": side_name(reference), "scale": scale}
        self.facts = names | {"identification": identification(articles, by, is_focus, is_reference)}
        articles = articles.assign(is_focus=is_focus)[is_focus | is_reference]
        self.articles = articles[["article", "outlet", "is_focus"]].reset_index(drop=True)
        self.pooled = choose_unit(self.articles, ["is_focus"]) == "outlet"
        self.stored = {}

    def units(self):
        return tuple(self.articles["article"])

    def once(self, make, *key):
        """Make a piece of the work when it is first asked for."""
        key = (make.__name__, *key)
        if key not in self.stored:
            self.stored[key] = make(*key[1:])
        return self.stored[key]

    def counted(self, table):
        """The articles of either side that have something to count in, with their ``y`` and ``n``."""
        table = self.articles.merge(table, on="article")
        return table[table["n"] > 0]

    def split(self, rows, left_out):
        """Both sides, with one article or outlet left out."""
        if left_out:
            rows = rows[rows["article"].ne(left_out) & rows["outlet"].ne(left_out)]
        is_focus = rows["is_focus"].to_numpy(bool)
        pair = [_Side(rows, chosen) for chosen in (is_focus, ~is_focus)]
        for name, side in zip(("focus", "reference"), pair, strict=True):
            if not side.n.size:
                raise NoEstimate(f"nothing is left of the {name} side")
        return pair

    def row(self, pair, **estimates):
        """The result row of one specification."""
        one, other = pair
        return {**estimates, "n_articles_focus": one.n.size, "n_articles_reference": other.n.size,
                "n_outlets_focus": one.n_outlets, "n_outlets_reference": other.n_outlets, "evidence": "describe",
                **self.facts}


class _Side:
    """What is counted (y), in what (n), article by article."""

    def __init__(self, rows, chosen):
        self.y, self.n = (rows[column].to_numpy(float)[chosen] for column in ("y", "n"))
        self.outlet, names = pd.factorize(rows["outlet"].to_numpy()[chosen])
        self.n_outlets = len(names)

    def mean(self, weight):
        """The mean of y over n: each outlet the same, each article the same, or all that was counted in one."""
        if weight == "outlet":
            return (np.bincount(self.outlet, self.y) / np.bincount(self.outlet, self.n)).mean()
        return (self.y / self.n).mean() if weight == "article" else self.y.sum() / self.n.sum()


class WordLean(Measure):
    """The log-odds of words or stems; see `specifications.word_lean`."""

    def __init__(self, corpus, terms, by, focus, reference):
        super().__init__(corpus.full, by, focus, reference, "log-odds ratio")
        self.corpus, self.terms = corpus, terms

    def __call__(self, *, form, function_words, least_count, headline, extent, voice, prior, left_out=""):
        vocabulary = form, function_words, least_count
        table, n_columns = self.once(self.counts, *vocabulary, headline, extent, voice)
        if not table["y"].any():
            raise NoEstimate(f"the word has fewer than {least_count} hits")
        pair = self.split(table, left_out)
        if PRIORS[prior]:
            size, alpha = PRIORS[prior], PRIORS[prior] * self.once(self.share, *vocabulary)
        else:
            size, alpha = FLAT * n_columns
        (one, n_one), (other, n_other) = map(self.total, pair)
        with np.errstate(divide="ignore", invalid="ignore"):
            estimate = np.log(one + alpha) - np.log(n_one + size - one - alpha)
            estimate += np.log(n_other + size - other - alpha) - np.log(other + alpha)
        return self.row(pair, estimate=estimate, **_hits(pair))

    def total(self, side):
        """Hits, as many as the side would have at its rate, and words."""
        n = side.n.sum()
        return side.mean("outlet" if self.pooled else "word") * n, n

    def counts(self, form, function_words, least_count, *text):
        """Hits and words of each article; and how many different words there are: all, and those asked for."""
        words = self.once(self.words, *text)
        kept, wanted = words.kept(form, function_words, least_count)
        table = pd.DataFrame({"article": words.articles, "y": words.counts @ wanted, "n": words.counts @ kept})
        return self.counted(table), np.array([np.unique(words.groups[form][chosen]).size for chosen in (kept, wanted)])

    def share(self, *vocabulary):
        """The word's share of the whole corpus, headlines and all voices in it."""
        words = self.once(self.everything)
        kept, wanted = words.kept(*vocabulary)
        return words.totals[wanted].sum() / words.totals[kept].sum()

    def everything(self):
        return _Words(vectorize(self.corpus, section="all", voice="all"), self.terms)

    def words(self, headline, extent, voice):
        """The counts of one choice of text: `vectorize` over a table of tokens with the headline, or the passage."""
        tokens = self.corpus.tokens[self.corpus.tokens["article"].isin(self.corpus.full["article"])]
        is_headline = tokens["section"].eq("headline")
        parts = [tokens[~is_headline]]
        if extent == FIRST:
            passages = self.corpus.passages
            parts = [passages[passages["passage"].eq(1)].assign(section="body", voice="own")]
        if headline == IN:
            parts.append(tokens[is_headline].assign(section="body"))
        tables = SimpleNamespace(tokens=pd.concat(parts, ignore_index=True), articles=self.corpus.articles)
        return _Words(vectorize(tables, voice=voice), self.terms)


class _Words:
    """Counts, and of each column: which columns are one, whether it is asked for, whether it is a function word."""

    def __init__(self, dfm, terms):
        self.articles, self.counts, self.totals = dfm.articles["article"], dfm.counts, dfm.counts.sum(axis=0)
        lemmas = np.array([_lemma(token) for token in dfm.features], object)
        found = np.array([any(_fits(token, *term) for term in terms) for token in dfm.features])
        forms = {*lemmas[found], *(_lemma(word) for word, is_stem in terms if not is_stem)}
        self.groups = {"tokens": np.arange(len(found)), "lemmas": pd.factorize(lemmas)[0]}
        self.found = {"tokens": found, "lemmas": np.isin(lemmas, list(forms))}
        self.is_function = np.isin(np.char.lower(dfm.features.astype(str)), list(lexicons.words("function_words")))

    def kept(self, form, function_words, least_count):
        """Say which columns count as words, and which of these are asked for."""
        kept = ~self.is_function if function_words == OUT else np.ones(self.found[form].size, bool)
        group = self.groups[form]
        kept = kept & (np.bincount(group, self.totals * kept)[group] >= least_count)
        return kept, kept & self.found[form]


def _lemma(word):
    from simplemma import lemmatize

    return lemmatize(word, lang="en")


def _fits(token, word, is_stem):
    seen = token.lower() if word == word.lower() else token
    return seen.startswith(word) if is_stem else seen == word


class ListGap(Measure):
    """Rates of word lists, as ratio or difference; see `specifications.list_gap`."""

    def __init__(self, corpus, lists, by, focus, reference, ratio):
        scale = "ratio of rates, binary log" if ratio else "difference in hits per 1,000 words"
        super().__init__(corpus.full, by, focus, reference, scale)
        self.lists, self.ratio = lists, ratio
        self.sentences = _of(corpus.sentences, self.articles)
        hits = _of(corpus.hits, self.articles).query("list == 'classes'")
        places = self.sentences[["article", "sentence", "section", "passage"]]
        self.hits = hits.merge(places, on=["article", "sentence"])

    def __call__(self, *, word_list, voice, headline, extent, names, weight, left_out=""):
        pair = self.split(self.once(self.counts, word_list, voice, headline, extent, names), left_out)
        one, other = (side.mean(weight) for side in pair)
        if self.ratio and not one * other:
            empty = "either" if one == other else "the focus" if not one else "the reference"
            raise NoEstimate(f"no hit on {empty} side, so no ratio")
        estimate = np.log2(one / other) if self.ratio else 1000 * (one - other)
        return self.row(pair, estimate=estimate, **_hits(pair))

    def counts(self, name, voice, headline, extent, names):
        hits, sentences = (_text(table, headline, extent) for table in (self.hits, self.sentences))
        hits = voiced(hits[hits["category"].isin(self.lists[name])], voice, apart=False)
        if names == OUT:
            hits = hits[hits["in_name"].eq(0)]
        n = sentences[[f"n_{member}" for member in members(voice)[voice]]].sum(axis=1)
        n = n.groupby(sentences["article"]).sum()
        y = hits.groupby("article")["count"].sum().reindex(n.index, fill_value=0)
        return self.counted(pd.DataFrame({"y": y, "n": n}).reset_index())


def _hits(pair):
    return {f"n_hits_{name}": int(side.y.sum()) for name, side in zip(("focus", "reference"), pair, strict=True)}


def _of(table, articles):
    return table[table["article"].isin(articles["article"])]


def _text(table, headline, extent):
    """The rows of one choice of text."""
    is_headline = table["section"].eq("headline")
    running = ~is_headline & (table["passage"].eq(1) | (extent == WHOLE))
    return table[running | (is_headline & (headline == IN))]


def _difference(pair, weight, deviation):
    """The difference of two sides' means: in standard deviations, and as it is."""
    if not deviation > 0:
        raise NoEstimate("all scores of the list are equal")
    one, other = (side.mean(weight) for side in pair)
    return {"estimate": (one - other) / deviation, "difference": one - other}


class ToneGap(Measure):
    """Tone of sentences; see `specifications.tone_gap`."""

    def __init__(self, corpus, by, focus, reference):
        super().__init__(corpus.full, by, focus, reference, "difference in standard deviations")
        self.sentences = _of(corpus.sentences, self.articles)
        scores = sentiment.sentence_scores(_of(corpus.sentences, corpus.full), voice="all")
        self.deviation = scores.groupby("list")["score"].std()

    def __call__(self, *, word_list, voice, masked, headline, extent, least_words, weight, left_out=""):
        sums = self.once(self.sums, voice, masked, headline, extent, least_words)
        name = SCORES[word_list]
        pair = self.split(sums[name] if weight == "sentence" else sums[name, "mean"], left_out)
        return self.row(pair, **_difference(pair, weight, self.deviation[name]))

    def sums(self, voice, masked, headline, extent, least_words):
        """By list: each article's summed sentence scores, by words for the lists that are rates; and its means."""
        text = _text(self.sentences, headline, extent).assign(section="body")
        try:
            scores = sentiment.sentence_scores(text, voice=voice, mask=MASKS[masked], min_tokens=least_words)
        except ValueError as error:
            raise NoEstimate(str(error)) from error
        n = scores["n_tokens"].where(scores["list"].isin(sentiment.WEIGHTED), 1)
        sums = scores.assign(y=scores["score"] * n, n=n).groupby(["list", "article"], as_index=False)[["y", "n"]].sum()
        found = {}
        for name, table in sums.groupby("list"):
            found[name] = self.counted(table)
            found[name, "mean"] = found[name].assign(y=lambda t: t["y"] / t["n"], n=1)
        return found


class HeadlineGap(Measure):
    """Tone of headlines on one event; see `specifications.headline_gap`."""

    def __init__(self, corpus, event, by, focus, reference):
        repeats = repeated_headlines(corpus.reuse, corpus.articles)
        every = headlines.headlines(corpus.articles, corpus.sentences, repeats)
        heads = every[every["event"].eq(event)]
        if heads.empty:
            known = ", ".join(sorted(every["event"].unique()))
            raise ValueError(f"event {event!r}: no headline on it may be compared; there are some on: {known}")
        super().__init__(heads, by, focus, reference, "difference in standard deviations")
        self.heads = heads.merge(self.articles[["article", "is_focus"]], on="article")
        self.deviation = every[[*SCORES.values()]].std()

    def units(self):
        return tuple(self.articles["outlet" if self.pooled else "article"].drop_duplicates())

    def __call__(self, *, word_list, masked, retitled, repeated, opinion, least_headlines=1, weight="headline",
                 left_out=""):
        rows = self.heads
        kinds = {"retitled": rows["retitled"], "repeated": rows["repeated"], "opinion": rows["genre"].eq("opinion")}
        out = [kinds[kind] for kind, choice in (("retitled", retitled), ("repeated", repeated), ("opinion", opinion))
               if choice == OUT]
        rows = rows[~np.any(out, axis=0)] if out else rows
        score = SCORES[word_list] + ("" if masked == "names" else "_named")
        rows = rows.assign(y=rows[score], n=1).dropna(subset=["y"])
        large = rows.groupby("outlet")["article"].transform("size") >= least_headlines
        pair = self.split(rows[large], "")
        if self.pooled and min(side.n_outlets for side in pair) < MIN_UNITS:
            raise NoEstimate("fewer than four outlets on a side")
        pair = self.split(rows[large], left_out)  # from four, leaving one out still shows what hangs on it
        return self.row(pair, **_difference(pair, weight, self.deviation[SCORES[word_list]]))

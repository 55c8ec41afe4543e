"""Ready questions for a specification curve: each a measure over stored counts, and the choices it can be made with.

A question is the arguments of `multiverse.specification_curve`, as a dictionary: ``measure``, ``choices`` with the
main value first, ``units`` (the articles to leave out), ``ruled_out``. The main specification is what the
notebooks report. Values among which a reader could not decide are listed, others are not: no prior of zero, no list
made after looking. Whatever can be counted once is, so that hundreds of specifications take a second or two.
"""

import pandas as pd

from framing import sentiment, wording
from framing.labels import article_labels
from framing.multiverse import specification_curve, summary
from framing.specification_measures import (
    FIRST,
    IN,
    MASKS,
    OUT,
    PRIORS,
    SCORES,
    WHOLE,
    HeadlineGap,
    ListGap,
    ToneGap,
    WordLean,
)
from framing.tokens import parse_term

# As figures write them.
OPTIONS = {"form": "word form", "least_count": "count a word needs", "extent": "part of the text",
           "word_list": "word list", "names": "hits in names", "weight": "what weighs the same",
           "masked": "words masked", "least_words": "words a stretch needs",
           "least_headlines": "headlines an outlet needs",
           "retitled": "retitled by a host", "repeated": "repeated elsewhere", "opinion": "opinion pieces"}


def names(corpus):
    """Return how figures write options and articles, for `plots_multiverse.plot_specifications`.

    Examples
    --------
    >>> import framing
    >>> names(framing.read_corpus())["least_count"]
    'count a word needs'
    """
    table = article_labels(corpus.full, corpus.events)
    return OPTIONS | dict(zip(table["article"], table["name"] + ", " + table["when"], strict=True))


def one_and_rest(articles, wanted=None):
    """Set one outlet against all others: the one asked for where it is there, else the one with most articles.

    Parameters
    ----------
    articles : DataFrame
        ``article``, ``outlet``.
    wanted : str, optional

    Returns
    -------
    dict
        ``focus`` and ``reference`` for a question; the latter is empty where there is one outlet only.

    Examples
    --------
    >>> articles = pd.DataFrame({"article": [1, 2, 3], "outlet": ["Herald", "Gazette", "Gazette"]})
    >>> one_and_rest(articles, "Herald"), one_and_rest(articles, "Courier")["focus"]
    ({'focus': 'Herald', 'reference': ['Gazette']}, 'Gazette')
    """
    sizes = articles.groupby("outlet")["article"].nunique().sort_values(ascending=False, kind="stable")
    focus = wanted if wanted in sizes.index or sizes.empty else sizes.index[0]
    return {"focus": focus, "reference": [outlet for outlet in sizes.index if outlet != focus]}


def answer(question, *arguments, **options):
    """Draw up the curve of a question, or the reason why this corpus can't answer it.

    Parameters
    ----------
    question : callable
        `word_lean`, `list_gap`, `tone_gap`, `headline_gap`, or one like them.
    *arguments, **options
        For the question.

    Returns
    -------
    DataFrame
        From `multiverse.specification_curve`; or one row with the ``reason``.

    Examples
    --------
    >>> import framing
    >>> answer(tone_gap, framing.read_corpus(), "nobody", "nowhere")["reason"].iloc[0][:30]
    "focus: outlet has no 'nobody';"
    """
    try:
        return specification_curve(**question(*arguments, **options))
    except ValueError as error:
        return pd.DataFrame({"reason": [str(error)]})


def summaries(curves):
    """Summarise several curves below each other.

    Parameters
    ----------
    curves : dict
        Name of a question to its curve, from `answer`; those with a reason only have a row without numbers.

    Returns
    -------
    DataFrame
        ``question``, ``scale`` (of the estimates; empty where the measure names none) and the columns of
        `multiverse.summary`.
    """
    rows = [summary(curve) if "estimate" in curve else curve for curve in curves.values()]
    table = pd.concat(rows, ignore_index=True)
    table.insert(0, "question", list(curves))
    table.insert(1, "scale", [curve["scale"].dropna().iloc[0] if "scale" in curve else "" for curve in curves.values()])
    return table


def word_lean(corpus, words, focus, reference, *, by="outlet"):
    """Ask which side uses a word, or a class of words, more: the log-odds ratio of `keyness.log_odds`.

    The main specification is that of the words set apart: tokens of the outlet's own words in the whole text
    without its headline, all words in the total, a prior of 500 words in the proportions of the corpus. The
    alternatives: lemmas (simplemma), so that the word's other forms count too; function words, or words
    rarer than 3 or 5 in the matrix, taken out of the totals; the headline; the first passage (stored for all voices
    together, so only with these); all voices; priors of 100 and 1,000 words, and a flat one of 0.1 a word,
    which is ConvoKit's.

    Parameters
    ----------
    corpus : Corpus
    words : str or sequence of str
        A word or several, stems with a final ``*``, counted together.
    focus, reference : str or list of str
        Values of ``by``; positive estimates lean to ``focus``.
    by : str, default="outlet"
        A column of ``corpus.full``.

    Returns
    -------
    dict
        Arguments of `multiverse.specification_curve`. Rows of the curve have the sizes of both sides, ``by``,
        ``focus``, ``reference``, ``scale`` (of the estimate, in words) and ``identification``.

    References
    ----------
    Monroe, Colaresi and Quinn (2008), Fightin' Words, Political Analysis 16(4).
    """
    terms = [words] if isinstance(words, str) else list(words)
    parsed = [parse_term(term) for term in terms]
    if not terms or any(len(parts) > 1 for parts in parsed):
        raise ValueError(f"words: {words!r}; expected single words or stems")
    measure = WordLean(corpus, [parts[0] for parts in parsed], by, focus, reference)
    choices = {"form": ("tokens", "lemmas"), "function_words": (IN, OUT), "least_count": (1, 3, 5),
               "headline": (OUT, IN), "extent": (WHOLE, FIRST), "voice": ("own", "all"), "prior": tuple(PRIORS)}
    return {"measure": measure, "choices": choices, "units": measure.units(), "ruled_out": _passages_hold_all}


def nested_lists(classes):
    """Choose lists of words from narrow to wide: those of conflict, else of the corpus's own first classes.

    Parameters
    ----------
    classes : DataFrame
        ``class``, ``label``, as ``corpus.classes``.

    Returns
    -------
    (dict, str, str)
        Lists as `list_gap` takes them; what their words are of; what they are.

    Examples
    --------
    >>> from framing.corpus import read_corpus
    >>> nested_lists(read_corpus().classes)[1:]
    ('war, threat and rivalry', 'words of conflict')
    >>> nested_lists(pd.DataFrame({"class": ["a", "b", "b"], "label": ["Tax", "Trade", "Trade"]}))
    ({'Tax': ['a'], 'with Trade': ['a', 'b']}, 'Tax and Trade', 'words of these lists')
    """
    labels = dict(zip(classes["class"], classes["label"], strict=True))
    conflict = {"militarist": "war", "threat": "threat", "rivalry": "rivalry"}
    shipped = conflict.keys() <= labels.keys()
    chosen = conflict if shipped else dict(list(labels.items())[:3])
    names, keys = list(chosen.values()), list(chosen)
    lists = {f"with {', '.join(names[1:n])}" if n > 1 else names[0]: keys[:n] for n in range(1, len(keys) + 1)}
    return lists, wording.listed(names), "words of conflict" if shipped else "words of these lists"


def list_gap(corpus, lists, focus, reference, *, by="outlet", ratio=True):
    """Ask which side uses the words of a list more: the ratio of rates as `compare.rate_ratio` has it.

    The main specification is that of the word classes: hits outside names in the outlet's own words, deck and body.
    The alternatives: the other lists; all voices; the headline; the first passage; hits inside names; and how
    articles weigh: each outlet the same (main where a side pools several), each article, or each word (main
    where none does).

    Parameters
    ----------
    corpus : Corpus
    lists : dict
        Name to the word classes that it joins, the main one first: ``{"war": ["militarist"]}``.
    focus, reference, by
        As for `word_lean`.
    ratio : bool, default=True
        The estimate is the binary log of the ratio of rates: 1 is twice as often. With a side without a hit there
        is none, and the specification is missing, though it would have a sign; where that is frequent, ask
        for the difference in hits per 1,000 words instead.

    Returns
    -------
    dict
        Arguments of `multiverse.specification_curve`.
    """
    known = set(corpus.classes["class"])
    if unknown := [name for joined in lists.values() for name in joined if name not in known]:
        raise ValueError(f"lists: no word class {unknown[0]!r}; there are: {', '.join(sorted(known))}")
    measure = ListGap(corpus, lists, by, focus, reference, ratio)
    choices = {"word_list": tuple(lists), "voice": ("own", "all"), "headline": (OUT, IN), "extent": (WHOLE, FIRST),
               "names": (OUT, IN), "weight": ("outlet", "article", "word") if measure.pooled else ("word", "article")}
    return {"measure": measure, "choices": choices, "units": measure.units()}


def tone_gap(corpus, focus, reference, *, by="outlet"):
    """Ask which side sounds brighter: the difference of mean sentence scores, as notebooks report tone.

    The main specification is VADER on the outlet's own words of deck and body, stretches of under four words left
    out, nothing masked, each article the same (each outlet, where a side pools several). The alternatives:
    the tone list; all voices; names, or names and topic words, masked; the headline; the first passage; every
    scrap, or stretches of eight words or more; each article or each sentence the same.

    The lists have different scales, so the estimate is in standard deviations of a sentence's score on the list, over
    the articles held in full; ``difference`` is the same on the list's own scale.

    Parameters
    ----------
    corpus, focus, reference, by
        As for `word_lean`.

    Returns
    -------
    dict
        Arguments of `multiverse.specification_curve`.
    """
    measure = ToneGap(corpus, by, focus, reference)
    choices = {"word_list": tuple(SCORES), "voice": ("own", "all"), "masked": tuple(MASKS), "headline": (OUT, IN),
               "extent": (WHOLE, FIRST), "least_words": (sentiment.MIN_TOKENS, 1, 8),
               "weight": ("outlet", "article", "sentence") if measure.pooled else ("article", "sentence")}
    return {"measure": measure, "choices": choices, "units": measure.units()}


def headline_gap(corpus, event, focus, reference, *, by="group"):
    """Ask whose headlines sound brighter on an event: the difference of mean scores, as `headline_tone.tone` has it.

    The main specification is VADER with names masked, every headline that may be compared, and where a side pools
    outlets, each outlet the same. The alternatives: the tone list; names as they stand; no headlines that a host may
    have changed, none that several outlets carry, no opinion; only outlets with two headlines or more, since the
    mean of one is one headline; each headline the same. Estimates are in standard deviations of a headline's score
    on the list; ``difference`` is on the list's own scale. Where sides pool outlets and a combination leaves
    fewer than four on either, there is none; from four, each outlet is left out of the main one all the same.

    Parameters
    ----------
    corpus : Corpus
    event : str
    focus, reference : str or list of str
        Values of ``by``.
    by : str, default="group"

    Returns
    -------
    dict
        Arguments of `multiverse.specification_curve`. What is left out is an outlet where a side pools
        several, else a headline.
    """
    measure = HeadlineGap(corpus, event, by, focus, reference)
    choices = {"word_list": tuple(SCORES), "masked": ("names", "no word"), "retitled": (IN, OUT), "repeated": (IN, OUT),
               "opinion": (IN, OUT)}
    if measure.pooled:
        choices |= {"least_headlines": (1, 2), "weight": ("outlet", "headline")}
    return {"measure": measure, "choices": choices, "units": measure.units()}


def _passages_hold_all(*, extent, voice, **_):
    return "passages are stored for all voices together" if extent == FIRST and voice != "all" else ""

"""Sentences as nodes, and closed classes of words: where noun phrases, verb groups and clauses begin.

A node is a token, or everything between two quotation marks. There is no tagger here: a verb is known by
closed lists and endings, which is enough to tell a clause from a noun phrase in most of news prose.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass

from framing.tokens import sentence_spans, token_spans


def word_set(words: str) -> frozenset[str]:
    """Return the words of a line."""
    return frozenset(words.split())


LONGEST = 250              # nodes; a longer sentence is read in pieces, so that time stays linear
TITLE_CASE = 0.6           # a sentence with more nodes than this share capital is a headline
MARKED = "“”"              # the word of a node that stands in quotation marks
BE = word_set("is are was were be been being am isn't aren't wasn't weren't ain't")
FINITE = (BE - {"be", "been", "being"}) | word_set(
    "has have had hasn't haven't hadn't will would won't wouldn't could couldn't should shouldn't may might can can't "
    "cannot must do does did don't doesn't didn't he's she's it's that's there's they're we're you're i'm i've they've "
    "we've he'd she'd they'd i'd he'll she'll it'll they'll we'll i'll let's")
AUXILIARIES = FINITE | {"be", "been", "being", "having", "got", "get", "gets"}
PAST = word_set(
    "became began blew broke brought built bought came caught chose cost cut dealt drew drove fell felt fought flew "
    "forgot gave got went grew heard held hit hurt kept knew laid led left lent lost made meant met paid put quit ran "
    "rose said sang sat saw sent set shook shot showed shut slept sold sought spent spoke spread stood stole struck "
    "swept swore taught threw told took thought understood won woke wore wrote goes makes takes gets comes means "
    "remains gives keeps needs wants faces leads says seems appears helps lets looks works runs plays stands thinks "
    "believes knows tells requires allows include includes")
ADVERBS = word_set(
    "also then later now once still even just again never not always often first only already ever soon further "
    "instead too long since thus so recently afterward afterwards earlier today yesterday tonight monday tuesday "
    "wednesday thursday friday saturday sunday")
TIMES = word_set(
    "monday tuesday wednesday thursday friday saturday sunday today yesterday tonight earlier later recently "
    "afterward afterwards again once then here there simply flatly bluntly")
SUBJECTS = word_set(
    "he she it they we i you there who he's she's it's they're we're there's i'm you're i've they've we've he'd she'd "
    "they'd he'll she'll it'll they'll we'll i'd i'll that's")
POSSESSIVES = {"its", "his", "her", "their", "my", "our", "your"}
DETERMINERS = POSSESSIVES | word_set(
    "the a an this these those some any no each every another many several few such both all more most other")
PREPOSITIONS = word_set(
    "of for about on against as with at in from over by into toward towards under among between during amid despite "
    "without upon around within behind after before since until like")
COMPLEMENTS = word_set("of for about on against as with at in from over into toward towards out by around")
WH = word_set("whether if how why what who when where which")
SUBORDINATORS = word_set(
    "as when while because although though if whether where since unless until whereas after before once")
BREAKS = SUBORDINATORS | word_set("that which but so than how why what yet or")
PUNCTUATION = re.compile(r"[,;:()\[\]—–]|--|\s-\s")


@dataclass(frozen=True, slots=True)
class Node:
    """One token, or all that stands between two marks (with the marks)."""

    word: str
    start: int
    end: int
    marked: bool = False


class Sentence:
    """The nodes of one sentence with the characters between them.

    Examples
    --------
    >>> (sentence,) = read_sentences("Talks, he said, were “rather long” there.", [(20, 31)])
    >>> sentence.words
    ['talks', 'he', 'said', 'were', '“”', 'there']
    """

    def __init__(self, text, nodes, end):
        self.text, self.nodes, self.end = text, nodes, end
        self.words = [node.word for node in nodes]
        starts = [node.start for node in nodes[1:]] + [end]
        self.gaps = [text[node.end:after].replace("’", "'") for node, after in zip(nodes, starts, strict=True)]
        self.breaks = [PUNCTUATION.search(gap) is not None for gap in self.gaps]     # after each node

        capitals = sum(text[node.start].isupper() for node in nodes)
        self.in_title_case = capitals > TITLE_CASE * len(nodes)

    def __len__(self):
        return len(self.nodes)

    def range_of(self, characters):
        """Return the nodes that cover a range of characters, from and up to."""
        starts = [node.start for node in self.nodes]
        return bisect_left(starts, characters[0]), bisect_left(starts, characters[1])

    def is_capital(self, at):
        """Tell whether node ``at`` begins with a capital."""
        return self.text[self.nodes[at].start].isupper()

    def is_possessive(self, at):
        """Tell whether node ``at`` has a possessive ending."""
        return self.gaps[at].startswith(("'s", "' ")) and not self.nodes[at].marked

    def is_finite(self, at):
        """Tell whether node ``at`` looks like the finite verb of a clause."""
        word = self.words[at]
        if word in FINITE or word in PAST:
            return True
        before = self.words[at - 1] if at else ""
        after = self.words[at + 1] if at + 1 < len(self) else ""
        return (word.endswith("ed") and len(word) > 4 and at > 0 and not self.is_capital(at) and after != "by"
                and before not in DETERMINERS and before not in PREPOSITIONS and before not in AUXILIARIES)

    def has_finite(self, first, stop):
        """Tell whether a finite verb or a marked node stands from ``first`` up to ``stop``."""
        return any(self.nodes[at].marked or self.is_finite(at) for at in range(max(first, 0), min(stop, len(self))))

    def punctuated_before(self, at, limit=40):
        """Return the first node after the last punctuation before ``at`` (0 if there is none near)."""
        while at > 0 and not self.breaks[at - 1] and limit:
            at, limit = at - 1, limit - 1
        return at

    def next_break(self, at):
        """Return the node before the next punctuation from ``at`` on; the last node if there is none."""
        while at < len(self) - 1 and not self.breaks[at]:
            at += 1
        return at


def read_sentences(text: str, marks: list[tuple[int, int]]) -> list[Sentence]:
    """Return the sentences of a paragraph as nodes; a sentence never ends inside marks."""
    nodes = _nodes(text, marks)
    node_starts = [node.start for node in nodes]
    starts = [start for start, _ in marks]
    result, first = [], 0
    for _, end in sentence_spans(text):
        at = bisect_left(starts, end) - 1
        if at >= 0 and marks[at][0] < end < marks[at][1]:
            continue
        last = bisect_left(node_starts, end, lo=first)
        result += _pieces(text, nodes[first:last], end)
        first = last
    return result + _pieces(text, nodes[first:], len(text))


def _pieces(text, nodes, end):
    """Return a sentence, or its pieces if it is overlong."""
    pieces = [nodes[first:first + LONGEST] for first in range(0, len(nodes), LONGEST)]
    return [Sentence(text, piece, end if piece[-1] is nodes[-1] else piece[-1].end) for piece in pieces]


def _nodes(text, marks):
    """Return tokens outside marks, and one node for each marked span."""
    nodes, place = [], 0
    for word, start, end in token_spans(text):
        while place < len(marks) and marks[place][1] <= start:
            place += 1
        if place < len(marks) and marks[place][0] <= start:
            outer = max(0, marks[place][0] - 1), min(len(text), marks[place][1] + 1)
            if not (nodes and nodes[-1].marked and nodes[-1].start == outer[0]):
                nodes.append(Node(MARKED, *outer, True))
        else:
            nodes.append(Node(word, start, end))
    return nodes

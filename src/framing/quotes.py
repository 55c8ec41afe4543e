"""Whose words: the voice, cue and source of every stretch of an article that isn't the outlet's own.

Quotation marks give what is quoted; relations found by rules (`framing.speech`) or by a parser
(`framing.parse`) give what is retold or thought, and who speaks. The assembly is the same for both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, replace

from framing import lexicons, marks, speech
from framing.nodes import read_sentences, word_set
from framing.relations import Relation
from framing.tokens import token_spans

SHORT = 3                  # marks around this many tokens or fewer may be scare quotes
TOUCHING = 3               # characters between marks and the content they belong to
LONG_TITLE = 12            # a title in marks has no more tokens
TITLED = word_set("entitled titled headlined headline article book film song novel essay")
CARRIERS = {"he", "she", "they", "it"}
MINOR = word_set("a an the of and or in on at to for by with from as but nor vs v is")
ACCORDING = "according to"
BY_KIND = {"speech": "reported", "belief": "belief"}


@dataclass(frozen=True, slots=True)
class Attribution:
    """One stretch of a paragraph that isn't in the outlet's own voice.

    Attributes
    ----------
    paragraph, start, end : int
        The paragraph's number and the characters in it.
    voice : str
        ``quoted``, ``reported``, ``belief`` or ``scare``.
    cue, cue_class : str
        The cue's lemma or listed phrase and its class, empty if there is none.
    cue_at, source_at : (int, int, int) or None
        Paragraph and characters of the cue and of the source's mention, which may stand earlier.
    nested : bool
        Whether it lies inside another's content: its tokens then belong to the outer stretch.
    """

    paragraph: int
    start: int
    end: int
    voice: str
    cue: str = ""
    cue_class: str = ""
    cue_at: tuple[int, int, int] | None = None
    source_at: tuple[int, int, int] | None = None
    nested: bool = False


def attribute(paragraphs: list[str], parser=None) -> list[Attribution]:
    """Return what in an article isn't the outlet's own words, with cue and source.

    Parameters
    ----------
    paragraphs : list of str
        The article's paragraphs in order.
    parser : object, optional
        From `framing.parse.load`; without it the relations come from rules.

    Returns
    -------
    list of Attribution
        Sorted by place; those not ``nested`` never overlap.

    Examples
    --------
    >>> text = 'Jane Doe said that the talks were "candid". So-called "experts" left.'
    >>> [(text[a.start:a.end], a.voice, a.cue) for a in attribute([text])]
    [('that the talks were', 'reported', 'say'), ('candid', 'quoted', 'say'), ('experts', 'scare', '')]
    """
    found: list[Attribution] = []
    carried, continues = None, False
    for number, text in enumerate(paragraphs):
        page = _Page(number, text, parser, carried, continues)
        found += page.attributions
        carried, continues = page.last, page.is_open
    return found


class _Page:
    """The reading of one paragraph."""

    def __init__(self, number, text, parser, carried, continues):
        self.number, self.text = number, text
        marked = marks.pairs(text)
        self.spans = [(start, end) for start, end, _ in marked]
        self.sentences = read_sentences(text, self.spans)
        self.relations = sorted(_found(text, self.spans, self.sentences, parser), key=lambda relation: relation.cue)
        self.is_open = bool(marked) and not marked[-1][2]
        self.continued = bool(continues and marked and not any(map(str.isalnum, text[:marked[0][0]])))
        self.last = carried if self.continued else None
        self.attributions = self._read(carried)

    def _read(self, carried):
        starts = [relation.cue[0] for relation in self.relations]
        found, memory, here = [], carried, None
        for sentence in self.sentences:
            start, end = sentence.nodes[0].start, sentence.end
            inside = self.relations[bisect_left(starts, start):bisect_left(starts, end)]
            quotes = self.spans[bisect_left(self.spans, (start, 0)):bisect_left(self.spans, (end, 0))]
            for relation in inside:
                found += [self._from(relation, *piece, BY_KIND[relation.kind]) for piece in relation.content]
            carries = memory is not None and sentence.words[0] in CARRIERS
            for a, b in quotes:
                quote = self._quoted(sentence, a, b, inside, carries, here, memory)
                if quote is not None:
                    found.append(quote)
            if inside:
                speaking = [relation for relation in inside if relation.term != ACCORDING] or inside
                here = memory = self.last = self._from(speaking[-1], 0, 0, "")
        if self.last is None and found:
            self.last = found[-1] if found[-1].source_at else None
        return _unnested(found, self.text)

    def _from(self, relation, start, end, voice):
        entry = lexicons.cue_class(relation.term)
        source = (self.number, *relation.source) if relation.source else None
        return Attribution(self.number, start, end, voice, relation.term, entry, (self.number, *relation.cue), source)

    def _quoted(self, sentence, start, end, relations, carries, here, memory):
        """Return the attribution of one marked span, or None for a title or name."""
        n_tokens = len(token_spans(self.text[start:end]))
        governing = _governing(relations, start, end, self.text)
        held = governing is not None and governing.content and (
            governing.content[0][0] < start and governing.content[-1][1] >= start - TOUCHING)
        if _is_title(self.text, sentence, start, end, n_tokens):
            return self._from(governing, start, end, BY_KIND[governing.kind]) if held else None
        if governing is not None and (n_tokens > SHORT or governing.source is not None):
            return self._from(governing, start, end, "quoted")
        if held:
            return self._from(governing, start, end, BY_KIND[governing.kind])
        if self.continued and (start, end) == self.spans[0] and self.last:
            return replace(self.last, paragraph=self.number, start=start, end=end, voice="quoted")
        if n_tokens <= SHORT and not carries:
            return Attribution(self.number, start, end, "scare")
        if here is not None:
            return replace(here, start=start, end=end, voice="quoted")
        source = memory.source_at if memory else None
        return Attribution(self.number, start, end, "quoted", source_at=source)


def _found(text, spans, sentences, parser):
    if parser is None:
        return speech.read(sentences)
    from framing import parse

    found = parse.relations(text, spans, parser)
    cues = {at for relation in found for at in range(*relation.cue)}
    phrases = (relation for relation in speech.read(sentences) if " " in relation.term)
    return found + [relation for relation in phrases if cues.isdisjoint(range(*relation.cue))]


def _governing(relations: list[Relation], start: int, end: int, text: str) -> Relation | None:
    """Return the relation that governs marks: one whose content holds or touches them, else the nearest cue."""
    def distance(relation):
        edges = relation.content[:1] + relation.content[-1:]
        touches = any(a - TOUCHING <= end and start <= b + TOUCHING for a, b in edges)
        inside = bool(relation.content) and relation.content[0][0] <= start and end <= relation.content[-1][1]
        near = min(abs(relation.cue[0] - end), abs(start - relation.cue[1]))
        return not (touches or inside), relation.kind == "belief", near
    candidates = [relation for relation in relations if not (
        _is_subject(relation, start, end, text) or _only_passes_on(relation, relations))]
    return min(candidates, key=distance, default=None)


def _only_passes_on(relation, relations):
    """Tell *according to the minutes* after *“...,” the mayor told us*: the mayor speaks."""
    return relation.term == ACCORDING and any(
        other.kind == "speech" and not other.content and first <= other.cue[0] < stop
        for other in relations for first, stop in relation.content)


def _is_subject(relation, start, end, text):
    """Tell marks in the source or right before its cue: *so-called “experts” doubt it*."""
    in_source = relation.source is not None and relation.source[0] <= start < relation.source[1]
    before_cue = 0 <= relation.cue[0] - end <= 2
    return in_source or (before_cue and text[end - 1] not in ",.?!—" and text[end + 1:end + 2] != ",")


def _is_title(text, sentence, start, end, n_tokens):
    """Tell the title of a work, a nickname, or a name from words that somebody said."""
    at = bisect_right(sentence.nodes, start, key=lambda node: node.start) - 1
    before = sentence.words[at - 1] if at > 0 else ""
    if before in TITLED or (n_tokens <= SHORT and sentence.words[max(at - 2, 0):at] == ["known", "as"]):
        return True
    words = text[start:end].split()
    weighty = [word for word in words if word.strip("“”\"'‘’,.!?").lower() not in MINOR]
    return (1 < n_tokens <= LONG_TITLE and len(sentence) > 1 and not sentence.in_title_case and len(weighty) > 1
            and all(not letter.islower() for letter in (word.lstrip("“\"'‘(")[:1] for word in weighty)))


def _unnested(found, text):
    """Return the attributions by place, with those inside another's content marked as nested."""
    kept, reach = [], 0
    for item in sorted(found, key=lambda item: (item.start, -item.end)):
        if item.end <= reach:
            kept.append(replace(item, nested=True))
        else:
            start = max(item.start, reach)
            while start < item.end and not text[start].isalnum() and item.start != start:
                start += 1
            kept.append(replace(item, start=start))
            reach = item.end
    return sorted(kept, key=lambda item: (item.start, -item.end))

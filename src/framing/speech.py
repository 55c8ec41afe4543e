"""Who says or thinks what, by rules: cues of the list `lexicons.cues`, their content and their source.

Each listed cue is looked at by how it is used (verb, passive, infinitive, noun) and by what follows it (its
frame); it counts where the list says that this use with this frame introduces speech or thought. What it
introduces stands after it to the end of its clause, or before it where it closes or interrupts a sentence.
"""

from __future__ import annotations

from framing import subjects
from framing.cues import TELLS, counts, find_cues
from framing.nodes import BREAKS, DETERMINERS, FINITE, MARKED, SUBORDINATORS, Sentence, read_sentences, word_set
from framing.relations import POINTING, SHOWING, Relation

LONGEST_NAME = 4           # nodes before the colon of a headline that names who speaks
SHORTEST = 3               # nodes of a sentence that can say who says what
SHORTEST_HEADLINE = 4      # nodes after it
LONGEST_HEADLINE = 20      # nodes in all
NO_NAMES = DETERMINERS | word_set(
    "analysis bombshell breaking correction exclusive listen live look note opinion photos read report revealed "
    "review update video watch")
CLOSING = {"close", "comma"}
FINDING_WITHIN = 12        # nodes before "found" in which a poll or study is named
STUDIES = word_set("poll polls survey surveys study studies report analysis research data")
WORKS = word_set("book books novel article articles essay column memoir song songs poem script letter op-ed")
HELD = word_set("worry concern determine interest upset")     # who is worried that ... is the source
NO_ONE = word_set("nobody none no-one")
CONTRASTS = word_set("but while though although")
WHOLE_CLAUSE = word_set("that clause wh quote colon")


def relations(text: str, marks: list[tuple[int, int]]) -> list[Relation]:
    """Return who says or thinks what in one paragraph.

    Parameters
    ----------
    text : str
        One paragraph.
    marks : list of (int, int)
        From `framing.marks.marked_spans`.

    Returns
    -------
    list of Relation
        In order of their cues. Content leaves out what stands in marks.

    Examples
    --------
    >>> text = "Jane Doe, the mayor, warned on Monday that talks had failed."
    >>> (found,) = relations(text, [])
    >>> text[slice(*found.source)], found.term, [text[slice(*piece)] for piece in found.content]
    ('Jane Doe, the mayor', 'warn', ['that talks had failed'])
    """
    return read(read_sentences(text, marks))


def read(sentences: list[Sentence]) -> list[Relation]:
    """Return the relations of a paragraph's sentences."""
    headline = _headline(sentences[0]) if len(sentences) == 1 else None
    if headline is not None:
        return [headline, *_sentence_relations(sentences[0])]
    return [relation for sentence in sentences for relation in _sentence_relations(sentence)]


def _headline(sentence):
    """Return the relation of a headline like *Mayor Doe: Talks have failed*, or None."""
    size = next((at + 1 for at in range(min(LONGEST_NAME, len(sentence) - 1)) if ":" in sentence.gaps[at]), 0)
    if (size == 0 or not size + SHORTEST_HEADLINE <= len(sentence) <= LONGEST_HEADLINE
            or sentence.words[0] in NO_NAMES or not all(sentence.is_capital(at) for at in range(size))):
        return None
    nodes = sentence.nodes
    at = nodes[size - 1].end + sentence.gaps[size - 1].index(":")
    return Relation(tuple(_outside(sentence, size, len(sentence))), (at, at + 1), (nodes[0].start, nodes[size - 1].end),
                    ":", "speech")


def _sentence_relations(sentence):
    if len(sentence) < SHORTEST and MARKED not in sentence.words:
        return []
    cues = find_cues(sentence)
    found, before = [], None
    for place, cue in enumerate(cues):
        relation = _cue_relation(sentence, cues, place, before)
        if relation:
            found.append(relation)
            if cue.use == "verb" and relation.source:
                before = sentence.range_of(relation.source)
    return found


def _cue_relation(sentence, cues, place, before):
    """Return the relation that a cue of the sentence makes, or None."""
    cue = cues[place]
    if not counts(cue) and not _is_finding(sentence, cue) or _is_work(sentence, cue) or (
            _is_relative(sentence, cue)):
        return None
    if cue.use == "phrase":
        source, ranges = _according(sentence, cue)
    elif cue.use == "noun":
        source, ranges = subjects.owner(sentence, cue.head), [(cue.after, _right_end(sentence, cues, place))]
    else:
        source, ranges = _verb(sentence, cues, place, before)
    if ranges is None or (source and _says_nothing(sentence.words[slice(*source)], cue)):
        return None
    content = tuple(piece for first, stop in ranges for piece in _outside(sentence, first, stop))
    nodes = sentence.nodes
    characters = (nodes[source[0]].start, nodes[source[1] - 1].end) if source else None
    return Relation(content, (nodes[cue.first].start, nodes[cue.last].end), characters, cue.lemma, cue.kind)


def _says_nothing(source, cue):
    """Tell *nobody thinks*, and *this shows that*, which is the writer's own conclusion."""
    no_one = source[0] in NO_ONE or source[:2] == ["no", "one"]
    return no_one or (cue.lemma in SHOWING | {"make clear"} and source[0] in POINTING)


def _is_relative(sentence, cue):
    """Tell *a point of contention that has been solved*: what describes a noun is no content."""
    return cue.use == "noun" and cue.frame == "that" and (
        cue.after + 1 < len(sentence) and sentence.words[cue.after + 1] in FINITE)


def _is_finding(sentence, cue):
    """Tell *a poll found wide support*: what a study found or showed, also without a clause."""
    start = max(0, cue.first - FINDING_WITHIN)
    return (cue.lemma in {"find", "show"} and cue.use == "verb" and cue.frame == "object"
            and not STUDIES.isdisjoint(sentence.words[start:cue.first]))


def _is_work(sentence, cue):
    """Tell *wrote a book*: what is written or read there is no content."""
    return cue.frame in {"object", "clause"} and not WORKS.isdisjoint(sentence.words[cue.after:cue.after + 3])


def _verb(sentence, cues, place, before):
    """Return source and content of a verb: after it, or before it where it closes or interrupts."""
    cue = cues[place]
    source, begins = _subject(sentence, cue, before)
    if cue.use == "passive" and cue.lemma not in TELLS:
        return _passive(sentence, cues, place, source)
    inverted = source is not None and source[0] > cue.head
    if cue.clause and (inverted or cue.frame in CLOSING or _trails(sentence, cue, begins)):
        said_before = _before(sentence, cue.first if inverted else begins, source[1] if inverted else cue.after)
        if said_before or inverted or cue.frame == "close":
            return source, said_before
    if cue.frame in CLOSING:
        return source, []
    return source, [(cue.after, _right_end(sentence, cues, place))]


def _before(sentence, stop, after):
    """Return the content of a cue that closes or interrupts it: before ``stop``, and from ``after`` on."""
    resumed = _resumed(sentence, after)
    if stop > 0 and sentence.words[stop - 1] == "as":
        left = [(_clause_start(sentence, stop - 1), stop - 1)] if sentence.has_finite(0, stop - 1) else []
        return left + resumed
    if sentence.has_finite(0, stop) or (resumed and stop > 0 and sentence.breaks[stop - 1]):
        return [(_clause_start(sentence, stop), stop), *resumed]
    return []


def _trails(sentence, cue, begins):
    """Tell whether subject and cue only close what was said: *“...,” he said two days later.*"""
    if begins == 0 or begins == cue.first or cue.frame in {"that", "wh", "to", "quote", "colon", "of"}:
        return False
    before = sentence.nodes[begins - 1]
    return before.marked and (sentence.text[before.end - 2] in ",?!" or sentence.breaks[begins - 1])


def _passive(sentence, cues, place, phrase):
    """Return who speaks (*by* whom) and the subject with what follows, of whom it is said or thought."""
    cue = cues[place]
    said_of = [phrase] if phrase else []
    if cue.frame == "by" and cue.after < len(sentence):
        return (cue.after, sentence.next_break(cue.after) + 1), said_of
    if cue.lemma in HELD and cue.frame != "object":
        return phrase, [(cue.after, _right_end(sentence, cues, place))]
    if cue.frame in CLOSING:
        return None, said_of
    return None, said_of + [(cue.after, _right_end(sentence, cues, place))]


def _clause_start(sentence, stop):
    """Return where the clause before ``stop`` begins: after *but* and the like, at the sentence's start otherwise."""
    at = sentence.punctuated_before(stop - 1) if stop > 1 else 0
    while at > 0:
        if sentence.words[at] in CONTRASTS and sentence.has_finite(at, stop) and sentence.has_finite(0, at):
            return at + 1
        at = sentence.punctuated_before(at - 1)
    return 1 if stop > 1 and sentence.words[0] in {"but", "and"} else 0


def _resumed(sentence, at):
    """Return the content that goes on after *, he said,*."""
    if at >= len(sentence) or sentence.gaps[at - 1].strip() != ",":
        return []
    word = sentence.words[at]
    if sentence.nodes[at].marked or word.endswith("ing") or word in {"who", "which", "according", "while", "as"}:
        return []
    return [(at, len(sentence))]


def _subject(sentence, cue, before):
    """Return the nodes of who speaks (from, up to), and the node where that phrase begins before the cue.

    ``before`` is the source of the verb before in the sentence, which a participle or *and said* shares.
    """
    at = cue.first
    participle = cue.term.endswith("ing")
    if at == 0 or sentence.breaks[at - 1] or sentence.nodes[at - 1].marked:
        if at and cue.clause and cue.use == "verb" and not participle and cue.head == at and cue.frame == "object" and (
                cue.lemma not in TELLS):
            source = subjects.inverted(sentence, at, cue.last)
            if source:
                return source, at
        source = None if participle else subjects.before_comma(sentence, at)
        return (source, source[0]) if source else (before or subjects.main_subject(sentence, at), at)
    if sentence.words[at - 1] in {"and", "but"}:
        return before or subjects.main_subject(sentence, at), at - 1
    if participle and sentence.words[at - 1] in SUBORDINATORS:
        return before or subjects.main_subject(sentence, at - 1), at - 1
    finite = cue.use != "infinitive" and not participle
    return subjects.before_verb(sentence, at, finite), subjects.phrase_start(sentence, at)


def _right_end(sentence, cues, place):
    """Return the node after the content that follows a cue."""
    cue = cues[place]
    stop = _subordinate_end(sentence, cue)
    for later in cues[place + 1:]:
        if later.first >= stop:
            break
        if cue.frame == "quote" and later.frame in {"quote", "colon"} and later.use == "verb" and later.clause:
            stop = max(cue.after, subjects.phrase_start(sentence, later.first))
        elif later.first > cue.after and _takes_over(sentence, later):
            stop = later.first if sentence.breaks[later.first - 1] else later.first - 1
    at = cue.after
    while (at := sentence.next_break(at) + 1) < stop:
        if _begins_anew(sentence, at, cue.frame in WHOLE_CLAUSE):
            return at
    return stop


def _takes_over(sentence, later):
    """Tell a cue that goes on about the same source: *..., adding that*, *and warned*, *..., according to*."""
    participle = sentence.words[later.head].endswith("ing")
    if sentence.breaks[later.first - 1]:
        return later.use == "phrase" or (later.use == "verb" and participle)
    return sentence.words[later.first - 1] in {"and", "but"} and later.use == "verb" and not participle


def _begins_anew(sentence, at, in_clause):
    """Tell whether what follows a comma no longer belongs to a cue's clause or object."""
    word, end = sentence.words[at], sentence.next_break(at) + 1
    if in_clause:
        return word == "but" and sentence.has_finite(at, end)
    return (word in SUBORDINATORS or word in subjects.RELATIVES or word.endswith("ing")
            or (word != "or" and sentence.has_finite(at, end)))


def _subordinate_end(sentence, cue):
    """Return where the clause with the cue ends if it opens with *although*, *when* or a relative, else the end."""
    start = sentence.punctuated_before(cue.first)
    opener = sentence.words[start]
    if (start == 0 and opener in SUBORDINATORS) or (start > 0 and opener in {"who", "which", "whose"}):
        return sentence.next_break(cue.after) + 1 if cue.after < len(sentence) else len(sentence)
    return len(sentence)


def _according(sentence, cue):
    """Return source and content of *according to*."""
    if cue.after >= len(sentence):
        return None, None
    end = sentence.next_break(cue.after) + 1
    before = sentence.words[cue.first - 1] if cue.first else ""
    if cue.first == 0 or before in BREAKS or before == "and":
        return (cue.after, end), [(end, len(sentence))]
    return (cue.after, end), [(_clause_start(sentence, cue.first), cue.first), *_resumed(sentence, end)]


def _outside(sentence, first, stop):
    """Return the characters of the nodes from ``first`` up to ``stop`` that don't stand in marks."""
    pieces, is_open = [], False
    for node in sentence.nodes[first:stop]:
        if node.marked:
            is_open = False
        elif is_open:
            pieces[-1] = (pieces[-1][0], node.end)
        else:
            pieces.append((node.start, node.end))
            is_open = True
    return pieces

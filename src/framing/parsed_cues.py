"""What a cue introduces in a parsed sentence, and who its source is.

Works on the dependencies of one spaCy Doc and knows no characters: spans are ranges of tokens. Which cues count with
which frames (what follows them) is listed in ``lexicons/complements.csv``; a row ``*`` holds for every cue that has a
class, and a verb without a row has the frames of ``lexicons/cues.csv``.
"""

from __future__ import annotations

from dataclasses import dataclass

from framing import lexicons, parsed_sources
from framing.dependencies import PARTS, clause, frames, has_to, is_passive, lemma, trimmed

OBJECT_TAIL = {"to", "for", "as", "about", "against", "of", "over", "from", "infinitive"}
CUE_PARTS = {"aux", "auxpass", "neg", "advmod"}
UNDONE = {"fail", "failure"}
ADDED = {"which", "who", "where", "when", "whom", "whose"}


@dataclass(frozen=True)
class Found:
    """A cue with its source and content, as ranges of tokens."""

    cue: tuple[int, int]
    content: list[tuple[int, int]]
    source: tuple[int, int] | None
    term: str
    kind: str


def found(doc, is_marked: list[bool]) -> list[Found]:
    """Return the cues of a parsed paragraph that introduce something; those in marks are passed over.

    Parameters
    ----------
    doc : spacy.tokens.Doc
        With tags, lemmas and dependencies.
    is_marked : list of bool
        Of each token, whether it stands in quotation marks.
    """
    results = []
    for token in doc:
        if not is_marked[token.i]:
            result = _according(token) if token.lower_ == "according" else _introduced(token)
            if result is not None:
                results.append(result)
    return results


def _introduced(token):
    """Return what a token introduces as a cue, or None."""
    part = PARTS.get(token.pos_)
    if part is None:
        return None
    term = lemma(token)
    listed = _listed(token, term)
    if not lexicons.cue_class(listed) or _is_undone(token):
        return None
    counted = frames(part, term)
    if part == "noun" and any(child.dep_ == "poss" for child in token.children):
        counted = counted | frames("owned noun", term)
    if parsed_sources.cited(token) is not None:
        counted = counted - {"as", "object"} | {"fronted"}
    pieces, end = _pieces(token, counted)
    if part == "verb" and not pieces and "bare" in counted and _is_aside(token):
        pieces = _host(token)
    head = parsed_sources.source(token)
    if head is not None and parsed_sources.says_nothing(head, term):
        return None
    speaker = parsed_sources.swallowed(head, token) if "fronted" in counted else None
    if speaker is not None:
        head, pieces = speaker, [(token.sent.start, speaker.left_edge.i)]
    content = _merged(token.doc, pieces)
    if not content and not _can_quote(token, part):
        return None
    source = parsed_sources.phrase(token.doc, head, token.i) if head is not None else None
    kind = "belief" if lexicons.cue_class(listed) == "belief" else "speech"
    return Found((_cue_start(token), _cue_end(token, end)), content, source, listed, kind)


def _pieces(token, counted):
    """Return the ranges of a cue's children that are content, and where the cue ends.

    What follows an object that counts is content too (*the bridge as a danger*); a preposition right after the cue
    is part of the cue (*called for*).
    """
    pieces, end, object_end, inverted = [], token.i + 1, None, parsed_sources.inverted(token)
    if any(child.dep_ == "ccomp" for child in token.rights):
        counted = counted - {"fronted"}
    for child in token.children:
        name, first, last = frame(token, child), child.left_edge.i, _content_end(child)
        is_tail = name in OBJECT_TAIL and first == object_end
        if (name not in counted and not is_tail) or child == inverted or (name == "subject" and not is_passive(token)):
            continue
        if name == "fronted":
            last = min(child.right_edge.i + 1, token.i)
        elif child.i > token.i:
            first = max(first, token.i + 1)
        if name == child.lower_ and not (pieces and pieces[-1][1] == first):
            first = child.i + 1
            end = first if child.i == token.i + 1 else end
        pieces.append((first, last))
        object_end = last if name == "object" or is_tail else None
    return pieces, end


def _listed(token, term):
    """Return the listed phrase of the cue and the word after it (*call on*), else its lemma."""
    if token.i + 1 < len(token.doc):
        phrase = f"{term} {token.nbor().lower_}"
        if lexicons.cue_class(phrase):
            return phrase
    return term


def _is_undone(token):
    """Tell what nobody did: *failed to condemn*, *a failure to condemn*."""
    return has_to(token) and lemma(token.head) in UNDONE


def _cue_start(token):
    """Return where a cue begins, with the auxiliaries and adverbs right before it (*has also said*)."""
    start = token.i
    for child in reversed(list(token.lefts)):
        if child.dep_ not in CUE_PARTS or child.right_edge.i != start - 1:
            break
        start = child.left_edge.i
    return start


def _cue_end(token, end):
    particle = next((child for child in token.rights if child.dep_ == "prt"), None)
    return particle.i + 1 if particle is not None and particle.i == end else end


def _can_quote(token, part):
    """Tell a verb that may introduce a quotation without any complement."""
    cue = lexicons.cues().get(token.lower_)
    return part == "verb" and cue is not None and "quote" in cue.frames


def frame(token, child) -> str | None:
    """Return by which frame a token's child follows it, or None."""
    dep, after = child.dep_, child.i > token.i
    if dep == "ccomp":
        return "fronted" if not after else None if _is_result(token, child) else clause(child)
    if dep == "xcomp":
        return "infinitive" if has_to(child) else "small"
    if dep in ("advcl", "acl") and after:
        return _added_clause(token, child)
    if dep in ("prep", "agent") and after:
        return child.lower_
    return {"dobj": "object", "oprd": "predicate", "nsubjpass": "subject", "acomp": "predicate"}.get(dep)


def _added_clause(token, verb):
    """Return the frame of a clause that isn't a complement by the parser."""
    kind = clause(verb)
    if kind == "that":
        return None if _is_result(token, verb) else kind
    if kind == "small" and verb.tag_ == "VBG":
        return "ing"
    return kind if kind == "infinitive" else None


def _is_result(token, verb):
    """Tell the clause of *so old that it fell*."""
    between = token.doc[max(token.i - 1, 0):verb.left_edge.i]
    return clause(verb) == "that" and any(word.lower_ in ("so", "such") for word in between)


def _is_aside(verb):
    """Tell *officials said* set into another clause, or *as officials said*."""
    head = verb.head
    if head == verb or PARTS.get(head.pos_) is None or (
            verb.dep_ == "ccomp" and "fronted" in frames("verb", lemma(head))):
        return False
    as_clause = verb.dep_ == "advcl" and any(child.lower_ == "as" for child in verb.lefts)
    return verb.dep_ == "parataxis" or as_clause or (verb.dep_ == "ccomp" and verb.i < head.i)


def _host(verb):
    """Return the pieces of the clause that an aside is set into."""
    head = verb.head
    return _minus((head.left_edge.i, head.right_edge.i + 1), (verb.left_edge.i, verb.right_edge.i + 1))


def _minus(span, hole):
    pieces = [(span[0], min(hole[0], span[1])), (max(hole[1], span[0]), span[1])]
    return [(first, last) for first, last in pieces if first < last]


def _content_end(content):
    """Return where content ends, without what is only added to it after a comma (*..., which*; *..., making*)."""
    end, node = content.right_edge.i + 1, content
    while node is not None:
        rights = [child for child in node.rights if child.dep_ != "punct"]
        while rights and _is_added(rights[-1]):
            end = rights.pop().left_edge.i
        node = rights[-1] if rights else None
    return end


def _is_added(clause_head):
    first = clause_head.left_edge
    if first.i == 0 or first.nbor(-1).text != ",":
        return False
    if clause_head.dep_ == "relcl":
        return any(word.lower_ in ADDED for word in first.doc[first.i:first.i + 2])
    return clause_head.dep_ == "advcl" and (clause_head.tag_ == "VBG" or first.lower_ == "as")


def _merged(doc, pieces):
    """Return the pieces in order, trimmed, with those joined that only punctuation parts."""
    merged = []
    for first, last in sorted(pieces):
        first, last = trimmed(doc, first, last)
        if first >= last:
            continue
        if merged and not any(doc[at].is_alpha or doc[at].like_num for at in range(merged[-1][1], first)):
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _according(token):
    """Return *according to* with the clause it belongs to."""
    to = next((child for child in token.children if child.lower_ == "to"), None)
    if to is None:
        return None
    source = next((child for child in to.children if child.dep_ in ("pobj", "pcomp")), None)
    head = token.head
    while head.head != head and PARTS.get(head.pos_) != "verb":
        head = head.head
    hole = token.left_edge.i, token.right_edge.i + 1
    content = _merged(token.doc, _minus((head.left_edge.i, head.right_edge.i + 1), hole))
    phrase = parsed_sources.phrase(token.doc, source, token.i) if source is not None else None
    return Found((token.i, to.i + 1), content, phrase, "according to", "speech")

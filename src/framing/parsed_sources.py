"""Who speaks in a parsed sentence: the head of the source's noun phrase, and the whole phrase."""

from __future__ import annotations

from framing import lexicons
from framing.dependencies import PARTS, frames, is_passive, lemma, trimmed
from framing.relations import POINTING, SHOWING

NOMINAL = {"NOUN", "PROPN", "PRON"}
MAX_CLIMB = 6              # links followed to find a source
SUBJECTS = ("nsubj", "csubj")
NOBODY = {"what", "whatever", "there"}
NO_ONE = {"nobody", "none"}


def cited(verb):
    """Return the object of *quoted her as saying*, who is the one that speaks, or None."""
    says = any(child.dep_ == "prep" and child.lower_ == "as" and any(
        said.tag_ == "VBG" and "bare" in frames("verb", lemma(said)) for said in child.children)
        for child in verb.rights)
    return next((child for child in verb.rights if child.dep_ == "dobj"), None) if says else None


def source(token, climb=0):
    """Return the head of the noun phrase of who speaks, or None."""
    if climb > MAX_CLIMB:
        return None
    quoted = cited(token)
    if quoted is not None:
        return quoted
    if token.pos_ == "NOUN":
        return _noun_source(token, climb)
    if is_passive(token):
        agent = _agent(token)
        if agent is not None:
            return agent
        return next((child for child in token.children if child.dep_ == "nsubjpass"), None)
    if token.dep_ == "acl" and token.tag_ == "VBN":
        return _agent(token)
    subject = next((child for child in token.children if child.dep_ in SUBJECTS), None)
    if subject is not None:
        return token.head if token.dep_ == "relcl" and subject.tag_ in ("WP", "WDT") else subject
    behind, head = inverted(token), token.head
    if behind is not None or head == token:
        return behind
    if token.dep_ in ("relcl", "acl"):
        return head
    outer = _outer_speech(token)
    if outer is not None:
        return source(outer, climb + 1)
    if token.dep_ == "xcomp":
        told = next((child for child in head.children if child.dep_ == "dobj"), None)
        if told is not None:
            return told
    if token.dep_ == "conj":
        return _joined_source(token, climb)
    if token.dep_ in ("xcomp", "advcl", "ccomp", "pcomp", "acomp", "prep", "dep"):
        return source(head, climb + 1)
    return None


def _outer_speech(token):
    """Return the cue of *he said that the fees would rise, adding that ...*, in whose content *adding* was parsed."""
    if token.dep_ != "advcl" or token.tag_ != "VBG" or token.left_edge.i == 0 or token.left_edge.nbor(-1).text != ",":
        return None
    verb = token.head
    while verb.dep_ in ("ccomp", "xcomp", "conj", "advcl"):
        if verb.dep_ in ("ccomp", "conj") and lexicons.cue_class(lemma(verb.head)) not in ("", "belief"):
            return verb.head
        verb = verb.head
    return None


def _is_thing(word):
    """Tell a common noun that isn't listed as a source."""
    return word.pos_ == "NOUN" and word.text[0].islower() and word.lower_ not in lexicons.source_nouns()


def says_nothing(subject, term: str) -> bool:
    """Tell *nobody thinks*, and *this shows that*, which is the writer's own conclusion."""
    no_one = subject.lower_ in NO_ONE or (subject.lower_ == "one" and subject.left_edge.lower_ == "no")
    return no_one or (term in SHOWING | {"make", "clear"} and _is_own_finding(subject))


def _is_own_finding(subject):
    """Tell a thing, or what points back at what was just told: *these comments*."""
    noun = lexicons.source_nouns().get(subject.lower_)
    points_back = subject.left_edge.lower_ in POINTING and (noun is None or noun.kind != "document" or noun.plural)
    return points_back or _is_thing(subject)


def swallowed(subject, cue):
    """Return who speaks in *the plan they agreed on worked, Ann Lee, the mayor, told us*, all taken for one subject."""
    if subject is None or subject.i > cue.i or not _is_thing(subject):
        return None
    return next((word for word in subject.subtree if word.pos_ == "PROPN" and word.dep_ != "compound"
                 and word.left_edge.i > subject.i and word.left_edge.nbor(-1).text == ","
                 and cue.i - 2 <= word.right_edge.i < cue.i), None)


def _is_empty(word):
    """Tell *what* and the *it* of *it is better to ask*, which name nobody."""
    return word.lower_ in NOBODY or (word.lower_ == "it" and word.head.lemma_ == "be" and any(
        child.dep_ in ("acomp", "attr") for child in word.head.children))


def _agent(verb):
    """Return by whom something is done, or None."""
    return next((child for by in verb.children if by.dep_ in ("agent", "prep") and by.lower_ == "by"
                 for child in by.children if child.dep_ == "pobj"), None)


def _joined_source(verb, climb):
    """Return who speaks in the second of two joined verbs, from outside a clause in which only a thing could."""
    found, outer = source(verb.head, climb + 1), verb.head
    while found is not None and _is_thing(found) and outer.head != outer:
        if outer.dep_ == "ccomp":
            return source(outer.head, climb + 1)
        outer = outer.head
    return found


def inverted(verb):
    """Return the subject of *..., said the mayor* where the parser took it for something else, or None."""
    if any(child.dep_ in SUBJECTS for child in verb.children) or not any(
            child.dep_ == "ccomp" and child.i < verb.i for child in verb.children):
        return None
    return next((child for child in verb.rights if child.dep_ != "punct" and child.pos_ in NOMINAL), None)


def _noun_source(noun, climb):
    owner = next((child for child in noun.children if child.dep_ == "poss"), None)
    if owner is not None:
        return owner
    by = next((child for prep in noun.children if prep.dep_ == "prep" and prep.lower_ in ("by", "from", "among")
               for child in prep.children if child.dep_ == "pobj"), None)
    if by is not None:
        return by
    head = noun.head
    while head.dep_ == "prep" and head.head != head:
        head = head.head
    if noun.dep_ in ("dobj", "attr", "pobj", "conj") and PARTS.get(head.pos_) == "verb":
        return source(head, climb + 1)
    return None


def phrase(doc, noun, avoid):
    """Return the range of a noun phrase, without the branch that holds the cue; None if it names nobody."""
    if _is_empty(noun):
        return None
    first, last = noun.left_edge.i, noun.right_edge.i + 1
    if first <= avoid < last:
        for child in noun.children:
            if child.left_edge.i <= avoid <= child.right_edge.i:
                first, last = (first, child.left_edge.i) if child.i > noun.i else (child.right_edge.i + 1, last)
    first, last = trimmed(doc, first, last)
    return (first, last) if first < last else None

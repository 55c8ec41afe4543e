"""The names a corpus's texts use most, each with its other forms: short names, acronyms, plurals, adjectives."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from framing import lexicons
from framing.name_runs import Atom, Chain, Written, acronyms, chains
from framing.tokens import tokenize

CAPITAL = 0.8              # share of places that write a single word with a capital, for it to be a name
MOSTLY = 0.8               # share of a short name's company that one full name must have to be meant by it
OFTEN = 0.5                # share of a part's places in which it stands in the joined name
MIN_JOINED = 3
BARELY = 0.04             # the same, where other signs agree
PLACE = 0.2                # share of places after *in* and the like that makes a place
TITLED = 0.1
MAX_ALIASES = 8
RARE = 0.005               # of all mentions, below which a form is a slip
LOOSE_LETTER = re.compile(r"^\w |\s\w$")
ADJECTIVES = ("n", "ns", "an", "ans", "ian", "ians", "ican", "icans", "ese", "ish", "i", "is")    # of places
MIN_STEM = 4
CUES = ("titled", "placed", "speaks", "dotted")


@dataclass
class Name:
    """A name with all its mentions: how many an article has, and where the first of them stands."""

    key: tuple[str, ...]
    forms: Counter = field(default_factory=Counter)
    places: Counter = field(default_factory=Counter)
    first: dict[int, tuple[int, int]] = field(default_factory=dict)
    cues: Counter = field(default_factory=Counter)
    roles: Counter = field(default_factory=Counter)
    others: Counter = field(default_factory=Counter)       # forms of names folded into this one
    note: str = ""

    @property
    def text(self) -> str:
        """The form used most."""
        return _by_count(self.forms)[0]

    @property
    def n_hits(self) -> int:
        """Number of mentions."""
        return self.places.total()

    def take(self, other: Name) -> None:
        """Fold another name into this one."""
        self.others += other.forms + other.others
        self.places += other.places
        self.cues += other.cues
        self.roles += other.roles
        for at, place in other.first.items():
            self.first[at] = min(place, self.first.get(at, place))

    @property
    def aliases(self) -> list[str]:
        """Other forms, those of folded names first; of forms that read the same, the first."""
        forms = [*_by_count(self.others), *_by_count(self.forms)]
        read = {_tokens(form): form for form in reversed([self.text, *forms])}
        used = self.forms + self.others
        return [form for form in forms if read[_tokens(form)] == form != self.text and not LOOSE_LETTER.search(form)
                and used[form] >= RARE * self.n_hits][:MAX_ALIASES]

    @property
    def organisation(self) -> lexicons.SourceNoun | None:
        """The noun that makes it a body: *Board* of Trade, Herald *News*."""
        nouns = [lexicons.source_nouns().get(word) for word in self.key]
        heads = [noun for at, noun in enumerate(nouns) if noun and noun.kind == "organisation"
                 and (at == len(nouns) - 1 or self.key[at + 1] in ("of", "for"))]
        return heads[-1] if heads else None

    @property
    def kind(self) -> str:
        """Person, organisation or place where a cue says so, else nothing."""
        if self.organisation:
            return "organisation"
        if self.cues["titled"] >= max(1, TITLED * self.n_hits) or (
                len(self.key) > 1 and self.key[-1] in map(str.lower, self.others)):
            return "person"
        return "place" if self.cues["placed"] >= max(2, PLACE * self.n_hits) else ""

    @property
    def role(self) -> str:
        """What the titles or the body's noun say."""
        if self.kind == "organisation":
            return self.organisation.role if self.organisation else ""
        if self.kind == "person":
            return min(self.roles, key=lambda role: (-self.roles[role], role), default="")
        return self.kind


def names(articles: Iterable[list[str]], written: Written) -> list[Name]:
    """Find the names of many articles.

    Parameters
    ----------
    articles : iterable of list of str
        The paragraphs of each.
    written : Written
        Is told how the words are written.

    Returns
    -------
    list of Name
        Those in most articles first. A name's short form is folded into it where it is plainly meant: the last word of
        a full name, an acronym from *Full Name (FN)*, a plural, an adjective of a place.

    Examples
    --------
    >>> found = names([["The Board of Trade (BOT) met Ms. Ann Lee.", "Later Lee left; the BOT stayed in Norland."]],
    ...               Written())
    >>> [(name.text, name.aliases, name.kind, name.n_hits) for name in found]
    [('Board of Trade', ['BOT'], 'organisation', 3), ('Ann Lee', ['Lee'], 'person', 2), ('Norland', [], '', 1)]
    """
    found, short = [], Counter()
    for paragraphs in articles:
        found.append(chains(paragraphs, written))
        short.update(pair for text in paragraphs for pair in acronyms(text))
    full_names = _full_names(short)
    table = _counted(_joined(found, set(full_names.values())))
    _fold_acronyms(table, full_names)
    _fold_forms(table)
    _fold_longer(table)
    _fold_short_names(table)
    kept = [name for name in table.values() if _is_name(name, written)]
    for name in kept:
        name.others = Counter({form: n for form, n in name.others.items() if " " in form or form.isupper()
                               or written.is_name(form, CAPITAL) or "." in form})
    return sorted(kept, key=lambda name: (-len(name.places), -name.n_hits, name.text))


def _by_count(forms: Counter) -> list[str]:
    return sorted(forms, key=lambda form: (-forms[form], form))


def _full_names(short: Counter) -> dict[str, tuple[str, ...]]:
    """Return the tokens of the name each acronym mostly stands for."""
    best: dict[str, str] = {}
    for (acronym, full), _ in sorted(short.items(), key=lambda item: (-item[1], item[0])):
        best.setdefault(acronym, full)
    return {acronym: _tokens(full) for acronym, full in best.items()}


def _tokens(text: str) -> tuple[str, ...]:
    return tuple(token.lower() for token in tokenize(text) if token.lower() != "the")


def _joined(found: list[list[Chain]], full: set[tuple[str, ...]]) -> list[list[Atom]]:
    """Return each article's names, those that *of*, *and* or *for* divides joined where the corpus does so."""
    totals, pairs = Counter(), Counter()
    for chain in (chain for article in found for chain in article):
        totals.update(atom.key for atom in chain.atoms)
        pairs.update((one.key, join, other.key) for one, join, other in
                     zip(chain.atoms, chain.joins, chain.atoms[1:], strict=False))
    return [[name for chain in article for name in _parts(chain, totals, pairs, full)] for article in found]


def _parts(chain, totals, pairs, full):
    merged = [chain.atoms[0]]
    before = chain.atoms[0]
    for join, atom in zip(chain.joins, chain.atoms[1:], strict=True):
        one = merged[-1]
        text = f"{one.text} {join} {atom.text}"
        if _tokens(text) in full or _belong(before, join, atom, totals, pairs):
            merged[-1] = one._replace(text=text, key=(*one.key, join.split()[0], *atom.key), speaks=atom.speaks)
        else:
            merged.append(atom)
        before = atom
    return merged


def _belong(one, join, other, totals, pairs):
    """Tell two parts of one name: a body's noun before *of*, or parts that mostly stand so."""
    n, first, second = pairs[one.key, join, other.key], totals[one.key], totals[other.key]
    word = join.split()[0]
    if word in ("of", "for"):
        noun = lexicons.source_nouns().get(one.key[-1])
        body = noun is not None and noun.kind == "organisation"
        mostly = word == "of" and len(one.key) == 1 and n >= MIN_JOINED and n >= OFTEN * first
        return not one.titled and (body or mostly)
    return n >= MIN_JOINED and n >= OFTEN * (min if join == "&" else max)(first, second)


def _counted(articles: list[list[Atom]]) -> dict[tuple[str, ...], Name]:
    """Gather mentions by key; at a sentence's start only what is known from inside one counts."""
    inside = {atom.key for article in articles for atom in article if not atom.first}
    table: dict[tuple[str, ...], Name] = {}
    for at, article in enumerate(articles):
        for atom in article:
            key, text = atom.key, atom.text
            if atom.first and key not in inside:
                key, text = key[1:], text.partition(" ")[2]
            if key not in inside or _is_compound(key, inside):
                continue
            name = table.setdefault(key, Name(key))
            name.forms[text] += 1
            name.places[at] += 1
            name.first.setdefault(at, (atom.paragraph, atom.start))
            name.cues.update(cue for cue in CUES if getattr(atom, cue))
            if atom.role:
                name.roles[atom.role] += 1
    return table


def _is_compound(key, inside):
    """Tell *Norland-made* and *Norland-Sudland*: a word of which a part is a name, or a letter."""
    parts = key[0].split("-") if len(key) == 1 else []
    return len(parts) > 1 and any(len(part) == 1 or (part,) in inside for part in parts)


def _fold_acronyms(table, full_names):
    """Fold an acronym into the name it was introduced with, else the one its letters are the initials of."""
    by_initials, by_words = defaultdict(list), {}
    for key, name in table.items():
        by_words[tuple(map(str.lower, key))] = name
        if len(key) > 1:
            by_initials["".join(word[0] for word in key if word not in ("of", "and", "for")).upper()].append(name)
    for key in [key for key in table if len(key) == 1 and key[0].isupper()]:
        short = table[key]
        stated = by_words.get(full_names.get(key[0]))
        meant = _meant(short, by_initials[key[0]]) if key[0] not in full_names else stated
        if meant is not None and meant is not short:
            meant.take(table.pop(key))


def _meant(short: Name, candidates: list[Name]) -> Name | None:
    """Return the name that is a short one's company in nearly all articles where it has any."""
    company = sorted(((len(short.places.keys() & name.places.keys()), name) for name in candidates),
                     key=lambda item: (-item[0], item[1].text))
    together = sum(n for n, _ in company)
    return company[0][1] if together and company[0][0] >= MOSTLY * together else None


def _fold_forms(table):
    """Fold plurals, adjectives and abbreviations: *Democrat*, *Norlandish*, *Norl.*"""
    by_stem = defaultdict(list)
    for key in table:
        by_stem[key[:-1], key[-1].lower()[:MIN_STEM]].append(key)
    for key in sorted(table, key=lambda key: (table[key].n_hits, key)):
        for other in by_stem[key[:-1], key[-1].lower()[:MIN_STEM]]:
            if other != key and other in table and _is_form(table[key], table[other]):
                table[other].take(table.pop(key))
                break


def _is_form(name, other):
    word, noun = name.key[-1].lower(), other.key[-1].lower()
    if len(word) < MIN_STEM or name.cues["titled"] >= TITLED * name.n_hits > 0:
        return False
    if word in (noun + "s", noun.removesuffix("s"), noun.removesuffix("s") + "ic"):
        return True
    if other.cues["placed"] < max(1, BARELY * other.n_hits):
        return False
    stems = {word.removesuffix(ending) for ending in ADJECTIVES if word.endswith(ending)}
    dotted = noun.startswith(word) and name.cues["dotted"] > MOSTLY * name.n_hits
    return dotted or any(len(stem) >= MIN_STEM and noun.startswith(stem) and len(noun) <= len(stem) + 2
                         for stem in stems)


def _fold_longer(table):
    """Fold a name after another word with a capital, *Democrat Ann Lee*, into the name alone."""
    for key in [key for key in table if len(key) > 2 and key[1:] in table and key[:1] in table]:
        if table[key[1:]].n_hits > table[key].n_hits and not table[key].organisation:
            full, longer = table[key[1:]], table.pop(key)
            longer.forms.clear()
            full.take(longer)


def _fold_short_names(table):
    """Fold a last name, or a first one, into the full name that keeps it company; note where several do."""
    full = defaultdict(list)
    for key, name in table.items():
        if len(key) in (2, 3) and not name.organisation and not set(key) & {"of", "and", "for", "&"}:
            full[key[-1]].append(name)
            full[key[0]].append(name)
    for key in [key for key in table if len(key) == 1 and key[0] in full.keys() - lexicons.source_nouns().keys()]:
        short = table[key]
        people = [name for name in full[key[0]] if _introduces(name, short)]
        meant = _meant(short, people)
        if meant is not None:
            meant.take(table.pop(key))
        elif people:
            people.sort(key=lambda name: (-len(short.places.keys() & name.places.keys()), name.text))
            short.note = " or ".join(name.text for name in people[:3]) + "?"


def _introduces(full, short):
    """Tell the full name of a person: with a title, or in most articles of the short one, and before it."""
    if short.cues["placed"] >= PLACE * short.n_hits or full.cues["placed"] > full.cues["titled"]:
        return False
    if full.cues["titled"] >= TITLED * full.n_hits:
        return True
    both = short.first.keys() & full.first.keys()
    before = sum(full.first[at] < short.first[at] for at in both)
    return len(both) >= OFTEN * len(short.first) and before >= MOSTLY * len(both)


def _is_name(name, written):
    """Tell a name from a word with a capital."""
    if len(name.key) > 1:
        return any(written.is_name(word, CAPITAL) for word in name.key)
    word = name.key[0]
    if len(word) < 2 or not word[0].isalpha() or word.split("'")[0] in lexicons.words("function_words"):
        return False
    return word.isupper() or name.n_hits >= CAPITAL * (name.n_hits + written.small[word])

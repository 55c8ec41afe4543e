"""What may be stored: passages and cells of tokens cut so that none can be read back, or had by subtraction."""

from __future__ import annotations

from collections import Counter

import numpy as np

from framing.sentences import Sentence

MIN_CELL = 25              # tokens: no smaller bag of words is stored
PASSAGE = 100              # tokens at which a passage closes
REMAINDER = ("remainder", "remainder")
BELIEF, REPORTED = ("body", "belief"), ("body", "reported")
OTHERS = ("body", "others")  # quoted, reported and belief together, where they are few


def number_passages(sentences: list[Sentence]) -> None:
    """Number passages over deck and body; a last one under the smallest cell joins the one before.

    Scare quotes don't count towards the smallest cell: they are stored apart, and could be taken out.
    """
    passage, size, bound = 1, 0, Counter()
    running = [sentence for sentence in sentences if sentence.section != "headline"]
    for sentence in running:
        sentence.passage = passage
        size += len(sentence.tokens)
        bound[passage] += sum(voice != "scare" for voice in sentence.voices)
        if size >= PASSAGE:
            passage, size = passage + 1, 0
    last = max(bound, default=0)
    if last > 1 and bound[last] < MIN_CELL:
        for sentence in running:
            sentence.passage = min(sentence.passage, last - 1)


def pool_plan(sizes: dict[tuple[str, str], int]) -> dict[tuple[str, str], tuple[str, str]]:
    """Say in which cell each section's and voice's tokens are stored, so that none can be read back.

    A deck's cell under `MIN_CELL` tokens joins the body's of the same voice: the voice is worth more
    than the section. A belief cell still smaller joins ``reported``, which is ascribed without marks, too. What
    is still smaller and not ``own`` joins a cell ``others``, and so does the next smallest of these while that
    is under `MIN_CELL`. What is still smaller goes to the article's ``remainder``; while that is under
    `MIN_CELL`, the next smallest cell joins it, since what is left out could be had by subtraction.
    Headlines and scare quotes stay as they are.

    Examples
    --------
    >>> plan = pool_plan({("body", "own"): 40, ("body", "reported"): 9, ("body", "quoted"): 30, ("deck", "own"): 5})
    >>> plan["deck", "own"], plan["body", "quoted"], plan["body", "reported"]
    (('body', 'own'), ('body', 'others'), ('body', 'others'))
    """
    plan = {key: key for key in sizes}
    bound = {key: size for key, size in sizes.items() if key[0] != "headline" and key[1] != "scare"}
    nearest = {("deck", voice): ("body", voice) for section, voice in sorted(bound) if section == "deck"}
    for cell, target in (nearest | {BELIEF: REPORTED}).items():
        if bound.get(cell, MIN_CELL) < MIN_CELL and target in bound:
            bound[target] += bound.pop(cell)
            plan |= {source: target for source, stored in plan.items() if stored == cell}
    _join([key for key in bound if key[1] != "own"], OTHERS, bound, plan)
    _join(list(bound), REMAINDER, bound, plan)
    return plan


def _join(cells, target, bound, plan) -> None:
    """Join those of some cells that are too small, and the next smallest until they are large enough together."""
    rest = 0
    for cell in sorted(cells, key=lambda cell: (bound[cell], cell)):
        if bound[cell] < MIN_CELL or 0 < rest < MIN_CELL:
            rest += bound.pop(cell)
            plan |= {source: target for source, stored in plan.items() if stored == cell}
    if rest:
        bound[target] = rest


def close_gaps(sentences: list[Sentence], plan: dict[tuple[str, str], tuple[str, str]]) -> None:
    """Join passages until no sum of passages and no sum of cells differ by fewer than `MIN_CELL` tokens.

    Passages and cells hold the same tokens cut in two ways; where a sum of one lies within a sum of the
    other, the difference is a bag of words that nobody stored but anybody can have. Scare quotes are stored
    anyway and don't count.
    """
    running = [sentence for sentence in sentences if sentence.passage]
    cells = {cell: at for at, cell in enumerate(sorted(set(plan.values())))}
    last = max((sentence.passage for sentence in running), default=0)
    counts = np.zeros((last, len(cells)), int)
    for sentence in running:
        for voice in sentence.voices:
            if voice != "scare":
                counts[sentence.passage - 1, cells[plan[sentence.section, voice]]] += 1
    number = np.arange(1, last + 1)
    while (gap := _gap(counts)) is not None:
        joins = min(gap, len(counts) - 2)
        counts[joins] += counts[joins + 1]
        counts = np.delete(counts, joins + 1, axis=0)
        number -= number > joins + 1
    for sentence in running:
        sentence.passage = int(number[sentence.passage - 1])


def _gap(counts: np.ndarray) -> int | None:
    """Return the place of a passage that gives a small bag away, or None; counts are passages x cells."""
    passages = np.flatnonzero(counts.sum(axis=1))
    counts = counts[passages][:, counts.sum(axis=0) > 0]
    if len(passages) < 2:
        return None
    n_cells = counts.shape[1]
    choices = np.arange(1, 2 ** n_cells)[:, None] >> np.arange(n_cells) & 1
    inside = counts @ choices.T                     # passages x choices of cells
    outside = counts.sum(axis=1, keepdims=True) - inside
    beyond = np.where(inside > 0, outside, 0).sum(axis=0)
    left = np.where(outside > 0, inside, 0).sum(axis=0)
    gives = (beyond > 0) & (beyond < MIN_CELL)
    withholds = (outside == 0).any(axis=0) & (left > 0) & (left < MIN_CELL)
    if not (gives | withholds).any():
        return None
    choice = int((gives | withholds).argmax())
    inside, outside = inside[:, choice], outside[:, choice]
    found = (inside > 0) & (outside > 0) if gives[choice] else outside == 0
    return int(passages[found.argmax()])

"""A progress bar for work that takes longer than a second; silent where nobody watches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def track(items: Iterable[Item], label: str, total: int | None = None) -> Iterator[Item]:
    """Yield the items, and show on a terminal's standard error how far the work is.

    Parameters
    ----------
    items : iterable
    label : str
        What is being done: ``Reading texts``.
    total : int, optional
        How many items there are, where ``items`` has no length.

    Examples
    --------
    >>> list(track("ab", "Reading"))
    ['a', 'b']
    """
    from rich.console import Console
    from rich.progress import track as rich_track

    console = Console(stderr=True)
    yield from rich_track(items, label, total=total, console=console, transient=True,
                          disable=not console.is_terminal)

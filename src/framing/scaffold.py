"""Start a corpus folder: every table with its header, and a codebook that says what goes into it."""

from __future__ import annotations

from pathlib import Path

from framing.corpus import COLUMNS, CorpusError
from framing.files import replace_file

CODEBOOK = Path(__file__).parent / "scaffold.md"
IGNORED = "# Articles are their publishers': keep texts, and what is made from this folder, out of a repository.\n" \
          "text/\nbuild/\n"


def new(folder) -> list[str]:
    """Make an empty corpus folder, or bring what one lacks; what is there stays as it is.

    Parameters
    ----------
    folder : path-like
        Made where it isn't there; its parent must be.

    Returns
    -------
    list of str
        Names of the files made.

    Raises
    ------
    CorpusError
        If the place is a file, or its parent isn't there.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     made = new(Path(place, "strike"))
    ...     again = new(Path(place, "strike"))
    >>> made[0], "README.md" in made, again
    ('articles.csv', True, [])
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise CorpusError(f"{folder}: is a file; expected a folder, or a name for a new one")
    if not folder.absolute().parent.is_dir():
        raise CorpusError(f"{folder}: there is no folder {folder.absolute().parent}; expected one to make it in")
    folder.mkdir(exist_ok=True)
    (folder / "text").mkdir(exist_ok=True)
    contents = {f"{name}.csv": ",".join(columns) + "\n" for name, columns in COLUMNS.items()}
    contents |= {"README.md": codebook(folder.absolute().name), ".gitignore": IGNORED}
    made = [name for name in contents if not (folder / name).exists()]
    for name in made:
        replace_file(folder / name, contents[name])
    return made


def codebook(name: str) -> str:
    """Return the codebook of a new corpus: every file and column, what goes there, an example."""
    return CODEBOOK.read_text(encoding="utf-8").replace("{name}", name)

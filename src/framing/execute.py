"""Execute a notebook the way `make figures` does: strictly, reproducibly, all or nothing."""

import argparse
import base64
import json
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

FIGURE_SUFFIXES = (".svg", ".png", ".csv", ".md")
KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
SECONDS_PER_CELL = 600
INLINE_DPI = 100
CASE = "case"  # tag of cells that speak of the shipped corpus

# Run by the kernel before the first cell. Warnings are errors; those that only announce a future change count
# where the notebook or this package causes them, not where one library calls another.
STRICT = r"""
import warnings
warnings.filterwarnings("error")
for category in (DeprecationWarning, PendingDeprecationWarning):
    warnings.filterwarnings("ignore", category=category)
    warnings.filterwarnings("error", category=category, module=r"__main__$|framing(\.|$)")
for category in (ImportWarning, ResourceWarning):
    warnings.filterwarnings("ignore", category=category)
del warnings, category
"""


# The same on a user's own corpus: what a library warns of there is no fault of the corpus, and nobody stored it.
LENIENT = """
import warnings
warnings.filterwarnings("ignore")
del warnings
"""


class NotebookError(Exception):
    """A notebook that did not run cleanly; the message names the notebook and the cell."""


class _Client(NotebookClient):
    """A client whose kernel is this very interpreter, whatever kernels the user has registered.

    They talk through socket files in ``folder``, so that kernels starting together can't take the same port.
    """

    folder = None

    def create_kernel_manager(self):
        self.km = AsyncKernelManager(
            kernel_name="python3", kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),
            transport="ipc", connection_file=str(self.folder / "kernel.json"))
        return self.km


def figure_names(text, number):
    r"""List the figures a notebook names.

    Parameters
    ----------
    text : str
        The notebook file's text (JSON, in which the quotes of a string are escaped).
    number : str
        The notebook's two digits; figures of other notebooks are left out.

    Returns
    -------
    list of str
        Sorted names, each once. The Makefile finds the same ones with grep.

    Examples
    --------
    >>> figure_names(r'"save_figure(fig, table, \"02-set-apart\")", "x = \"01-calendar\""', "02")
    ['02-set-apart']
    """
    return sorted(set(re.findall(rf'\\"({re.escape(number)}-[a-z0-9-]+)\\"', text)))


def strip_metadata(notebook):
    """Strip a notebook of all that differs between machines and runs.

    Parameters
    ----------
    notebook : nbformat.NotebookNode
        Left as it is.

    Returns
    -------
    nbformat.NotebookNode
        A copy: kernel named ``python3``, no versions, cells with their id and tags only.

    Examples
    --------
    >>> cell = nbformat.v4.new_code_cell("1 + 1", id="sum", metadata={"tags": ["case"], "collapsed": True})
    >>> stripped = strip_metadata(nbformat.v4.new_notebook(cells=[cell], metadata={"toc": {}}))
    >>> stripped.cells[0].id, stripped.cells[0].metadata, sorted(stripped.metadata)
    ('sum', {'tags': ['case']}, ['kernelspec', 'language_info'])
    """
    cells = []
    for position, cell in enumerate(notebook.cells):
        kept = {key: cell.metadata[key] for key in ("tags",) if key in cell.metadata}
        cells.append(nbformat.from_dict({"id": f"cell-{position:02d}", **cell, "metadata": kept}))
    metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    return nbformat.from_dict({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})


def source_notebooks(own=False):
    """List the notebooks of the source tree; for a user's ``own`` corpus without those that are all example.

    Raises
    ------
    CorpusError
        If the package was installed without them.
    """
    from framing.corpus import CorpusError
    from framing.style import CHECKOUT

    paths = sorted((CHECKOUT / "notebooks").glob("[0-9][0-9]-*.ipynb"))
    if not paths:
        raise CorpusError("notebooks: none stand beside this package; expected a checkout of the source, installed "
                          "with `pip install -e .`")
    return [path for path in paths if not own
            or CASE not in nbformat.read(path, as_version=4).cells[0].metadata.get("tags", [])]


def is_own(corpus):
    """Tell whether a corpus folder is a user's own, not the shipped one."""
    from framing.style import CHECKOUT

    return corpus is not None and Path(corpus).resolve() != CHECKOUT / "corpus"


def without_case(notebook):
    """Leave out the cells that speak of the shipped corpus.

    Examples
    --------
    >>> cells = [nbformat.v4.new_markdown_cell(tag, metadata={"tags": [tag]}) for tag in ("case", "other")]
    >>> [cell.source for cell in without_case(nbformat.v4.new_notebook(cells=cells)).cells]
    ['other']
    """
    kept = [cell for cell in notebook.cells if CASE not in cell.metadata.get("tags", [])]
    return nbformat.from_dict({**notebook, "cells": kept})


def execute(path, figures, corpus=None):
    """Execute a notebook from top to bottom in its own folder.

    On a corpus of the user's own the cells tagged ``case`` are left out, and where the corpus can't answer a
    question (`inference.NoAnswer`) the sentence that says why stands in place of figure and table. Warnings and
    what is written to stderr don't stop a notebook there, and are not stored.

    Parameters
    ----------
    path : path-like
        The notebook; the file is left as it is.
    figures : path-like
        Existing folder that `save_figure` writes into while the notebook runs (``FRAMING_FIGURES``).
    corpus : path-like, optional
        Corpus folder (``FRAMING_CORPUS``). Without it the notebook opens the shipped one.

    Returns
    -------
    nbformat.NotebookNode
        The executed notebook, stripped by `strip_metadata`.

    Raises
    ------
    NotebookError
        If a cell raises or takes longer than ten minutes; on the shipped corpus also if it warns or writes to stderr.
    """
    path = Path(path)
    notebook, own = strip_metadata(nbformat.read(path, as_version=4)), is_own(corpus)
    if own:
        notebook = without_case(notebook)
    client = _Client(notebook, timeout=SECONDS_PER_CELL, record_timing=False,
                     allow_error_names=["NoAnswer", "NameError"] if own else [],
                     resources={"metadata": {"path": str(path.resolve().parent)}})
    with tempfile.TemporaryDirectory() as folder:
        client.folder = Path(folder)
        try:
            client.execute(env=_environment(client.folder, figures, corpus))
        except CellExecutionError as error:
            raise NotebookError(_describe(path, notebook, f"{error.ename}: {error.evalue}")) from None
        except (TimeoutError, RuntimeError) as error:      # the cell took too long, or the kernel died
            raise NotebookError(f"{path}: {str(error).strip().splitlines()[0]}") from None
    if own:
        for cell in notebook.cells:
            cell["outputs"] = [output for output in cell.get("outputs", []) if output.get("name") != "stderr"]
        _explain(notebook, path.name[:2], Path(figures))
    if any(_complaints(cell) for cell in notebook.cells):
        raise NotebookError(_describe(path, notebook, "a cell may not write to stderr"))
    _shrink_images(notebook)
    return strip_metadata(notebook)


def _explain(notebook, number, figures):
    """Put the reason in place of each cell without an answer, of those that rest on it, and of their figures."""
    import matplotlib

    from framing import style
    from framing.wording import capital

    matplotlib.use("Agg")
    sentence = ""
    for cell in notebook.cells:
        for error in [output for output in cell.get("outputs", []) if output.output_type == "error"]:
            if error.ename == "NoAnswer":
                sentence = f"{capital(error.evalue)}."
            if not sentence:
                return
            cell.outputs = [nbformat.v4.new_output("stream", text=f"Nothing is shown here. {sentence}\n")]
            for name in figure_names(json.dumps(cell.source), number):
                if not (figures / f"{name}.md").exists():
                    figure, table = style.nothing("This corpus can’t answer this question", sentence)
                    style.save_figure(figure, table, name, figure.caption, figures)
                    matplotlib.pyplot.close(figure)


def _shrink_images(notebook):
    """Store drawings in few colours: the repository keeps them, and readers download them."""
    from framing.style import small_png

    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                small = small_png(base64.b64decode(output.data["image/png"]), INLINE_DPI)
                output.data["image/png"] = base64.b64encode(small).decode()
                output.data.pop("text/plain", None)        # <Page size ...>: of no use to a reader


def _environment(settings, figures, corpus):
    """Environment of the kernel: neither IPython's nor matplotlib's user settings apply."""
    startup = settings / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00-warnings.py").write_text(LENIENT if is_own(corpus) else STRICT, encoding="utf-8")
    (settings / "matplotlibrc").touch()
    ours = ("FRAMING_", "PYTHONWARN")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    chosen = {"FRAMING_FIGURES": str(Path(figures).resolve()), "IPYTHONDIR": str(settings),
              "MATPLOTLIBRC": str(settings / "matplotlibrc"), "PYTHONHASHSEED": "0",
              "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    if corpus is not None:
        chosen["FRAMING_CORPUS"] = str(Path(corpus).resolve())
    for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        chosen[threads] = "1"
    return kept | chosen


def _complaints(cell):
    """Error and stderr outputs of a cell (drawing errors appear here without failing the cell)."""
    return [output for output in cell.get("outputs", [])
            if output.output_type == "error" or output.get("name") == "stderr"]


def _describe(path, notebook, what):
    """Say which cell failed and show its last words."""
    for position, cell in enumerate(notebook.cells, start=1):
        for output in _complaints(cell):
            text = "\n".join(output.traceback) if output.output_type == "error" else output.text
            plain = re.sub(r"\x1b\[[0-9;]*m", "", text).strip()
            return f"{path}, cell {position}: {what}\n{plain}"
    return f"{path}: {what}"


def _check_figures(path, folder):
    """Hold the figures that were saved against those the notebook names."""
    number = path.name[:2]
    named = {name + suffix for name in figure_names(path.read_text(encoding="utf-8"), number)
             for suffix in FIGURE_SUFFIXES}
    saved = {file.name for file in folder.iterdir()}
    if named - saved:
        raise NotebookError(f"{path} names figures it did not save: {', '.join(sorted(named - saved))}")
    if saved - named:
        raise NotebookError(f'{path} must name its figures as plain strings "{number}-name"; '
                            f"these it saved otherwise: {', '.join(sorted(saved - named))}")
    return sorted(saved)


def _replace(source, target):
    """Put a file in place in one step; an equal one is left untouched."""
    if target.exists() and target.read_bytes() == source.read_bytes():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(f".{target.name}.part")
    shutil.copyfile(source, part)
    part.replace(target)


def run(path, output, figures, corpus=None):
    """Execute a notebook and put its figures, then its executed copy, in place.

    Parameters
    ----------
    path, output : path-like
        The notebook and its executed copy, which is removed first: it exists only after success.
    figures : path-like
        Folder of the finished figures, which are moved there only if all of them were made.
    corpus : path-like, optional
        Corpus folder, see `execute`.

    Raises
    ------
    NotebookError
        If the notebook does not run cleanly, or saves other figures than it names.
    """
    path, output, figures = Path(path), Path(output), Path(figures)
    output.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        drawn = Path(scratch, "figures")
        drawn.mkdir()
        notebook = execute(path, drawn, corpus)
        executed = Path(scratch, path.name)
        nbformat.write(notebook, executed)
        for name in _check_figures(path, drawn):
            _replace(drawn / name, figures / name)
        _replace(executed, output)


def main(arguments=None):
    """Run one notebook from the command line; exit status 1 and its failing cell if it fails."""
    parser = argparse.ArgumentParser(prog="python -m framing.execute", description=__doc__)
    parser.add_argument("notebook", type=Path)
    parser.add_argument("output", type=Path, help="where the executed copy goes")
    parser.add_argument("--figures", type=Path, default=Path("figures"), help="where figures go")
    parser.add_argument("--corpus", type=Path, help="corpus folder, else the shipped one")
    chosen = parser.parse_args(arguments)
    try:
        run(chosen.notebook, chosen.output, chosen.figures, chosen.corpus)
    except NotebookError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())

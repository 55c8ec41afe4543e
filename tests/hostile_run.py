"""Hand hostile inputs to the command, one after the other in this process, and print a line of JSON for each.

``python hostile_run.py FOLDER NAME...``: the parent (test_hostile.py) reads the lines, and the process's highest
memory. Each input gets a folder with ``in/``, where its files are, and ``strike/``, the corpus.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import re
import resource
import signal
import sys
import time
import traceback
from pathlib import Path

from hostile_inputs import INPUTS

from framing import check, scaffold
from framing.__main__ import main

SECONDS = 120     # after which an input has hung; a loaded machine is slow


def state(folder: Path) -> dict[str, str]:
    """Return what stands in a folder: every file's digest, every link's target."""
    return {path.relative_to(folder).as_posix(): str(path.readlink()) if path.is_symlink() else hashlib.sha256(
        path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_symlink() or path.is_file()}


def sizes(folder: Path) -> list[tuple[str, int]]:
    """Return what stands in a folder of inputs, links and pipes not followed."""
    return sorted((path.relative_to(folder).as_posix(), path.lstat().st_size) for path in folder.rglob("*"))


def hand_over(name: str, place: Path) -> dict:
    """Run the command twice on one input, check the corpus between, and report."""
    (place / "in").mkdir(parents=True)
    arguments = INPUTS[name](place / "in")
    corpus = place / "strike"
    scaffold.new(corpus)
    before = sizes(place / "in")
    said = io.StringIO()
    started = time.monotonic()
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(said):
        status = main(["import" if "--from" in arguments else "add", str(corpus), *arguments])
        first = state(corpus)
        main(["import" if "--from" in arguments else "add", str(corpus), *arguments])
    return {"name": name, "status": status, "said": said.getvalue()[:2000], "seconds": time.monotonic() - started,
            "faults": [fault for fault in check.find_faults(corpus) if "no rows" not in fault],
            "twice": first == state(corpus), "inputs_stay": before == sizes(place / "in"),
            "elsewhere": sorted(path.name for path in place.iterdir() if path.name not in ("in", "strike")),
            "written": sorted(first)}


class Hung(BaseException):
    """An input took too long; no OSError, as TimeoutError is, for those are caught and shown."""


def peak_mib() -> int:
    """Return this process's highest memory; ``ru_maxrss`` alone would count its parent's at the fork, too."""
    status = Path("/proc/self/status")
    if status.is_file():
        return int(re.search(r"VmHWM:\s+(\d+)", status.read_text(encoding="ascii"))[1]) // 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _hung(*_):
    raise Hung


def run(folder: Path, names: list[str]) -> None:
    """Report on every input, a crash as its trace."""
    signal.signal(signal.SIGALRM, _hung)
    for name in names:
        signal.alarm(SECONDS)
        try:
            found = hand_over(name, folder / name)
        except BaseException:                            # a trace is what the test looks for
            found = {"name": name, "crash": traceback.format_exc()[-1500:]}
        signal.alarm(0)
        print(json.dumps(found | {"peak_mib": peak_mib()}), flush=True)


if __name__ == "__main__":
    run(Path(sys.argv[1]), sys.argv[2:])

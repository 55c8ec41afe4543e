"""Inputs nobody should trust give a clear error or a correct import: no trace, nothing elsewhere, little memory."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hostile_inputs import INPUTS

HERE = Path(__file__).parent
MEMORY = 1024      # MiB
SAMPLE = [
    "empty-csv", "empty-folder", "random-docx", "random-warc", "flipped-pdf", "flipped-parquet", "flipped-html",
    "flipped-bibtex", "cut-rtf", "cut-jsonl", "cut-nexis", "cut-ris", "bomb-zip", "bomb-jsonl-xz", "laughs-docx",
    "gigabyte-txt", "nested-zip-2", "deep-json", "member-name-0", "outlet-name-1", "address-0",
    "facts-elsewhere", "link-outside", "pipe", "no-file", "encoding-utf-16", "words-surrogates", "text-control",
    "words-formula", "markup-0", "headline-script", "date-4", "nan-json", "quotes-everywhere"]
pytestmark = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a system with pipes and resource limits")
HARMFUL = ("document.write('evil')", "alert(1)</script>", "root:x:0")


def report(folder, names):
    done = subprocess.run([sys.executable, str(HERE / "hostile_run.py"), str(folder), *names], capture_output=True,
                          text=True, env=os.environ | {"PYTHONPATH": str(HERE)})
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(lines) == len(names), f"the process died at {names[len(lines)]}: {done.stderr[-1000:]}"
    return lines


def faults(found, folder):
    """Return what is wrong with how an input was taken."""
    if "crash" in found:
        return ["crash: " + found["crash"]]
    wrong = [f"status {found['status']}"] * (found["status"] not in (0, 1, 2))
    wrong += ["a trace: " + found["said"]] * ("Traceback" in found["said"])
    wrong += ["refused without a word"] * (found["status"] != 0 and not found["said"].strip())
    wrong += [f"faults: {found['faults'][:3]}"] * bool(found["faults"])
    wrong += ["a second run changed something"] * (not found["twice"])
    wrong += ["the inputs changed"] * (not found["inputs_stay"])
    wrong += [f"written elsewhere: {found['elsewhere']}"] * bool(found["elsewhere"])
    strange = [name for name in found["written"] if "/" in name and not name.startswith("text/")]
    wrong += [f"written: {strange}"] * bool(strange)
    if found["name"].startswith(("markup", "link", "facts")):
        texts = "".join(path.read_text(encoding="utf-8") for path in (folder / found["name"]).glob("strike/text/*.txt"))
        wrong += [f"in the text: {word}" for word in HARMFUL if word in texts]
    return wrong


def check(folder, names):
    found = report(folder, names)
    wrong = {one["name"]: bad for one in found if (bad := faults(one, folder))}
    assert not wrong, json.dumps(wrong, indent=1)
    assert max(one["peak_mib"] for one in found) < MEMORY, [(one["name"], one["peak_mib"]) for one in found]


def test_there_are_two_hundred_and_the_sample_has_every_sort():
    sorts = {"empty", "bomb", "gigabyte", "nested", "deep", "laughs", "member", "outlet", "address", "facts", "link",
             "pipe", "encoding", "words", "text", "markup", "date", "random", "flipped", "cut"}
    assert len(INPUTS) >= 200 and set(SAMPLE) <= set(INPUTS) and sorts <= {name.split("-")[0] for name in SAMPLE}


def test_a_sample_is_taken_well(tmp_path):
    check(tmp_path, SAMPLE)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(4))
def test_all_are_taken_well(tmp_path, part):
    check(tmp_path, sorted(INPUTS)[part::4])

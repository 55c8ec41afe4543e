"""Many articles, large and odd texts: the same features whatever the number of processes, in linear time."""

import hashlib
import random
from time import process_time

import pandas as pd
import pytest

from framing import readings
from framing.build import build_features
from framing.corpus import COLUMNS, FEATURES, CorpusError, read_corpus
from framing.feature_files import Shipped, csv_text, put_in_place

WORDS = ["harbour", "fee", "crane", "council", "mayor", "vote", "talks", "strike", "port", "ship", "union", "wage",
         "deal", "night", "river", "bridge", "law", "court", "hostile", "great", "bad", "won", "lost", "said", "warned",
         "that", "the", "a", "of", "to", "and", "not", "never"]
SAYS = "Ada Quill, who chairs the board, said that the port had “every reason to wait” and would not pay."


def invented_text(seed):
    """About 300 tokens of no sense, with a sentence that every text shares and one that some do."""
    rng = random.Random(seed)
    paragraphs = [" ".join(rng.choices(WORDS, k=40)).capitalize() + "." for _ in range(6)]
    return "\n\n".join([*paragraphs, SAYS, f"The {' '.join(WORDS[seed % 7:seed % 7 + 9])} stood."])


def make_corpus(folder, texts, headlines=None):
    ids = sorted({*texts, *(headlines or {})})
    outlets = [f"Herald {at}" for at in range(4)]
    given = {"outlets": {"outlet": outlets, "short": outlets, "order": range(4)},
             "events": {"event": ["fair"], "name": ["The fair"], "starts": ["2030-05-01"], "ends": ["2030-05-02"]},
             "articles": {"id": ids, "outlet": [outlets[at % 4] for at in range(len(ids))],
                          "headline": [(headlines or {}).get(name, "Port and town agree") for name in ids],
                          "event": "fair", "stage": "after", "use": "compare", "extent": "full"},
             "actors": {"actor": ["Ada Quill"], "aliases": "", "side": "Port", "role": "official"},
             "topics": {"topic": ["Port"], "term": ["harbour"]}, "feeds": {}}
    (folder / "text").mkdir(parents=True)
    for name, columns in COLUMNS.items():
        table = pd.DataFrame(given[name], dtype=object).reindex(columns=columns)
        table.to_csv(folder / f"{name}.csv", index=False)
    for name, text in texts.items():
        (folder / "text" / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def contents(folder):
    return {path.name: path.read_bytes() for path in [folder / "articles.csv", *(folder / "features").iterdir()]}


def test_processes_change_nothing(tmp_path, monkeypatch):
    texts = {f"a-{at:02d}": invented_text(at) for at in range(12)}
    monkeypatch.setattr(readings, "BATCH", 4_000)
    found = []
    for jobs in (1, 2):
        folder = make_corpus(tmp_path / str(jobs), texts)
        assert build_features(folder, jobs=jobs)["rebuilt"] == sorted(texts)
        found.append(contents(folder))
    assert found[0] == found[1]
    assert len(read_corpus(tmp_path / "1").reuse)
    assert read_corpus(tmp_path / "1").phrases["phrase"].str.count(" ").max() == 1


def test_few_articles_are_read_by_one_process(tmp_path):
    small, large = tmp_path / "small.txt", tmp_path / "large.txt"
    small.write_text("x")
    large.write_text("x" * 2 * readings.ONE_PROCESS)
    assert readings._processes([readings.Task("a", "", page=small)] * 50) == 1
    assert 1 <= readings._processes([readings.Task("a", "", page=large)] * 50) <= readings.MOST
    with pytest.raises(ValueError, match="jobs 0; expected 1 or more"):
        next(readings.read_all([], {}, jobs=0))


def test_progress_is_told_of_every_article(tmp_path):
    seen = []

    def track(items, label, total=None):
        seen.append((label, total))
        for item in items:
            seen.append(item.article)
            yield item
    build_features(make_corpus(tmp_path / "c", {"a": invented_text(1), "b": invented_text(2)}), progress=track)
    assert seen == [("Reading articles", 2), "a", "b"]


@pytest.mark.parametrize("text", ["Two words.", "Skip to content", "?!… — “”", "🙂 🙂🙂"])
def test_a_text_too_short_leaves_its_headline(tmp_path, text):
    texts = {"long": invented_text(1), "short": text, "nothing": text}
    folder = make_corpus(tmp_path / "c", texts, {"nothing": ""})
    assert build_features(folder) == {"rebuilt": ["long"], "short": ["nothing", "short"], "kept": [], "missing": []}
    articles = read_corpus(folder).articles.set_index("article")
    assert articles["extent"].to_dict() == {"long": "full", "short": "headline", "nothing": "none"}
    assert (articles.loc[["short", "nothing"], "text_sha256"] == "").all()
    assert articles["n_tokens"].isna().to_dict() == {"long": False, "short": True, "nothing": True}
    assert read_corpus(folder).sentences.query("article != 'long'")["article"].tolist() == ["short"]
    before = contents(folder)
    build_features(folder)
    assert contents(folder) == before


def test_rows_of_absent_texts_stand_between_new_ones(tmp_path):
    texts = {f"a-{at}": invented_text(at) for at in range(6)}
    folder = make_corpus(tmp_path / "c", texts)
    build_features(folder)
    before = contents(folder)
    for name in ("a-1", "a-4"):
        (folder / "text" / f"{name}.txt").unlink()
    path = folder / "features" / "tokens.csv"
    header, *rows = path.read_text().splitlines()
    path.write_text("\n".join([header, *rows[::-1]]))          # as a spreadsheet might leave it
    assert build_features(folder)["kept"] == ["a-1", "a-4"]
    assert contents(folder) == before


@pytest.mark.parametrize(("spoil", "says"), [
    ("article,sentence\n", "features/hits.csv: missing column"),
    ("", "features/hits.csv: expected a CSV table"),
    (csv_text([FEATURES["hits"], ["a"]]), "features/hits.csv, row 2: 1 cells; expected 9"),
    (csv_text([FEATURES["hits"], ["a", "x", *"1234567"]]), "features/hits.csv, row 2: 'x'; expected a whole number")])
def test_a_spoilt_table_is_one_clear_line(tmp_path, spoil, says):
    path = tmp_path / "hits.csv"
    path.write_text(spoil)
    with pytest.raises(CorpusError) as error:
        Shipped(path, FEATURES["hits"]).rows("a")
    assert str(error.value).startswith(says) and "remove features/" in str(error.value)


def test_files_are_put_in_place_all_or_none(tmp_path, monkeypatch):
    places, drafts = ([tmp_path / f"{name}-{at}" for at in range(3)] for name in ("place", "draft"))
    for at in range(3):
        places[at].write_text("old")
        drafts[at].write_text("old" if at == 1 else "new")
    inode = places[1].stat().st_ino
    with monkeypatch.context() as patch:
        patch.setattr("framing.feature_files.shutil.copyfileobj", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            put_in_place(dict(zip(places, drafts, strict=True)))
    assert [place.read_text() for place in places] == ["old"] * 3 and len(list(tmp_path.iterdir())) == 6
    put_in_place(dict(zip(places, drafts, strict=True)))
    assert [place.read_text() for place in places] == ["new", "old", "new"] and places[1].stat().st_ino == inode
    assert len(list(tmp_path.iterdir())) == 6


HOSTILE = {
    "one sentence": lambda n: " ".join(WORDS) * n,
    "but": lambda n: "a good day but a bad night " * n,
    "paragraphs of a word": lambda n: "Talks\n\n" * 5 * n,
    "voices": lambda n: "He said “no, we will never pay a fee to them” and left the port for good.\n\n" * n,
    "emoji": lambda n: invented_text(1) + "🙂 " * 5 * n,
    "one word": lambda n: invented_text(1) + "a" * 20 * n,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_time_grows_with_length(tmp_path, kind, no_collector):
    tools = readings._compiled(((), (), ()))

    def seconds(n):
        page = tmp_path / "page.txt"
        page.write_text(HOSTILE[kind](n), encoding="utf-8")
        start = process_time()
        readings._read(readings.Task("a", "Talks", page=page), tools, None)
        return process_time() - start

    seconds(20)
    assert min(seconds(2000) for _ in range(2)) < 25 * max(min(seconds(200) for _ in range(3)), 0.005)


def test_the_text_read_is_the_text_named(tmp_path):
    folder = make_corpus(tmp_path / "c", {"a": invented_text(1)})
    build_features(folder)
    digest = hashlib.sha256((folder / "text" / "a.txt").read_bytes()).hexdigest()
    assert read_corpus(folder).articles["text_sha256"].tolist() == [digest]

"""Features of one article, the rules that keep text from being read back, and the folder pass."""

import csv
import json
import lzma
import os
import re
import shutil
import subprocess
from collections import Counter
from itertools import chain, combinations, islice
from pathlib import Path
from time import process_time

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from framing import check, parse, read_corpus, sentences
from framing.build import build_features
from framing.cells import MIN_CELL, close_gaps, number_passages, pool_plan
from framing.clean import CleanArticle
from framing.corpus import FEATURES, default_folder
from framing.features import article_rows, instruments, score, voice_text
from framing.sentences import Sentence, read_sentences
from framing.tokens import sentence_spans, token_spans, tokenize

SHIPPED = default_folder()
TOPICS = pd.DataFrame({"topic": ["Harbour"], "term": ["harbour fee*"]})
ACTORS = pd.DataFrame({"actor": ["Great Friends Party", "Ann Lee"], "aliases": "", "side": ["North", "South"],
                       "role": ["politician", "official"]})
TOOLS = instruments(TOPICS, ACTORS)
PARAGRAPH = ("The Great Friends Party won. Ann Lee said that the hostile harbour fees were “a very great and "
             "wonderful mistake”, and left.")


def rows(*paragraphs, headline="Fees rise"):
    return article_rows("a", *read_sentences(CleanArticle(headline, "", list(paragraphs)), TOOLS.actors), TOOLS)


def test_voices_share_out_every_token():
    table = pd.DataFrame(rows(PARAGRAPH)["sentences"])
    voices = table[["n_own", "n_quoted", "n_reported", "n_belief", "n_scare"]]
    assert (voices.sum(axis=1) == table["n_tokens"]).all()
    assert table["n_tokens"].sum() == len(tokenize(PARAGRAPH)) + 2


PIECE = st.sampled_from([*"“”„«»‹›‚‘’'\"", " ", ". ", ", ", "he said ", "Ann Lee warned that ", "talks ", "US ", "\0",
                         "\u202e", "谈判", "🙂", "workers’ ", "according to ", "it "])


@given(st.lists(st.lists(PIECE, max_size=60).map("".join), max_size=4))
def test_no_token_is_lost_whatever_the_marks(paragraphs):
    sentences, spoken = read_sentences(CleanArticle("A “b” c", "", paragraphs), TOOLS.actors)
    found = article_rows("a", sentences, spoken, TOOLS)
    table = pd.DataFrame(found["sentences"])
    voices = table[[f"n_{voice}" for voice in ("own", "quoted", "reported", "belief", "scare")]]
    assert (voices.sum(axis=1) == table["n_tokens"]).all()
    read = sum(len(token_spans(text[start:end])) for text in paragraphs for start, end in sentence_spans(text))
    assert table.query("section != 'headline'")["n_tokens"].sum() == read
    assert sum(row["count"] for row in found["tokens"]) == table["n_tokens"].sum()
    assert sum(span.n_tokens for span in spoken) == voices.iloc[1:].drop(columns="n_own").to_numpy().sum()


@pytest.mark.parametrize("mark", ["“a”", ' "x y" ', " ‘a ", "“‘", "'", "he said “"])
def test_time_grows_with_length(mark, no_collector):
    """A paragraph of ten times as many marks takes about ten times as long."""
    def seconds(n):
        start = process_time()
        article_rows("a", *read_sentences(CleanArticle("", "", [mark * n + "the end"]), TOOLS.actors), TOOLS)
        return process_time() - start

    seconds(50)
    assert min(seconds(8000) for _ in range(2)) < 20 * max(min(seconds(800) for _ in range(3)), 0.005)


def test_scores_are_made_of_one_voice_and_masks_take_names_out():
    sentence = pd.DataFrame(rows(PARAGRAPH)["sentences"]).set_index("sentence").loc[1]
    assert sentence["vader_own"] > sentence["vader_own_masked"] > 0      # Great, Friends, Party; won stays
    said = pd.DataFrame(rows(PARAGRAPH)["sentences"]).set_index("sentence").loc[2]
    assert said["vader_quoted"] > 0 > said["tone_reported"]


def test_vader_is_its_authors_analyzer():
    analyzer = SentimentIntensityAnalyzer()
    for text in ["It was a GREAT day, but the talks failed!", "The United States left.", "Nothing isn't bad."]:
        assert score(text, "vader", TOOLS) == analyzer.polarity_scores(text)["compound"]
    assert analyzer.polarity_scores("United States")["compound"] == pytest.approx(0.42, abs=0.005)


def test_a_voice_keeps_its_own_characters():
    sentences, _ = read_sentences(CleanArticle("", "", [PARAGRAPH]), TOOLS.actors)
    assert voice_text(sentences[1], "quoted") == "a very great and wonderful mistake,"
    assert voice_text(sentences[1], "own").startswith("Ann Lee said")


def test_the_longest_listed_term_wins_across_classes():
    hits = pd.DataFrame(rows("They feared a cold war and a war.", headline="")["hits"])
    counted = hits[hits["list"] == "classes"].set_index("term")["count"].to_dict()
    assert counted["cold war"] == 1 and counted["war"] == 1


CELL = st.tuples(st.sampled_from(["headline", "deck", "body"]),
                 st.sampled_from(["own", "quoted", "reported", "belief", "scare"]))


@given(st.dictionaries(CELL, st.integers(1, 60)))
def test_no_small_bag_is_stored(sizes):
    plan, stored = pool_plan(sizes), Counter()
    for key, size in sizes.items():
        stored[plan[key]] += size
    bound = {key: size for key, size in stored.items() if key[0] != "headline" and key[1] != "scare"}
    assert len(bound) <= 1 or min(bound.values()) >= MIN_CELL
    assert all(plan[key] == key for key in sizes if key[0] == "headline" or key[1] == "scare")


def differences(counts, cells):
    """Sizes of every bag that one sum of passages has beyond a sum of cells inside it, and the reverse."""
    passages = sorted({passage for passage, _ in counts})
    for some in chain.from_iterable(combinations(passages, n) for n in range(1, len(passages) + 1)):
        for others in chain.from_iterable(combinations(cells, n) for n in range(1, len(cells) + 1)):
            only_passages = sum(n for (p, c), n in counts.items() if p in some and c not in others)
            only_cells = sum(n for (p, c), n in counts.items() if p not in some and c in others)
            if not only_passages or not only_cells:
                yield only_passages + only_cells


STRETCH = st.one_of(st.tuples(st.sampled_from(["own", "quoted", "reported", "belief"]), st.integers(1, 70)),
                    st.tuples(st.just("scare"), st.integers(1, 3)))


@settings(max_examples=60)
@given(st.lists(STRETCH, min_size=2, max_size=14))
def test_no_small_bag_can_be_had_by_subtraction(stretches):
    sentences = [Sentence(at, "body", 1, "", 0, [("w", 0, 1)] * size, [voice] * size, [None] * size)
                 for at, (voice, size) in enumerate(stretches, start=1)]
    number_passages(sentences)
    plan = pool_plan(Counter(("body", voice) for sentence in sentences for voice in sentence.voices))
    close_gaps(sentences, plan)
    counts = Counter()
    for sentence in sentences:
        counts.update((sentence.passage, plan["body", voice]) for voice in sentence.voices if voice != "scare")
    cells = sorted({cell for _, cell in counts})
    small = [size for size in differences(counts, cells) if 0 < size < MIN_CELL]
    assert not small or len({passage for passage, _ in counts}) == 1


# What ships must not be readable back: rules of corpus/README.md, checked on the shipped files.


def test_no_shipped_bag_is_smaller_than_the_floor():
    corpus = read_corpus()
    cells = corpus.tokens.groupby(["article", "section", "voice"])["count"].sum().reset_index()
    bound = cells[(cells["section"] != "headline") & (cells["voice"] != "scare")]
    assert bound["count"].min() >= MIN_CELL
    assert corpus.passages.groupby(["article", "passage"])["count"].sum().min() >= MIN_CELL
    whole = corpus.passages.groupby("article")["count"].sum()
    stored = corpus.tokens[corpus.tokens["section"] != "headline"].groupby("article")["count"].sum()
    assert whole.to_dict() == stored.to_dict() == corpus.full.set_index("article")["n_tokens"].to_dict()


def test_scare_quotes_are_short():
    scares = read_corpus().attributions.query("voice == 'scare'")
    assert scares["n_tokens"].max() <= 3


def test_no_word_run_is_longer_than_two_but_listed_terms_shared_ones_and_headlines():
    corpus = read_corpus()
    listed = {tuple(term.split()) for term in corpus.topics["term"]}
    from framing import lexicons
    listed |= {tuple(term.split()) for term in [*lexicons.class_terms()["term"], *lexicons.tone()]}
    listed |= {tuple(verb.split()) for verb in lexicons.cues()}
    for name, columns in FEATURES.items():
        for column in set(columns) & {"token", "phrase", "term", "cue"}:
            runs = {tuple(value.split()) for value in getattr(corpus, name)[column]}
            assert {run for run in runs if len(run) > 2} <= listed, (name, column)
    pairs = corpus.phrases[~corpus.phrases["phrase"].map(lambda phrase: tuple(phrase.split()) in listed)]
    outlets = pairs.merge(corpus.articles, on="article").groupby("phrase")["outlet"].nunique()
    assert outlets.min() >= 3


def test_hashes_stand_for_whole_articles_and_lists_only():
    provenance = json.loads((SHIPPED / "features" / "provenance.json").read_text())
    assert set(provenance["texts"]) == set(read_corpus().full["article"])
    for path in (SHIPPED / "features").glob("*.csv"):
        assert not re.search(r"\b[0-9a-f]{16,}\b", path.read_text()), path.name


def test_no_tracked_file_holds_a_run_of_nine_words_of_a_text():
    pages = check.texts(SHIPPED)
    if not pages:
        pytest.skip("no texts in corpus/text")
    word = re.compile(r"[a-z0-9]+(?:['’][a-z]+)?")

    def runs(text):
        words = word.findall(text.lower())
        return {tuple(words[at:at + 9]) for at in range(len(words) - 8)}

    root = SHIPPED.parent
    with (SHIPPED / "articles.csv").open(encoding="utf-8") as file:
        allowed = set().union(*(runs(row["headline"]) for row in csv.DictReader(file)))
    known = set().union(*(runs(path.read_text(encoding="utf-8")) for path in pages.values())) - allowed
    # One institution's name is longer than the run.
    name = "department of north american and oceanian affairs of the"
    known = {run for run in known if name not in " ".join(run) and " ".join(run) not in name}
    tracked = subprocess.run(["git", "ls-files"], cwd=root, capture_output=True, text=True, check=True).stdout
    for path in (root / line for line in tracked.splitlines()):
        if path.is_file():
            text = re.sub(r'\\[nrt"]', " ", path.read_bytes().decode("utf-8", "ignore"))
            found = runs(text) & known
            assert not found or "oceanian" in " ".join(next(iter(found))), path.name


# The folder pass.


@pytest.fixture
def folder(tmp_path):
    """A copy of the shipped corpus without its texts."""
    target = tmp_path / "corpus"
    shutil.copytree(SHIPPED, target, ignore=shutil.ignore_patterns("text"))
    return target


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*.*")
            if path.is_file() and path.parent.name != "text"}


def test_features_stay_as_they_are_without_texts(folder):
    before = contents(folder)
    done = build_features(folder)
    assert len(done["kept"]) == 5 and not done["rebuilt"] and not done["missing"]
    assert contents(folder) == before


def test_features_rebuild_to_the_same_bytes_from_texts(folder):
    if len(check.texts(SHIPPED)) < 5:
        pytest.skip("the five texts aren't in corpus/text")
    parser = parse.load()
    if parser is None:
        pytest.skip("the parser that the shipped features were built with isn't installed")
    shutil.copytree(SHIPPED / "text", folder / "text")
    before = contents(folder)
    assert len(build_features(folder, parser)["rebuilt"]) == 5
    assert contents(folder) == before


def test_one_new_text_is_added_and_the_others_stay(folder):
    (folder / "text").mkdir()
    name = read_corpus(folder).articles.query("extent == 'headline'")["article"].iloc[0]
    (folder / "text" / f"{name}.txt").write_text("\n\n".join([PARAGRAPH] * 5))
    before = read_corpus(folder).tokens
    done = build_features(folder)
    corpus = read_corpus(folder)
    assert done["rebuilt"] == [name] and len(done["kept"]) == 5
    assert corpus.articles.set_index("article").loc[name, "extent"] == "full"
    kept = corpus.tokens[corpus.tokens["article"].isin(done["kept"])].reset_index(drop=True)
    old = before[before["article"].isin(done["kept"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(kept, old)


@pytest.mark.slow
def test_voices_cost_at_most_half_of_the_features(monkeypatch):
    """By rules, on every fourth article of a set of 4,800; CPU seconds of spans and sources against all of it."""
    folder = os.environ.get("FRAMING_BENCHMARKS")
    if not folder:
        pytest.skip("FRAMING_BENCHMARKS names no folder of benchmark sets")
    seconds = Counter()

    def timed(name):
        work = getattr(sentences, name)

        def run(*given):
            start = process_time()
            try:
                return work(*given)
            finally:
                seconds[name] += process_time() - start

        monkeypatch.setattr(sentences, name, run)

    timed("attribute")
    timed("resolve")
    with lzma.open(Path(folder) / "allsides_articles" / "train_sample.jsonl.xz", "rt", encoding="utf-8") as file:
        pages = [json.loads(line) for line in islice(file, 0, None, 4)]
    start = process_time()
    for page in pages:
        article = CleanArticle(page["title"], "", [line for line in page["text"].split("\n") if line.strip()])
        article_rows(page["id"], *read_sentences(article, TOOLS.actors), TOOLS)
    assert 0 < sum(seconds.values()) <= 0.5 * (process_time() - start)

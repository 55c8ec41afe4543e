"""The sentence behind a number, for a reader who has the text: nothing of it is stored anywhere.

Results point to places as ``article:sentence``. Where ``text/<article>.txt`` lies in the corpus folder and is the very
file the features were built from, the sentence opens; otherwise one line says which file is wanted. What opens is an
article's text: read it in a session of your own, and keep it out of notebooks and figures that are stored.
"""

from __future__ import annotations

from framing.clean import clean
from framing.files import digest
from framing.mentions import known_actors
from framing.sentences import Sentence, read_sentences
from framing.tokens import sentence_spans


def open_passage(corpus, article: str, sentence: int, around: int = 1) -> str:
    """Return a sentence of an article with its neighbours, where the reader has the text.

    Parameters
    ----------
    corpus : Corpus
        From `read_corpus`.
    article : str
        An id of articles.csv.
    sentence : int
        Its number as in features/sentences.csv; 0 is the headline.
    around : int, default=1
        How many sentences to give before and after it.

    Returns
    -------
    str
        A line with article and place, then one line a sentence, numbered, the one asked for marked ``>``. Without
        the text, or with another version of it, one line that names the file and its expected SHA-256.

    Raises
    ------
    ValueError
        If there is no such article, or no such sentence in its text.

    Examples
    --------
    >>> import framing
    >>> corpus = framing.read_corpus()
    >>> name = corpus.articles.loc[corpus.articles["extent"].eq("headline"), "article"].iloc[0]
    >>> open_passage(corpus, name, 3).removeprefix(name)
    ': no text of it was ever held; articles.csv says what is known'
    """
    row = corpus.articles[corpus.articles["article"].eq(article)]
    if row.empty:
        raise ValueError(f"article {article!r}: not in articles.csv of {corpus.folder.name}, "
                         f"which has {len(corpus.articles):,} articles")
    facts = row.iloc[0]
    if reason := _out_of_reach(corpus, facts):
        return f"{article}: {reason}"
    sentences = {found.number: found for found in _sentences(corpus, facts)}
    if sentence not in sentences:
        raise ValueError(f"sentence {sentence!r}: {article} has sentences {min(sentences)} to {max(sentences)}")
    chosen = [sentences[number] for number in range(sentence - around, sentence + around + 1) if number in sentences]
    lines = [f"{'>' if found.number == sentence else ' '} {found.number:>3}  {_characters(found)}" for found in chosen]
    return "\n".join([f"{article}, sentence {sentence} of {max(sentences)}", *lines])


def _out_of_reach(corpus, facts) -> str:
    """Say in one line why the text can't be opened; empty if it can."""
    if facts["extent"] != "full":
        return "no text of it was ever held; articles.csv says what is known"
    name, expected = f"text/{facts['article']}.txt", facts["text_sha256"]
    path = corpus.folder / name
    if not path.is_file():
        return f"the text isn't here; expected {name} with SHA-256 {expected}"
    found = digest(path)
    if found != expected:
        return f"{name} isn't the text the features were built from; expected SHA-256 {expected}, found {found}"
    return ""


def _sentences(corpus, facts) -> list[Sentence]:
    """Read the text as the features were made from it; a parser would change voices, never sentences."""
    page = (corpus.folder / "text" / f"{facts['article']}.txt").read_text(encoding="utf-8")
    return read_sentences(clean(page, facts["headline"], facts["byline"]), known_actors(corpus.actors))[0]


def _characters(found: Sentence) -> str:
    """Return a sentence as it stands in the text, with all its marks."""
    if found.section == "headline":
        return found.text
    return next(found.text[start:end] for start, end in sentence_spans(found.text) if end == found.end)

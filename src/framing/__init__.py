"""Compare how news outlets frame the same event."""

from importlib import import_module
from importlib.util import find_spec

__version__ = "0.1.0"

from framing.corpus import Corpus, CorpusError, read_corpus
from framing.vectorize import DocumentFeatureMatrix, vectorize  # the function, not its module

__all__ = ["Corpus", "CorpusError", "DocumentFeatureMatrix", "read_corpus", "vectorize"]


def __getattr__(name: str):
    """Import a module of the package when it is first used: ``framing.synthetic``."""
    if find_spec(f"framing.{name}"):
        return import_module(f"framing.{name}")
    raise AttributeError(f"module 'framing' has no attribute {name!r}")

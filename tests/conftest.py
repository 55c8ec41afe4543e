"""Settings for all tests: no window, no user settings, the same examples in every run."""

import gc
import os

import matplotlib
import pytest
from hypothesis import settings

matplotlib.use("Agg")
settings.register_profile("framing", derandomize=True, database=None, deadline=None)
settings.load_profile("framing")
for name in [name for name in os.environ if name.startswith("FRAMING_") and name != "FRAMING_BENCHMARKS"]:
    del os.environ[name]


def pytest_make_parametrize_id(val, argname):
    """Name a case of bytes by its argument: workers must agree on names, and packed bytes can hold the time."""
    return argname if isinstance(val, bytes) else None


@pytest.fixture(scope="session")
def corpus():
    """The shipped corpus, read once."""
    import framing

    return framing.read_corpus()


@pytest.fixture(scope="session")
def heads(corpus):
    """The headlines to compare, with their scores."""
    from framing import headlines, verbatim

    repeats = verbatim.repeated_headlines(corpus.reuse, corpus.articles)
    return headlines.headlines(corpus.articles, corpus.sentences, repeats)


@pytest.fixture(scope="module")
def running_server():
    """A server on this machine that answers as a test says."""
    from misbehaving_server import running

    with running() as made:
        yield made


@pytest.fixture
def server(running_server):
    """The server, with nothing on it yet."""
    running_server.routes.clear()
    running_server.asked.clear()
    return running_server


@pytest.fixture
def no_collector():
    """Time a test without the garbage collector, whose work grows with all that other tests hold."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()

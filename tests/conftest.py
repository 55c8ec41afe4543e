"""Settings for all tests: no window, no user settings, the same examples in every run."""

import os

import matplotlib
from hypothesis import settings

matplotlib.use("Agg")
settings.register_profile("framing", derandomize=True, database=None, deadline=None)
settings.load_profile("framing")
for name in [name for name in os.environ if name.startswith("FRAMING_")]:
    del os.environ[name]

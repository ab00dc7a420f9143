"""How the property tests look for examples.

The same ones at each run, so that a run tells of the change before it and of nothing else;
`HYPOTHESIS_PROFILE=explore` looks for new ones.
"""

from __future__ import annotations

import os

from hypothesis import settings

settings.register_profile("same", derandomize=True, deadline=None, database=None)
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

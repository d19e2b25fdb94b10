"""What holds for every test: no limit of time on a single example, as the machine may be busy."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("tieout", deadline=None, print_blob=True)
settings.load_profile("tieout")

"""tieout: from a broker-dealer's books to its net capital and annual audited report, every figure with its reasons.

Start with `tieout.facts`; the map of the packages is `docs/architecture.md`.
"""

__version__ = "0.1.0"

"""Broker-dealers from a seed, their reports in many hands' styles, and what a scanner does to them.

The ground truth for tests and benchmarks: the same seed gives the same firm, report, pages and damage on every machine.
"""

from tieout.sim.filing import SimulatedFiling, Truth, filing
from tieout.sim.printed import TrueFigure

__all__ = ["SimulatedFiling", "TrueFigure", "Truth", "filing"]

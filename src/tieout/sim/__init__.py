"""Broker-dealers from a seed, their reports in many hands' styles, and what a scanner does to them.

The ground truth for tests and benchmarks: the same seed gives the same firm, report, pages and damage on every machine.

    firms, amounts, capital     who the firm is and what it has, in whole printed units: sums hold by construction
    hands, printed              how its preparer writes; tables under construction, each figure with its truth
    condition, results, equity, cash, telling, reports, form
                                the statements, the schedule, notes and reports, the facing page
    filing                      all of it: `filing(seed)`
    plain, houses               as text, Markdown and PDF
    scans, damage               spoiled as images, spoiled as text
    places, sums, slips         where each figure stands, what holds between figures, what slips make of one
    figure_faults, word_faults, faults
                                mistakes as filers make them, planted on the pages: `plant`, `plant_several`
    truths                      the truth as JSON

What may vary is data, in `data/`: wordings, names, house styles, how bad a scan is.
"""

from tieout.sim.filing import SimulatedFiling, Truth, filing
from tieout.sim.printed import TrueFigure

__all__ = ["SimulatedFiling", "TrueFigure", "Truth", "filing"]

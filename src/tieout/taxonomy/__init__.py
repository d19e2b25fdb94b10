"""The taxonomy: every concept declared once, as data, and a loader that proves the data consistent.

- `concepts.csv`       concept, statement, kind, direction, label (and its words when above or below zero), FOCUS box,
                       usual net capital treatment, usual line in the cash flow statement
- `finer_concepts.csv` kinds of a concept that filers show apart; they are read and take no postings
- `focus_boxes.csv`    the boxes of FOCUS Part II and IIA: section, line, allowable / nonallowable / total codes
- `focus_sums.csv`     which boxes are the sum of which
- `entity_kinds.yaml`  what differs between corporation, LLC, partnership and sole proprietor
- `layouts/*.yaml`     the statements: sections, totals, order, what sums to what and with which weight
- `paragraphs.csv`     the paragraphs of 15c3-1 that an account's treatment may cite
- `forms/*.yaml`       the editions of the facing page
- `seen_as/`           the words filers use, and the rules that lead from them to concepts (`wordings.py`)

`taxonomy()` gives it all, loaded once.  Printing a statement, footing it, filling a FOCUS box: all read these files.
"""

from tieout.taxonomy.loader import (
    TREATMENTS,
    TURNED,
    Concept,
    EntityKind,
    FocusBox,
    FocusSum,
    Layout,
    Section,
    Taxonomy,
    TaxonomyError,
    Treatment,
    read_yaml,
    taxonomy,
)

__all__ = [
    "TREATMENTS",
    "TURNED",
    "Concept",
    "EntityKind",
    "FocusBox",
    "FocusSum",
    "Layout",
    "Section",
    "Taxonomy",
    "TaxonomyError",
    "Treatment",
    "read_yaml",
    "taxonomy",
]

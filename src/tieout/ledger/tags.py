"""The words of the `tag` column: which there are, and which of them speak of a whole entry."""

from __future__ import annotations

from difflib import get_close_matches
from functools import cache

import polars as pl

from tieout.facts import TieoutError
from tieout.taxonomy import taxonomy

# Said on one posting, these hold for its whole entry: half an entry cannot be an opening or a reversal.
OF_ENTRIES = ("opening", "closing", "noncash", "reversal")
_OTHERS = ("change", "income_taxes_paid", "interest_paid")


@cache
def known_words() -> frozenset[str]:
    """The words that mean something: those above, lines of the cash flow statement and of changes in equity."""
    flows = [concept for concept in taxonomy().concepts.values() if concept.kind == "flow"]
    lines = {flow.id for flow in flows if flow.section or flow.statement == "changes_in_equity"}
    return frozenset((*OF_ENTRIES, *_OTHERS, *lines))


def check_tags(postings: pl.DataFrame, source: str) -> None:
    """Raise TieoutError, naming entry and row, for a word nobody knows: it would say nothing, and nobody would hear."""
    known = known_words()
    unknown = {
        tag: word for tag in postings["tag"].unique() for word in reversed(tag.split()) if word not in known
    }  # the first of each tag
    if not unknown:
        return
    found = postings.filter(pl.col("tag").is_in(list(unknown)))
    entry, tag, row = found.select("entry", "tag", "row").row(0)
    near = get_close_matches(unknown[tag].casefold(), sorted(known), n=1)
    more = f" ({found.height:,} postings have such tags)" if found.height > 1 else ""
    raise TieoutError(
        f"entry {entry} has the tag {unknown[tag]!r}, which is unknown{more}.",
        where=f"{source}, row {row}" if row else source,
        expected=f"words of {', '.join(sorted(known))}.",
        mend=f"write {near[0]}." if near else "remove it, or say it in the memo.",
    )


def of_whole_entries(postings: pl.DataFrame) -> pl.DataFrame:
    """The postings, where a word of OF_ENTRIES on one posting of an entry stands on all of them."""
    for word in OF_ENTRIES:
        saying = [tag for tag in postings["tag"].unique() if word in tag.split()]
        if not saying:
            continue
        says = pl.col("tag").is_in(saying)
        with_word = pl.concat_str("tag", pl.lit(f" {word}")).str.strip_chars_start()
        postings = postings.with_columns(tag=pl.when(says.any().over("entry") & ~says).then(with_word).otherwise("tag"))
    return postings

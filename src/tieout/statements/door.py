"""The door between two worlds of sign: debit and credit become direction here, and nowhere else.

In the ledger a debit is plus and a credit minus.  In facts a value is positive in its concept's own direction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from tieout.facts import Fact, Line, Period, Posted, PostedEntry, Told, add, computed, less
from tieout.facts.compare import FOOTING
from tieout.facts.money import cents
from tieout.ledger.accounts import Account
from tieout.ledger.books import Books, has_tag
from tieout.ledger.closing import income_shares
from tieout.ledger.firm import IncomeShare
from tieout.taxonomy import Concept, Taxonomy, taxonomy

_SHARE = "share of the year's income"
MOST_LISTED = 200  # postings a trace lists one by one; past that it names the table, the filter and the count


def posted(
    books: Books, account: Account, postings: pl.DataFrame, concept: str, when: date | Period, sign: int, where: str
) -> Fact:
    """The postings of one account as a fact: `sign` +1 where the concept grows with debits, -1 with credits."""
    listed = postings if postings.height <= MOST_LISTED else postings.clear()
    trace = Posted(
        account=account.number,
        name=account.name,
        where=where,
        count=postings.height,
        entries=tuple(
            PostedEntry(entry, on, cents(amount), memo)
            for entry, on, amount, memo in listed.select("entry", "date", "cents", "memo").iter_rows()
        ),
        books=books.source,
    )
    return Fact(
        concept=concept,
        entity=books.firm.name,
        when=when,
        value=sign * cents(int(postings["cents"].sum())),
        part=account.number,
        label=account.name,
        trace=trace,
    )


def direction(concept: Concept) -> int:
    """+1 for a concept that grows with debits, -1 for one that grows with credits."""
    return +1 if concept.grows_with == "debit" else -1


@dataclass
class Ledger:
    """The books as facts: account balances at a date, account flows over a period, and the concepts they make up.

    Exact to the cent; each fact is made once.
    """

    books: Books
    taxonomy: Taxonomy = field(default_factory=taxonomy)
    _balances: dict[tuple[date, Period | None], Mapping[str, Fact]] = field(default_factory=dict)
    _concepts: dict[tuple[date, Period | None], Mapping[str, Fact]] = field(default_factory=dict)
    _flows: dict[Period, Mapping[str, Fact]] = field(default_factory=dict)

    def concept_of(self, account: str) -> Concept:
        return self.taxonomy[self.books.chart[account].concept]

    def opening_day(self, period: Period) -> date:
        """The day whose closing balances a period begins with."""
        return period.start - timedelta(days=1)

    def _held(self, as_of: date, opens: Period | None) -> pl.DataFrame:
        """Postings that make the balances of a day; those a period opens with also take its `opening` entries."""
        if opens is None:
            return self.books.through(as_of)
        carried = has_tag("opening") & pl.col("date").is_between(opens.start, opens.end)
        return self.books.postings.filter((pl.col("date") <= as_of) | carried)

    def balances(self, as_of: date, opens: Period | None = None) -> Mapping[str, Fact]:
        """Balance-sheet accounts with postings, by number."""
        if (as_of, opens) not in self._balances:
            found = {}
            for number, postings in _by_account(self._held(as_of, opens)):
                concept = self.concept_of(number)
                if concept.is_balance:
                    account = self.books.chart[number]
                    where = f"through {as_of}"
                    found[number] = posted(self.books, account, postings, concept.id, as_of, direction(concept), where)
            self._balances[as_of, opens] = self._in_chart_order(found)
        return self._balances[as_of, opens]

    def flows(self, period: Period) -> Mapping[str, Fact]:
        """Revenue and expense accounts with postings in a period, closing entries aside, by number.

        An `opening` entry dated after the first day carries in what was earned in the period until then.
        """
        if period not in self._flows:
            before = has_tag("opening") & (pl.col("date") <= period.start)
            held = self.books.through(period.end).filter(pl.col("date") >= period.start)
            found = {}
            for number, postings in _by_account(held.filter(~has_tag("closing") & ~before)):
                concept = self.concept_of(number)
                if not concept.is_balance:
                    account = self.books.chart[number]
                    where = f"from {period}"
                    found[number] = posted(self.books, account, postings, concept.id, period, direction(concept), where)
            self._flows[period] = self._in_chart_order(found)
        return self._flows[period]

    def _in_chart_order(self, found: Mapping[str, Fact]) -> Mapping[str, Fact]:
        return {account.number: found[account.number] for account in self.books.chart if account.number in found}

    def unclosed(self, as_of: date, opens: Period | None = None) -> Mapping[str, Fact]:
        """Income not yet closed to the owners at a date, by the equity account it will close to."""
        lines = []
        for number, postings in _by_account(self._held(as_of, opens)):
            concept = self.concept_of(number)
            if not concept.is_balance and postings["cents"].sum():
                account = self.books.chart[number]
                where = f"not closed by {as_of}"
                fact = posted(self.books, account, postings, concept.id, as_of, direction(concept), where)
                lines.append(add(fact) if concept.grows_with == "credit" else less(fact))
        if not lines:
            return {}
        whole = computed("income_not_yet_closed", lines, cite="revenue less expense, to be closed")
        shares = income_shares(self.books.chart, self.books.firm)
        return {shares[0].account: whole} if len(shares) == 1 else _shared(whole, shares)

    def concepts(self, as_of: date, opens: Period | None = None) -> Mapping[str, Fact]:
        """Every balance-sheet concept with accounts behind it, at a date, the parts of a line gathered into it."""
        if (as_of, opens) not in self._concepts:
            accounts = dict(self.balances(as_of, opens))
            pieces: dict[str, list[Line]] = {}
            unclosed = self.unclosed(as_of, opens)
            for account in self.books.chart:
                lines = [add(f) for f in (accounts.get(account.number), unclosed.get(account.number)) if f is not None]
                pieces.setdefault(account.concept, []).extend(lines)
            found = self.gather({concept: lines for concept, lines in pieces.items() if lines})
            layout = self.taxonomy.layout("financial_condition", self.books.firm.entity_kind)
            for whole, parts in layout.parts.items():
                lines = [Line(weight, found[part]) for weight, part in parts if part in found]
                if lines:
                    own = [add(found[whole])] if whole in found else []
                    found[whole] = computed(whole, [*own, *lines], cite=FOOTING, label=self._label(whole, parts))
            self._concepts[as_of, opens] = found
        return self._concepts[as_of, opens]

    def gather(self, pieces: Mapping[str, list[Line]]) -> dict[str, Fact]:
        """Account facts summed by concept.

        Where all accounts of a concept share one name of the firm's own, it labels the concept; where they have
        several, each is a line of its own and the concept their sum.
        """
        found = {}
        for concept, lines in pieces.items():
            usual = self.taxonomy[concept].label
            names: dict[str, list[Line]] = {}
            for line in lines:
                names.setdefault(self.own_label([line.fact.part]) or usual, []).append(line)
            if len(names) > 1:
                lines = [
                    add(computed(concept, own, cite=FOOTING, part=name, label="" if name == usual else name))
                    for name, own in names.items()
                ]
            label = next(iter(names)) if len(names) == 1 else ""
            found[concept] = computed(concept, lines, cite=FOOTING, label="" if label == usual else label)
        return found

    def own_label(self, accounts: Iterable[str]) -> str:
        names = {self.books.chart[number].line for number in accounts if number in self.books.chart}
        return names.pop() if len(names) == 1 else ""

    def _label(self, whole: str, parts: tuple[tuple[int, str], ...]) -> str:
        concepts = {whole, *(part for _, part in parts)}
        return self.own_label(account.number for account in self.books.chart if account.concept in concepts)


def _shared(whole: Fact, shares: Sequence[IncomeShare]) -> Mapping[str, Fact]:
    """Each owner's share to the cent, as `ledger.closing.share_out` closes it: the last takes what rounding leaves."""
    firm, day = "firm.toml [[income_to]]", whole.end
    to_the_cent = Told(firm, day, "income is shared to the cent; the last account takes the rest")
    cent = Fact(concept="one_cent", entity=whole.entity, when=day, value=Decimal("0.01"), trace=to_the_cent)
    found: dict[str, Fact] = {}
    for share in shares[:-1]:
        told = Told(firm, day, f"the share of account {share.account}")
        part = Fact(
            concept="income_share",
            entity=whole.entity,
            when=day,
            value=share.share,
            part=share.account,
            unit="ratio",
            trace=told,
        )
        exact = computed(
            "income_by_share", [add(whole), add(part)], operation="product", cite=_SHARE, part=share.account
        )
        rounded = computed(whole.concept, [add(exact), add(cent)], operation="rounded", cite=_SHARE, part=share.account)
        found[share.account] = replace(rounded, rounding=Decimal(0))  # what is closed is this amount, not one near it
    rest = [add(whole), *map(less, found.values())]
    last = shares[-1].account
    return found | {last: computed(whole.concept, rest, cite=_SHARE, part=last)}


def _by_account(postings: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    for (number,), frame in postings.partition_by("account", as_dict=True, maintain_order=True).items():
        yield str(number), frame

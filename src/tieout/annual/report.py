"""The annual report as facts, and the net capital of any date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tieout.annual.focus import FocusLine, as_statement, focus, ties
from tieout.annual.registrant import Seen, registrant
from tieout.annual.schedule import reconciliation, schedule
from tieout.facts import Computed, Fact, NoFact, Period, Report, Statement, TieoutError, add
from tieout.facts.model import Key
from tieout.law import RULES, Registrant, Test, tests
from tieout.law.business_days import LAST_YEAR
from tieout.law.haircuts.securities import Haircuts
from tieout.law.rule_15c3_1.haircuts import portfolio
from tieout.ledger.books import Books
from tieout.ledger.firm import Firm
from tieout.statements import cash_flows, condition, equity, income
from tieout.statements.door import Ledger
from tieout.statements.presentation import Presentation, Tie

WHOLE_DOLLARS = Decimal(1)
THOUSANDS = Decimal(1000)


@dataclass(frozen=True)
class NetCapital:
    """Net capital on a date: the schedule in whole dollars, the early-warning tests, the exact facts by concept."""

    as_of: date
    firm: Firm
    schedule: Statement
    tests: tuple[Test, ...]
    exact: dict[str, Fact]
    printed: dict[str, Fact]
    assumptions: tuple[str, ...]


def checked_date(books: Books, as_of: date | None) -> date:
    """The date asked for, or the latest fiscal year end.

    Raises TieoutError before the books begin, and after the years whose business days are known.
    """
    day = as_of or books.default_as_of()
    if day < books.first_day:
        raise TieoutError(
            f"the books begin on {books.first_day}; nothing is known on {day}.",
            where=books.source,
            expected=f"a date from {books.first_day}.",
        )
    if day.year > LAST_YEAR:
        raise TieoutError(
            f"{day} is outside the years whose business days we hold.",
            where=books.source,
            expected=f"a date through {LAST_YEAR}-12-31.",
        )
    return day


def net_capital(books: Books, as_of: date | None = None, *, ahead: bool = False) -> NetCapital:
    """Net capital, aggregate indebtedness, requirement, excess and early warning of a date.

    `ahead` carries what is stated forward to a day after the last entry.
    """
    bound = _bound(books, checked_date(books, as_of), lenient=True, ahead=ahead)
    firm = bound.seen.registrant
    presentation, printed = _presented(bound, WHOLE_DOLLARS)
    exact = _law_facts(firm)
    return NetCapital(
        as_of=bound.day,
        firm=books.firm,
        schedule=next(statement for statement in printed if statement.name == "net_capital"),
        tests=tests(firm),
        exact=exact,
        printed={concept: presentation.fact(fact) for concept, fact in exact.items()},
        assumptions=bound.seen.assumptions,
    )


def positions_haircuts(books: Books, as_of: date | None = None) -> Haircuts:
    """Haircuts of the positions of a date, undue concentration held against the firm's own tentative net capital."""
    return portfolio(_bound(books, checked_date(books, as_of), lenient=True).seen.registrant)


def _law_facts(firm: Registrant) -> dict[str, Fact]:
    """Every figure of law that applies to the firm, exact, by concept."""
    found = {}
    for concept, rule in RULES.items():
        if firm.method == "alternative" and concept in (
            "minimum_net_capital_ratio",
            "ten_percent_of_aggregate_indebtedness",
            "early_warning_aggregate_indebtedness",
            "net_capital_less_early_warning",
        ):
            continue
        try:
            found[concept] = rule(firm)
        except NoFact:
            continue
    return found


@dataclass(frozen=True)
class Focus:
    """FOCUS Part IIA in whole dollars."""

    entity: str
    as_of: date
    period: Period
    lines: tuple[FocusLine, ...]


def focus_report(books: Books, as_of: date | None = None) -> Focus:
    """FOCUS Part IIA by box at a date, its income over the fiscal year up to it."""
    bound = _bound(books, checked_date(books, as_of), lenient=True)
    if not bound.focus:  # say why
        focus(bound.ledger, bound.seen.registrant, books.firm.fiscal_year(bound.day), None)
    presentation, _ = _presented(bound, WHOLE_DOLLARS)
    lines = tuple(
        FocusLine(x.section, x.line, x.label, tuple((c, code, presentation.fact(f)) for c, code, f in x.boxes))
        for x in bound.focus
    )
    return Focus(books.firm.name, bound.day, books.firm.fiscal_year(bound.day), lines)


def annual_report(books: Books, as_of: date | None = None) -> Report:
    """The annual report: statements and schedule as printed, with every figure's trace down to entries.

    Notes are filled in by the writer.  Raises TieoutError where the books do not hold what a statement needs.
    """
    bound = _bound(books, checked_date(books, as_of))
    quantum = THOUSANDS if books.firm.presentation.unit == "thousands" else WHOLE_DOLLARS
    presentation, statements = _presented(bound, quantum)
    ledger, day = bound.ledger, bound.day
    extra = [*_law_facts(bound.seen.registrant).values(), *condition.totals(ledger, day).values()]
    extra += [fact for period in _periods(books, day) for fact in income.totals(ledger, period).values()]
    facts = _stated(statements, [presentation.fact(fact) for fact in extra if not fact.part])
    facts += _not_stated_yet(books, facts)
    return Report(
        entity=books.firm.name,
        facing_page=facing_page(books.firm, books.firm.fiscal_year(day)),
        facts=tuple(facts),
        statements=statements,
    )


def remarks(books: Books, as_of: date | None = None) -> tuple[str, ...]:
    """What the person who signs should know about the report of a day: assumptions, and statements left out."""
    bound = _bound(books, checked_date(books, as_of))
    left_out = [
        f"no statements of changes in equity and of cash flows: balances are carried in within {period}, so that what "
        "moved is not known; add the trial balance of the day before the year began."
        for period in _periods(books, bound.day)
        if not books.holds(period)
    ]
    return (*bound.seen.assumptions, *left_out)


def _not_stated_yet(books: Books, facts: list[Fact]) -> list[Fact]:
    """Told facts that the statements do not hold.  Raises TieoutError for one that contradicts a figure they do."""
    held = {fact.key: fact for fact in facts}
    for told in books.told:
        same = held.get(told.key)
        if same is not None and not same.agrees(told):
            raise TieoutError(
                f"{told.concept} is told as {told.value:,}, but the books give {same.value:,}.",
                where="facts.csv",
                mend="take the row out, or correct it or the books.",
            )
    return [told for told in books.told if told.key not in held]


def _periods(books: Books, day: date) -> tuple[Period, ...]:
    """The fiscal year, and the year before where the books hold it and the firm prints it."""
    period = books.firm.fiscal_year(day)
    previous = books.firm.fiscal_year(period.start - timedelta(days=1))
    both = books.firm.presentation.prior_year and books.firm.is_year_end(day) and books.holds(previous)
    return (period, previous) if both else (period,)


@dataclass(frozen=True)
class Bound:
    """Everything that a year's report states, exact: the statements as they are bound, FOCUS, and what ties them."""

    ledger: Ledger
    day: date
    seen: Seen
    statements: tuple[Statement, ...]
    focus: tuple[FocusLine, ...]
    ties: tuple[Tie, ...]


def _bound(books: Books, day: date, lenient: bool = False, ahead: bool = False) -> Bound:
    """The exact statements of a day.

    `lenient` leaves out the statements of what moved where the books do not explain it: net capital does not need them.
    """
    ledger = Ledger(books)
    periods = _periods(books, day)
    seen = registrant(ledger, day, ahead=ahead)
    found = [condition.statement(ledger, [period.end for period in periods]), income.statement(ledger, periods)]
    balance = [condition.totals(ledger, period.end) for period in periods]
    sums: list[Tie] = [(held["total_assets"], (add(held["total_liabilities_and_equity"]),)) for held in balance]
    changes: dict[Period, equity.Changes] = {}
    if all(books.holds(period) for period in periods):
        try:
            statements, more, changes = _movements(ledger, periods)
            found += statements
            sums += more
        except TieoutError:
            if not lenient:
                raise
    found.append(schedule(ledger, seen.registrant))
    if (reconciled := reconciliation(ledger, seen.registrant)) is not None:
        found.append(reconciled)
    try:
        form = focus(ledger, seen.registrant, periods[0], changes.get(periods[0]))
    except TieoutError:
        if not lenient:
            raise
        form = ()
    return Bound(ledger, day, seen, tuple(found), form, tuple(sums))


def _movements(
    ledger: Ledger, periods: tuple[Period, ...]
) -> tuple[list[Statement], list[Tie], dict[Period, equity.Changes]]:
    """The statements of what moved (equity, subordinated liabilities, cash), what ties them, the changes in equity."""
    changes = {period: equity.changes(ledger, period) for period in periods}
    flows = {period: cash_flows.flows(ledger, period) for period in periods}
    sums = [tie for moved in changes.values() for tie in moved.ties]
    sums += [tie for flow in flows.values() for tie in flow.ties]
    found = [equity.statement(ledger, periods, changes)]
    if (subordinated := equity.subordinated(ledger, periods)) is not None:
        found.append(subordinated)
        sums += equity.subordinated_ties(subordinated)
    return [*found, cash_flows.statement(ledger, periods, flows)], sums, changes


def _presented(bound: Bound, quantum: Decimal) -> tuple[Presentation, tuple[Statement, ...]]:
    """Everything rounded together, so that a figure is the same wherever it is printed; FOCUS is in whole dollars."""
    presentation = Presentation(quantum, _printed_before(bound, quantum))
    if quantum != WHOLE_DOLLARS:
        return presentation, presentation.present(bound.statements, bound.ties)
    form = as_statement(bound.focus, bound.day)
    sums = ties(bound.focus, condition.totals(bound.ledger, bound.day))
    *statements, _ = presentation.present([*bound.statements, form], [*bound.ties, *sums])
    return presentation, tuple(statements)


def _printed_before(bound: Bound, quantum: Decimal) -> dict[Key, Decimal]:
    """The figures as last year's report printed them, where the books hold that year; so on, to the first."""
    books = bound.ledger.books
    previous = books.firm.fiscal_year(books.firm.fiscal_year(bound.day).start - timedelta(days=1))
    if previous.end < books.first_day or not books.holds(previous):
        return {}
    try:
        before = _bound(books, previous.end, lenient=True)
    except TieoutError:  # last year's net capital cannot be worked out here: nothing was printed from these books
        return {}
    presentation, _ = _presented(before, quantum)
    return presentation.settled


def _stated(statements: Iterable[Statement], extra: Iterable[Fact]) -> list[Fact]:
    """All figures stated, one per key, in the order in which a reader meets them."""
    facts: dict[Key, Fact] = {}
    for statement in statements:
        for fact in statement.facts():
            facts.setdefault(fact.key, fact)
    for fact in extra:
        facts.setdefault(fact.key, fact)
    return list(facts.values())


def facing_page(firm: Firm, period: Period) -> dict[str, object]:
    """The words of the facing page by field; what the firm does not state is left out."""
    officer = firm.oath_officer
    held: dict[str, object] = {
        "form": "X-17A-5 Part III",
        "sec_file_number": firm.sec_file_number,
        "crd_number": firm.crd_number,
        "period_start": period.start.isoformat(),
        "period_end": period.end.isoformat(),
        "registrant_name": firm.name,
        "statement_name": _statement_name(firm),
        "street": firm.address.street,
        "city": firm.address.city,
        "state": firm.address.state,
        "zip": firm.address.zip,
        "contact_name": firm.contact.name,
        "contact_phone": firm.contact.phone,
        "contact_email": firm.contact.email,
        "accountant_name": firm.auditor.name,
        "accountant_street": firm.auditor.street,
        "accountant_city": firm.auditor.city,
        "accountant_state": firm.auditor.state,
        "accountant_zip": firm.auditor.zip,
        "accountant_kind": firm.auditor.kind if firm.auditor.name else "",
        "accountant_pcaob_id": firm.auditor.pcaob_id,
        "accountant_pcaob_registered": firm.auditor.pcaob_registered,
        "oath_signer": officer.name if officer else "",
        "oath_title": officer.title if officer else "",
        "registrant_kinds": list(firm.registrant_kinds),
        "entity_kind": firm.entity_kind,
        "net_capital_method": firm.net_capital_method,
        "rule_15c3_3_exemption": firm.rule_15c3_3_exemption,
    }
    held = {name: value for name, value in held.items() if value not in ("", [])}
    return held | {"consolidated": firm.consolidated, "public_document": firm.public_document}


def _statement_name(firm: Firm) -> str:
    """The name above consolidated statements: "... and Subsidiary"."""
    if not firm.consolidated or not firm.subsidiaries:
        return firm.name
    return f"{firm.name} and {'Subsidiary' if len(firm.subsidiaries) == 1 else 'Subsidiaries'}"


def explained(books: Books, concept: str, as_of: date | None = None) -> Fact:
    """The exact fact behind a concept, with its whole trace; `part` may follow a slash ("retained_earnings/3110").

    Raises NoFact naming the nearest concepts.
    """
    bound = _bound(books, checked_date(books, as_of), lenient=True, ahead=as_of is not None)
    found = [*_law_facts(bound.seen.registrant).values()]
    found += [fact for statement in bound.statements for fact in statement.facts()]
    found += [*condition.totals(bound.ledger, bound.day).values(), *books.told]
    facts: dict[str, Fact] = {}
    seen: set[int] = set()

    def gather(fact: Fact) -> None:
        if id(fact) in seen:
            return
        seen.add(id(fact))
        name = f"{fact.concept}/{fact.part}" if fact.part else fact.concept
        # Asked about a day, we answer with that day, or the year that ends on it.
        if name not in facts or (facts[name].end != bound.day and fact.end == bound.day):
            facts[name] = fact
        if isinstance(fact.trace, Computed):
            for line in fact.trace.lines:
                gather(line.fact)

    for fact in found:
        gather(fact)
    if concept in facts:
        return facts[concept]
    name, _, part = concept.partition("/")
    return Report(books.firm.name, {}, tuple(facts.values())).fact(name, part=part)

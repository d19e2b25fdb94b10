"""`why` names every step down to postings, pages and people."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given

from tieout.facts import Computed, Fact, Line, Posted, PostedEntry, Read, Told, add, computed, less, why
from tieout.facts.model_test import trees
from tieout.facts.reasons import as_text, shown

END = date(2024, 12, 31)


def fact(concept: str, value: int | str, trace: Posted | Read | Told, unit: str = "USD", part: str = "") -> Fact:
    return Fact(concept=concept, entity="Alder", when=END, value=Decimal(value), trace=trace, unit=unit, part=part)


def entries(count: int) -> tuple[PostedEntry, ...]:
    return tuple(PostedEntry(f"e{i}", END, Decimal(100 if i else -100), f"memo {i}") for i in range(count))


FIGURES = ["1,239,550", "1,550,000", "", "   0", "310,450", "12,400", " 100", "298,050"]


def net_capital() -> Fact:
    worth = fact("net_worth", 1_550_000, Posted("3000", "Equity", "through 2024-12-31", 41, books="journal.csv"))
    loans = fact("subordinated_liabilities", 0, Told("CFO", END, "no subordinated loans"))
    due = fact("receivable_from_affiliate", 298_050, Read("alder.pdf", 4, (0, 0, 1, 1), "298,0S0", "S read as 5"))
    desks = fact("furniture", 12_400, Posted("1640", "Furniture", "in 2024", 1, entries(1)), part="1640")
    nonallowable = computed("nonallowable_assets", [add(desks), add(due)], cite="(c)(2)(iv)")
    lines = [add(worth), add(loans, "(c)(2)(ii)"), less(nonallowable, "(c)(2)(iv)")]
    return computed("net_capital", lines, cite="17 CFR 240.15c3-1(c)(2)")


def test_the_column_of_net_capital() -> None:
    assert [" ".join(line.split()) for line in as_text(why(net_capital()))] == [
        "net_capital 1,239,550 17 CFR 240.15c3-1(c)(2)",
        "+ net_worth 1,550,000 3000 Equity, 41 postings through 2024-12-31",
        "41 postings not listed in journal.csv, account 3000, through 2024-12-31",
        "+ subordinated_liabilities 0 (c)(2)(ii) CFO, 2024-12-31: no subordinated loans",
        "- nonallowable_assets 310,450 (c)(2)(iv)",
        "+ furniture [1640] 12,400 1640 Furniture, 1 posting in 2024",
        "Cr 2024-12-31 e0 100 memo 0",
        '+ receivable_from_affiliate 298,050 alder.pdf p.4 "298,0S0" [repaired: S read as 5]',
    ]


def test_names_figures_and_words_stand_in_columns() -> None:
    lines = list(as_text(why(net_capital())))
    depths = [len(line) - len(line.lstrip()) for line in lines]
    assert depths == [0, 2, 4, 2, 2, 4, 6, 4]
    ends = {line.index(figure) + len(figure) for line, figure in zip(lines, FIGURES, strict=True) if figure}
    assert len(ends) == 1, "figures are flush right"


def test_postings_past_the_limit_are_counted_and_netted() -> None:
    cash = fact("cash", 300, Posted("1010", "Cash", "in 2024", 5, entries(5), "journal.csv"))
    texts = [(r.sign, r.name, int(r.value), r.text) for r in why(cash, most_entries=2)]
    assert texts[1:] == [
        ("Cr", "2024-12-31 e0", 100, "memo 0"),
        ("Dr", "2024-12-31 e1", 100, "memo 1"),
        ("", "3 more postings", 300, "not listed"),
    ]
    assert len(list(why(cash, most_entries=None))) == 6
    assert [r.name for r in why(cash, most_entries=0)][1:] == ["5 postings"]


def test_the_sign_says_what_a_line_does() -> None:
    a, b = fact("a", 10, Told("x", END, "")), fact("b", 4, Told("x", END, ""))

    def signs(operation: str, *effects: int) -> list[str]:
        lines = [Line(effect, f) for effect, f in zip(effects, (a, b, a), strict=False)]
        made = computed("m", lines, operation=operation)  # type: ignore[arg-type]
        return [r.sign for r in why(made)][1:]

    assert signs("sum", 1, -1) == ["+", "-"]
    assert signs("product", 1, 1) == ["=", "x"]
    assert signs("product", -1, -1) == ["= -", "x -"]
    assert signs("quotient", 1, -1) == ["=", "/ -"]
    assert signs("greatest", 1, -1) == ["max", "max -"]
    assert signs("least", 1, -1) == ["min", "min -"]
    assert signs("rounded", 1, 1, -1) == ["~", "to", "-"]


@given(trees(8))
def test_why_reaches_every_leaf_of_any_tree(held: list[Fact]) -> None:
    def steps(fact: Fact) -> int:
        return 1 + sum(steps(x.fact) for x in fact.trace.lines) if isinstance(fact.trace, Computed) else 1

    assert len(list(why(held[-1]))) == steps(held[-1])
    assert len(list(as_text(why(held[-1])))) == steps(held[-1])


def test_values_are_shown_in_their_unit() -> None:
    assert shown(Decimal("1204550.00"), "USD") == "1,204,550"
    assert shown(Decimal("0.150"), "ratio") == "0.15"
    assert shown(Decimal(15), "ratio") == "15"
    assert shown(Decimal(1500), "ratio") == "1500"
    assert shown(Decimal(2) / 3, "ratio") == "0.666667"
    assert shown(Decimal("1e30"), "ratio") == "1" + 30 * "0"

"""Causes a controller would name, in the words they are told in; and planted ones, found again."""

from collections.abc import Sequence
from decimal import Decimal
from math import log2
from random import Random
from typing import TypedDict

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tieout.checks import causes
from tieout.checks.causes import Neighbour, explained
from tieout.checks.digits import chance
from tieout.checks.model import CauseId


def usd(text: str) -> Decimal:
    return Decimal(text.replace(",", ""))


def line(name: str, amount: str, where: str = "") -> Neighbour:
    return Neighbour(name, usd(amount), where)


RECONCILIATION = [
    line("Tax benefit computed at statutory rate", "-4,741,158"),
    line("Meals and entertainment", "11,746"),
    line("Effect of state taxes", "1,113,647"),
    line("Amortization", "-43,769"),
    line("Prior year true up/other", "305,803"),
]
BILLS = [line("rent", "15,000"), line("telephone", "1,185"), line("postage", "730"), line("insurance", "2,466")]


class Options(TypedDict, total=False):
    terms: Sequence[Neighbour]
    neighbours: Sequence[Neighbour]
    rates: Sequence[Decimal]
    forgiven: Decimal
    unit: str


def told(said: str, should_be: str, options: Options) -> str:
    held = Options(forgiven=Decimal(1)) | options
    found = explained(usd(said), usd(should_be), name="the total", **held)
    assert found is not None
    return f"{found.cause.id}: {found.cause.words}"


RATIO = Options(unit="ratio", forgiven=Decimal("0.005"))
PERCENT = Options(unit="ratio", forgiven=Decimal("0.0001"))
CENTS = Options(forgiven=Decimal(0))
THOUSANDS = Options(forgiven=Decimal(1000))


@pytest.mark.parametrize(
    ("said", "should_be", "options", "expected"),
    [
        ("6.76", "6.67", RATIO, "transposed_digits: Transposed digits: 6.76 for 6.67."),
        ("6.76", "6.676268", RATIO, "transposed_digits: Transposed digits: 6.76 for 6.67."),
        ("6.67", "6.676268", RATIO, "truncated: Cut off instead of rounded: 6.67 for 6.6763."),
        (
            "-5,581,025",
            "-3,353,731",
            {"terms": RECONCILIATION},
            "sign: The difference, 2,227,294, is twice Effect of state taxes, 1,113,647: its sign is probably turned.",
        ),
        ("18,196", "19,381", {"terms": BILLS}, "line_left_out: Telephone, 1,185, is left out of the total."),
        ("20,111", "19,381", {"terms": BILLS}, "counted_twice: Postage, 730, is counted twice in the total."),
        (
            "17,466",
            "19,381",
            {"terms": BILLS},
            "line_left_out: Telephone, 1,185, and postage, 730, are left out of the total.",
        ),
        ("2,715,605", "2,715,606", CENTS, "rounding: Rounding: the figures are 1 apart."),
        (
            "2,715,605",
            "2,715,606",
            Options(forgiven=Decimal("0.5")),
            "rounding: Rounding: the figures are 1 apart; rounding explains 0.50.",
        ),
        ("2,715,605", "2,715,609", {}, "one_digit: One digit: 2,715,605 for 2,715,609 (5 for 9)."),
        (
            "3,715,605",
            "3,715,609",
            Options(forgiven=Decimal(6)),
            "one_digit: One digit: 3,715,605 for 3,715,609 (5 for 9).",
        ),
        ("0.41", "0.14", PERCENT, "transposed_digits: Transposed digits: 41% for 14%."),
        (
            "41.2",
            "42.1",
            Options(unit="percent", forgiven=Decimal("0.05")),
            "transposed_digits: Transposed digits: 41.2% for 42.1%.",
        ),
        (
            "114,416",
            "114,418.56",
            {"rates": [Decimal("0.02")], "neighbours": [line("the number of shares", "5,720,798", "in Note 3")]},
            "wrong_base: Wrong base: 114,416 is 2% of the number of shares in Note 3, 5,720,798.",
        ),
        (
            "2,774,748",
            "-106,234",
            {"neighbours": [line("total deferred expense", "2,774,748", "in Note 9")]},
            "carried_from_elsewhere: 2,774,748 is total deferred expense in Note 9: carried from there.",
        ),
        ("44,488", "44,487,524", {}, "thousands_shift: A thousand times too small: 44,488 for 44,487,524."),
        (
            "12,045.50",
            "1,204.55",
            CENTS,
            "decimal_shift: The decimal point is shifted: 12,045.50 for 1,204.55 (by one place, or a nought too many).",
        ),
        ("0.0882", "0.0822", PERCENT, "one_digit: One digit: 8.82% for 8.22% (8 for 2)."),
        ("-118,749", "118,749", {}, "sign: The sign is turned: -118,749 for 118,749."),
        ("237,498", "118,749", {}, "doubled_or_halved: Doubled: 237,498 for 118,749."),
        (
            "12,000,000",
            "21,000,000",
            THOUSANDS,
            "transposed_digits: Transposed digits: 12,000,000 for 21,000,000 (12 for 21).",
        ),
    ],
)
def test_what_is_told(said: str, should_be: str, options: Options, expected: str) -> None:
    assert told(said, should_be, options) == expected


AMOUNTS = st.integers(10_000, 99_999_999).map(Decimal)
SUMS = st.lists(AMOUNTS, min_size=3, max_size=12, unique=True)


def test_a_line_left_out_counted_twice_or_turned_is_named() -> None:
    """Of 600 planted in sums of three to twelve lines, nearly all; the rest look like a slip of the total as well."""
    random, right = Random(20031231), 0
    for _ in range(200):
        amounts = random.sample(range(10_000, 9_999_999), random.randint(3, 12))
        terms = [Neighbour(f"Line {i}", Decimal(random.choice((1, 1, 1, -1)) * a)) for i, a in enumerate(amounts)]
        total = sum((term.value for term in terms), Decimal(0))
        wrong = random.choice(terms)
        for times, cause in ((-1, "line_left_out"), (1, "counted_twice"), (-2, "sign")):
            said = total + times * wrong.value
            held = explained(said, total, name="total", terms=terms, forgiven=Decimal("0.5"))
            right += held is not None and held.cause.id == cause and f"{wrong.name}," in held.cause.words
    assert right >= 590


@given(AMOUNTS, st.lists(AMOUNTS, min_size=1, max_size=8), st.data())
def test_a_figure_carried_from_elsewhere_is_named(meant: Decimal, others: list[Decimal], data: st.DataObject) -> None:
    neighbours = [Neighbour(f"figure {i}", amount, "last year") for i, amount in enumerate(others)]
    said = data.draw(st.sampled_from(others))
    assume(abs(said - meant) > 1_000)
    held = explained(said, meant, name="cash", neighbours=neighbours)
    assert held is not None
    assert held.cause.id == "carried_from_elsewhere" or explained(said, meant, name="cash") is not None


@given(st.integers(1_000, 10**9), st.integers(1, 10**9), st.sampled_from(["0.01", "0.0001"]))
def test_a_ratio_cut_off_is_never_called_anything_else(debt: int, capital: int, place: str) -> None:
    exact, unit = Decimal(debt) / capital, Decimal(place)
    cut = exact // unit * unit
    assume(exact - cut > unit / 2 and cut > 0)
    held = explained(cut, exact, name="ratio", unit="ratio", forgiven=unit / 2)
    assert held is not None
    assert held.cause.id == "truncated"


FINITE = st.decimals(-(10**13), 10**13, places=2)


@given(FINITE, FINITE, st.lists(FINITE, max_size=6), st.sampled_from(["USD", "ratio", "shares"]), FINITE.map(abs))
def test_nothing_is_refused(
    said: Decimal, should_be: Decimal, others: list[Decimal], unit: str, forgiven: Decimal
) -> None:
    near = [Neighbour("another", amount) for amount in others]
    held = explained(
        said, should_be, name="it", neighbours=near, terms=near, rates=[Decimal("0.15")], forgiven=forgiven, unit=unit
    )
    assert held is None or (held.strength > 0 and held.cause.words.endswith("."))
    assert explained(said, said, name="it", neighbours=near, terms=near) is None
    assert explained(said, should_be, name="it", forgiven=Decimal("Infinity")) is None


@given(SUMS)
def test_more_lines_that_might_be_missing_make_one_less_likely(amounts: list[Decimal]) -> None:
    terms = [Neighbour("line", amount) for amount in amounts]
    total = sum(amounts, Decimal(0))
    few = explained(total - amounts[0], total, name="total", terms=terms[:1])
    many = explained(total - amounts[0], total, name="total", terms=terms)
    assert few is not None
    assert many is not None
    assert few.strength >= many.strength


HERE = [line("rent", "15,000", "in Note 3"), line("telephone", "1,185")]
THREE = log2(3)  # what a dollar of rounding leaves open


@pytest.mark.parametrize(
    ("said", "should_be", "options", "cost"),
    [
        ("18,196", "19,381", Options(terms=BILLS), 1 + 2),
        ("20,111", "19,381", Options(terms=BILLS), 2 + 2),
        ("17,011", "19,381", Options(terms=BILLS), 1 + 2),  # twice the telephone
        ("18,148", "19,381", Options(terms=BILLS), 4 + 2),  # half the insurance
        ("17,466", "19,381", Options(terms=BILLS), 5 + log2(6) + THREE),
        ("18,196", "19,380", Options(terms=BILLS), 1 + 2 + THREE),  # a dollar off
        ("15,000", "96,387", Options(neighbours=HERE), 5 + 1),
        ("-15,000", "96,387", Options(neighbours=HERE), 7 + 1),
        ("81,387", "96,387", Options(neighbours=HERE), 4 + 1),
        ("97,572", "96,387", Options(neighbours=HERE), 5 + 1),
        ("2,250", "96,387", Options(neighbours=HERE, rates=[Decimal("0.15"), Decimal("0.02")]), 1 + 1 + 1),
        ("96,378", "96,387", Options(), 1 + log2(4)),
        ("96,378", "96,386", Options(), 1 + log2(4) + 2 + THREE),
        ("95,384", "97,382", Options(forgiven=Decimal("2.5")), 1 + log2(45) + 2 + log2(5)),
        (
            "21,319",
            "19,404",
            Options(terms=[line("a", "-1,185"), line("b", "-730"), line("c", "9")]),
            5 + log2(3) + THREE,
        ),
        ("96,378", "96,387.40", Options(), 1 + log2(4)),
        ("96,378", "96,387.60", Options(), 1 + log2(4) + 2),
        ("96,387", "96,387.60", Options(forgiven=Decimal("0.5")), 0.5),
        ("96,386", "96,387", Options(), 0),
        ("96,386", "96,387", Options(forgiven=Decimal("0.4")), 1),
    ],
)
def test_what_an_explanation_costs(said: str, should_be: str, options: Options, cost: float) -> None:
    """How rarely it happens, how many figures it could have made, what rounding leaves open: the rest is strength."""
    held = explained(usd(said), usd(should_be), name="the total", **(Options(forgiven=Decimal(1)) | options))
    whole = round(usd(should_be))
    assert held is not None
    assert held.strength == pytest.approx(chance(int(usd(said)), whole) - cost)


@pytest.mark.parametrize(
    ("forgiven", "unit"), [("0.5", 1), ("499", 1), ("500", 1_000), ("499999", 1_000), ("500000", 1_000_000)]
)
def test_figures_in_thousands_tell_no_more_than_their_thousands(forgiven: str, unit: int) -> None:
    held = explained(usd("12,000,000"), usd("21,000,000"), name="cash", forgiven=Decimal(forgiven))
    said, meant = 12_000_000 // unit, 21_000_000 // unit
    assert held is not None
    assert held.strength == pytest.approx(chance(said, meant) - 1 - log2(len(str(meant)) - 1))
    uneven = explained(usd("12,000,001"), usd("21,000,001"), name="cash", forgiven=Decimal(forgiven))
    assert uneven is not None
    assert uneven.strength == pytest.approx(chance(12_000_001, 21_000_001) - 1 - log2(7))


@pytest.mark.parametrize(
    ("said", "should_be", "options", "words"),
    [
        (
            "81,387",
            "96,387",
            Options(neighbours=HERE),
            "The difference, 15,000, is rent in Note 3: left out of the total.",
        ),
        (
            "97,572",
            "96,387",
            Options(neighbours=HERE),
            "The difference, 1,185, is telephone: it is counted in the total.",
        ),
        ("18,148", "19,381", Options(terms=BILLS), "The difference, 1,233, is half of insurance, 2,466."),
        (
            "-15,000",
            "96,387",
            Options(neighbours=HERE),
            "-15,000 is rent in Note 3, 15,000, with its sign turned: carried from there.",
        ),
        ("1,243.5", "1,234.5", CENTS, "Transposed digits: 1,243.50 for 1,234.50 (43 for 34)."),
        ("1,234", "1,234.56", CENTS, "Cut off instead of rounded: 1,234 for 1,234.56."),
        ("6.07", "6.70", RATIO, "Transposed digits: 6.07 for 6.70."),
        ("12,000", "21,000", Options(forgiven=Decimal(499)), "Transposed digits: 12,000 for 21,000 (12 for 21)."),
        (
            "12,000,000",
            "21,000,000",
            Options(forgiven=Decimal(500_000)),
            "Transposed digits: 12,000,000 for 21,000,000.",
        ),
        ("1,620,000", "1,620,400", {}, "Rounded: 1,620,000 for 1,620,400."),
        (
            "0.4120",
            "0.2476",
            PERCENT | Options(terms=[line("statutory", "0.3298"), line("state taxes", "-0.0822")]),
            "The difference, 16.44%, is twice state taxes, 8.22%: its sign is probably turned.",
        ),
    ],
)
def test_figures_are_written_as_people_write_them(said: str, should_be: str, options: Options, words: str) -> None:
    assert told(said, should_be, options).split(": ", 1)[1] == words


def test_a_figure_that_stands_for_itself_elsewhere_was_not_carried_from_there() -> None:
    """What agrees with what should stand here is no other figure."""
    near = [line("cash", "96,387"), line("cash", "96,388")]
    held = explained(usd("96,388"), usd("96,387"), name="cash", neighbours=near, forgiven=Decimal(1))
    assert held is not None
    assert held.cause.id == "rounding"


def test_where_nothing_fits_nothing_is_said() -> None:
    causes: list[CauseId | None] = []
    for said, should_be in ((2_051_043, 3_744_512), (0, 5_000), (5_000, 0), (-17, 12_345)):
        held = explained(Decimal(said), Decimal(should_be), name="cash", terms=BILLS, neighbours=BILLS)
        causes.append(held.cause.id if held else None)
    assert causes == [None] * 4


def test_the_units_in_which_slips_are_sought() -> None:
    for said, meant, forgiven, unit, quantum in (
        ("5", "7", "0.5", "USD", "1"), ("5.10", "7", "0.5", "USD", "0.01"), ("5", "7.123", "0.1", "USD", "0.01"),
        ("5", "7.123", "0.5", "USD", "1"), ("5.1234567", "7", "0", "USD", "0.000001"),
        ("5.123456", "7", "0", "USD", "0.000001"),
        ("5000", "7000", "500", "USD", "1000"), ("5000", "7000", "499", "USD", "1"),
        ("5000", "7100", "500", "USD", "1"),
        ("5100", "7000", "500", "USD", "1"), ("5000000", "7000000", "500000", "USD", "1000000"),
        ("0.41", "0.52", "0.005", "ratio", "0.01"), ("0.4", "0.5", "0", "ratio", "0.0001"),
        ("0.41234", "0.5", "0", "ratio", "0.00001"),
        ("0.412", "0.5", "0.005", "ratio", "0.001"), ("6.76", "6.67", "0.05", "ratio", "0.01"),
        ("41", "52", "0.5", "percent", "1"),
        ("6.7", "6.6", "0.002", "ratio", "0.001"), ("7", "6", "0.02", "percent", "0.01"),
    ):  # fmt: skip
        assert causes._quantum(usd(said), usd(meant), Decimal(forgiven), unit) == Decimal(quantum)


def test_the_last_digit_that_is_no_nought() -> None:
    for value, last in (("5", 0), ("500", 0), ("5.10", -1), ("5.25", -2), ("NaN", 0)):
        assert causes._last(Decimal(value)) == last


@pytest.mark.parametrize(("slack", "exact", "meant"), [
    ("0", "100", [100]), ("1.5", "100", [100, 101, 99]), ("0", "100.6", [101, 100]), ("0.9", "100", [100]),
    ("3", "100", [100, 101, 99, 102, 98, 103, 97]), ("19.9", "100", [100, 101, 99, 102, 98, 103, 97]),
    ("20", "100", [100]),
])  # fmt: skip
def test_what_may_have_been_meant(slack: str, exact: str, meant: list[int]) -> None:
    case = causes._Case(90, int(Decimal(exact).to_integral_value()), Decimal(exact), Decimal(1), Decimal(slack), "USD")
    found = list(causes._meant(case))
    assert [each for each, _ in found] == meant
    near = min(int(Decimal(slack)), 3) if Decimal(slack) < 20 else 0
    extra = [2.0] if exact != "100" else []
    assert [cost for _, cost in found] == [0.0, *extra, *[2.0 + log2(2 * near + 1)] * (2 * near)]


@pytest.mark.parametrize(("value", "quantum", "unit", "text"), [
    ("1234", "1", "USD", "1,234"), ("0.412", "0.001", "ratio", "41.2%"), ("6.7", "0.01", "ratio", "6.70"),
    ("7", "1", "ratio", "7"), ("7", "10", "ratio", "7"), ("8.22", "0.01", "percent", "8.22%"),
])  # fmt: skip
def test_a_figure_as_people_write_it(value: str, quantum: str, unit: str, text: str) -> None:
    case = causes._Case(0, 0, Decimal(0), Decimal(quantum), Decimal(0), unit)
    assert case.text(Decimal(value)) == text


def test_what_rounding_explains_is_said_in_the_figures_own_units() -> None:
    case = causes._Case(5, 6, Decimal("5.8"), Decimal(1000), Decimal("1.5"), "USD")
    assert causes._rounded(case) == "Rounding: the figures are 1,000 apart; rounding explains 1,500."


def test_a_figure_taken_from_elsewhere_in_thousands() -> None:
    options = THOUSANDS | Options(neighbours=[line("rent", "5,000", "on the line below")])
    assert (
        told("5,000", "71,000", options)
        == "carried_from_elsewhere: 5,000 is rent on the line below: carried from there."
    )
    missing = THOUSANDS | Options(neighbours=[line("rent", "13,000", "elsewhere")])
    assert "left out" in told("58,000", "71,000", missing)
    nothing = Options(neighbours=[line("rent", "0"), line("same", "71,342")])
    assert explained(usd("58,117"), usd("71,342"), name="x", **nothing) is None


@pytest.mark.parametrize(("said", "found"), [("1,500", True), ("1,501", False), ("1,499", False)])
def test_a_rate_of_another_base_is_that_to_the_unit(said: str, found: bool) -> None:
    options = Options(neighbours=[line("cash", "10,000")], rates=[Decimal("0.15")])
    held = explained(usd(said), usd("97,342"), name="x", **options)
    assert (held is not None and held.cause.id == "wrong_base") is found

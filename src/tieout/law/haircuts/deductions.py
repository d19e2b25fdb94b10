"""What the longs and shorts of a place cost, under the offsets its paragraph allows.

The sums come as facts, from a few positions or from millions; here is the rule's own arithmetic on them, once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from tieout.facts import Fact, Line, Told, add, computed, less
from tieout.law.haircuts.places import Place
from tieout.law.params import LawError, param

CITE = "17 CFR 240.15c3-1"
Side = str  # "long" or "short"
METHODS = ("strategies", "theoretical")  # of options, Appendix A (b)(2) and (b)(1)


@dataclass(frozen=True, slots=True)
class Sums:
    """Market values at one place: the longs and the shorts, each a fact at or above zero."""

    place: Place
    long: Fact
    short: Fact


@dataclass(frozen=True, slots=True)
class Deduction:
    """What a pool costs.  `shares` says what part of each band's longs and shorts the deduction falls on."""

    pool: str
    paragraph: str
    box: str
    fact: Fact
    shares: dict[tuple[str, Side], Decimal]


@dataclass(frozen=True, slots=True)
class Elections:
    """What a firm may choose: (A)(2) bands of governments alone; (A)(5) the treatment of a reporting dealer in them.

    Listed options by Appendix A (b)(2) "strategies" or (b)(1) "theoretical" pricing, then in the ranges of (b)(1)(iv)
    where the firm is a `nonclearing_market_maker` in them.  (viii)(B): the `commitment_add_back` of a firm with the net
    capital for it.
    """

    government_bands: bool = False
    government_dealer: bool = False
    options: str = "strategies"
    nonclearing_market_maker: bool = False
    commitment_add_back: bool = False

    def __post_init__(self) -> None:
        if self.options not in METHODS:
            expected = f"one of {', '.join(METHODS)}."
            raise LawError(f"options is {self.options!r}.", where="17 CFR 240.15c3-1a(b)", expected=expected)


def deductions(sums: Iterable[Sums], elections: Elections) -> Iterator[Deduction]:
    """(c)(2)(vi): one deduction for each pool, in the order of the paragraphs."""
    pools: dict[str, list[Sums]] = {}
    for held in sorted(sums, key=lambda one: (one.place.paragraph, one.place.rate.value, one.place.band)):
        pools.setdefault(held.place.pool, []).append(held)
    for pool, bands in pools.items():
        match bands[0].place.netting:
            case "category":
                yield _category(pool, bands, elections)
            case "greater":
                yield _greater(pool, bands)
            case "other":
                yield _other(pool, bands)
            case "both":
                yield _both(pool, bands)
            case "none":
                continue


def _category(pool: str, bands: list[Sums], elections: Elections) -> Deduction:
    """(A)(1): the net of each band; the deductions of longs and shorts net, and half of the lesser of the two.

    (A)(2), by election: the deductions of the bands, without offset.
    """
    cite = f"{CITE}(c)(2)(vi)(A)(1)"
    sides: dict[Side, list[Fact]] = {"long": [], "short": []}
    nets: dict[str, tuple[Side, Decimal]] = {}
    for held in bands:
        side: Side = "long" if held.long.value >= held.short.value else "short"
        more, fewer = (held.long, held.short) if side == "long" else (held.short, held.long)
        net = computed(f"net_{side}", (add(more), less(fewer)), part=held.place.band)
        rate = _rate(held.place, net)
        lines = (add(net), add(rate))
        sides[side].append(
            computed("haircut", lines, operation="product", cite=held.place.rate.cite, part=held.place.band)
        )
        nets[held.place.band] = side, _part(net.value, more.value)
    first = bands[0].long
    longs, shorts = (
        _sum(f"deductions_on_{side}_positions", sides[side], first, cite, pool) for side in ("long", "short")
    )
    offset = param("government_offset_rate", first.end).fact(first.entity, first.end)
    if elections.government_bands:
        fact = computed("haircut", (add(longs), add(shorts)), cite=f"{CITE}(c)(2)(vi)(A)(2)", part=pool)
        portions = {"long": Decimal(1), "short": Decimal(1)}
    else:
        greater = computed("greater_deduction", (add(longs), add(shorts)), operation="greatest", part=pool)
        lesser = computed("lesser_deduction", (add(longs), add(shorts)), operation="least", part=pool)
        half = computed("share_of_the_lesser", (add(lesser), add(offset)), operation="product", cite=cite, part=pool)
        fact = computed("haircut", (add(greater), less(lesser), add(half)), cite=cite, part=pool)
        is_long = longs.value >= shorts.value
        kept = _part(greater.value - lesser.value, greater.value)
        portions = {"long": kept if is_long else offset.value, "short": offset.value if is_long else kept}
    if elections.government_dealer and pool.startswith("(c)(2)(vi)(A)"):
        dealer = param("government_dealer_rate", first.end)
        lines = (add(fact), add(dealer.fact(first.entity, first.end)))
        fact = computed("haircut", lines, operation="product", cite=dealer.cite, part=pool)
        portions = {side: portion * dealer.value for side, portion in portions.items()}
    shares = {(band, side): part * portions[side] for band, (side, part) in nets.items()}
    return Deduction(pool, bands[0].place.paragraph, bands[0].place.box, fact, shares)


def _greater(pool: str, bands: list[Sums]) -> Deduction:
    """(B), (D), (E), (F), (H): the percentage of the greater of the long or the short positions."""
    (held,) = bands
    base = _greater_side(held.long, held.short, pool)
    side = "long" if held.long.value >= held.short.value else "short"
    fact = _product(base, held.place, pool)
    return Deduction(pool, held.place.paragraph, held.place.box, fact, {(held.place.band, side): Decimal(1)})


def _other(pool: str, bands: list[Sums]) -> Deduction:
    """(J): 15% of the greater side, and of the lesser as far as it exceeds 25% of the greater."""
    place = bands[0].place
    longs = computed("long_positions", [add(held.long) for held in bands], part=pool)
    shorts = computed("short_positions", [add(held.short) for held in bands], part=pool)
    greater = _greater_side(longs, shorts, pool)
    if not min(longs.value, shorts.value):
        fact, side = _product(greater, place, pool), "long" if longs.value else "short"
        return Deduction(pool, place.paragraph, place.box, fact, {(place.band, side): Decimal(1)})
    lesser = computed("lesser_side", (add(longs), add(shorts)), operation="least", part=pool)
    free_share = param("other_lesser_free_share", greater.end).fact(greater.entity, greater.end)
    free = product(greater, free_share, concept="free_of_deduction")
    over = computed("lesser_side_over_the_free", (add(lesser), less(free)), part=pool)
    excess = at_least("excess_of_the_lesser_side", over)
    lines = (add(_product(greater, place, pool)), add(_product(excess, place, pool)))
    fact = computed("haircut", lines, cite=f"{CITE}{place.paragraph}", part=pool)
    more, fewer = ("long", "short") if longs.value >= shorts.value else ("short", "long")
    shares = {(place.band, more): Decimal(1), (place.band, fewer): _part(excess.value, lesser.value)}
    return Deduction(pool, place.paragraph, place.box, fact, shares)


def _greater_side(longs: Fact, shorts: Fact, part: str) -> Fact:
    """The greater of two sides; the one there is where there is only one."""
    if not min(longs.value, shorts.value):
        return longs if longs.value else shorts
    return computed("greater_side", (add(longs), add(shorts)), operation="greatest", part=part)


def _both(pool: str, bands: list[Sums]) -> Deduction:
    """(K)(ii), (vii): the percentage of the long and of the short position each."""
    lines: list[Line] = []
    shares: dict[tuple[str, Side], Decimal] = {}
    for held in bands:
        base = computed("long_and_short", (add(held.long), add(held.short)), part=held.place.band)
        lines.append(add(_product(base, held.place, held.place.band)))
        shares |= {(held.place.band, side): Decimal(1) for side in ("long", "short")}
    place = bands[0].place
    fact = computed("haircut", lines, cite=_cite(place.paragraph), part=pool)
    return Deduction(pool, place.paragraph, place.box, fact, shares)


def _product(base: Fact, place: Place, part: str) -> Fact:
    return product(base, _rate(place, base), cite=place.rate.cite, part=part)


def _rate(place: Place, of: Fact) -> Fact:
    return place.rate.fact(of.entity, of.end)


def _sum(concept: str, facts: list[Fact], first: Fact, cite: str, part: str) -> Fact:
    if not facts:
        return nothing(concept, first, part)
    return computed(concept, [add(fact) for fact in facts], cite=cite, part=part, unit="USD")


def product(one: Fact, other: Fact, *, concept: str = "haircut", cite: str = "", part: str | None = None) -> Fact:
    """Two facts multiplied, in dollars; the part is the first one's unless given."""
    part = one.part if part is None else part
    return computed(concept, (add(one), add(other)), operation="product", cite=cite, part=part, unit="USD")


def at_least(concept: str, fact: Fact, *least: Fact, cite: str = "") -> Fact:
    """A fact, or what it is at least; nothing unless given."""
    floors = [add(one) for one in least or (nothing("zero", fact, fact.part),)]
    return computed(concept, (add(fact), *floors), operation="greatest", cite=cite, part=fact.part)


def nothing(concept: str, like: Fact, part: str = "") -> Fact:
    """A stated zero beside `like`."""
    return of_positions(concept, Decimal(0), like, "none of the kind", part)


def of_positions(concept: str, value: Decimal, like: Fact, words: str, part: str) -> Fact:
    """What the positions say, beside `like`."""
    trace = Told("the positions", like.end, words)
    return Fact(concept=concept, entity=like.entity, when=like.end, value=value, part=part, trace=trace)


def _part(of: Decimal, whole: Decimal) -> Decimal:
    return of / whole if whole else Decimal(0)


def _cite(paragraph: str) -> str:
    return f"17 CFR 240.{paragraph}" if paragraph.startswith("15c3") else f"{CITE}{paragraph}"

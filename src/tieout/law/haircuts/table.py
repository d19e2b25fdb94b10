"""A positions table of any size: DuckDB nets securities and packs what the rule asks of each into a code.

SQL knows nothing of the law.  A code holds what a place depends on (class, maturity between two of the days on which a
rate changes, credit quality, market); `places` says where a code is placed.  Amounts are whole numbers of 10 ** -12
dollars, so that chunks, threads and the order of rows change nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb

from tieout.law.haircuts.columns import UNIT, Columns
from tieout.law.haircuts.places import (
    MAJOR_CURRENCIES,
    MissingTraitError,
    Place,
    Traits,
    counted_from,
    cuts,
    place,
    quality,
)
from tieout.law.haircuts.positions import STATUS, Position, canonical, class_named, classes, position_of, unread
from tieout.law.haircuts.refusals import every
from tieout.law.haircuts.securities import CONTRACTS
from tieout.law.params import LawError, param

# What the fields of a code may be; "?" is what does not read.
_STATUS = ("", "flat", "default", "arrears", "called", "?")
_TWO = (False, True)
_THREE = (None, False, True)
_FLAG = (*_THREE, "?")
_MAKERS = (*range(9), None)
_UNDATED, _MATURED = 127, 126
_MOST_RATINGS = 1022
_MOST_SHOWN = 20
# What the code of a row depends on; and what the code of a convertible depends on beside, where its par is stated.
_CODED = ("class", "maturity", "rating", "listed", "market_makers", "issue_date", "status", "redemption_date", "par",
          "currency", "underwritten", "price")  # fmt: skip
_WORTH = ("quantity", "market_value")


class Table:
    """A positions table in CSV or Parquet files, for one day.

    `source` names it for people.  `as_of` is the day as given, or the only one the table has.  Raises LawError for what
    is no table, has no class, or holds more than one day where none is given.  `ratings` are those that a code counts,
    where the table is a part of one that has more.
    """

    def __init__(
        self,
        con: duckdb.DuckDBPyConnection,
        files: Sequence[Path],
        as_of: date | None,
        ratings: Sequence[str] | None = None,
    ) -> None:
        self.con = con
        self.source = ", ".join(str(file) for file in files)
        names = ", ".join("'" + str(file).replace("'", "''") + "'" for file in files)
        is_parquet = _is_parquet(files[0])
        as_text = "read_csv([{}], union_by_name = true, all_varchar = true, header = true, sample_size = -1)"
        reader = "read_parquet([{}], union_by_name = true)" if is_parquet else as_text
        self.raw = reader.format(names)
        described = self.fetch(f"DESCRIBE FROM {self.raw}")
        self.columns = Columns(
            {canonical(str(row[0])): (str(row[0]), str(row[1])) for row in described}, not is_parquet
        )
        if "class" not in self.columns:
            held = ", ".join(self.columns.held)
            if "," in held and len(self.columns.held) == 1:
                said = "its rows have not as many values as its heading has names."
                raise LawError(said, where=self.source, mend="look for a comma too many or too few.")
            raise LawError(f"it has no column class, but {held}.", where=self.source, expected="a positions table.")
        self.is_one_day = as_of is None or "as_of" not in self.columns
        self.not_read = unread(self.columns.held, self.source)
        self.as_of = as_of if as_of is not None else self._only_day()
        self.cuts = cuts(self.as_of)
        self.placed: dict[int, Place] = {}  # the codes seen
        if ratings is None:
            ratings = sorted({str(row[0]) for row in self._distinct("rating") if row[0] is not None})
        self.ratings = list(ratings)
        self.classes = {str(row[0]) for row in self._distinct("class") if row[0] is not None}
        self.security_class = self._class()
        self._lookups()

    def fetch(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of a query.  Raises LawError where the table holds what the query cannot read."""
        try:
            return self.con.execute(sql).fetchall()
        except (duckdb.IOException, duckdb.InvalidInputException) as error:
            said = f"it cannot be read as a table ({_first(error).rstrip('.')})."
            raise LawError(said, where=self.source, expected="a CSV or Parquet file.") from None
        except (duckdb.ConversionException, duckdb.OutOfRangeException) as error:
            raise LawError(f"a value does not read: {_first(error)}", where=self.source, mend="correct it.") from None

    def _only_day(self) -> date:
        mend = "say which day with --as-of."
        if "as_of" not in self.columns:
            raise LawError("it has no column as_of.", where=self.source, mend=mend)
        days = [row[0] for row in self.fetch(f"SELECT DISTINCT {self.columns.day('as_of')} FROM {self.raw} LIMIT 3")]
        if len(days) != 1 or not isinstance(days[0], date):
            held = ", ".join(str(day) for day in days) or "no row"
            raise LawError(f"as_of is not one day, but {held}.", where=self.source, mend=mend)
        return days[0]

    def _lookups(self) -> None:
        """The types in which DuckDB numbers classes and ratings."""
        if len(self.ratings) > _MOST_RATINGS:
            expected = "ratings such as AA-, Baa2, A-1 or P-2; minimal; or NR."
            raise LawError(f"rating has {len(self.ratings):,} values.", where=self.source, expected=expected)
        for name, values in (("security_classes", list(classes())), ("ratings", self.ratings or [""])):
            held = ", ".join("'" + value.replace("'", "''") + "'" for value in values)
            self.con.execute(f"DROP TYPE IF EXISTS {name}")
            self.con.execute(f"CREATE TYPE {name} AS ENUM ({held})")

    def _class(self) -> str:
        """SQL of a row's class as we write it, whatever its spelling."""
        name = self.columns.text("class")
        other = {
            raw: class_named(raw) for raw in self.classes if raw not in classes() and class_named(raw) in classes()
        }
        when = " ".join(f"WHEN '{raw.replace(chr(39), chr(39) * 2)}' THEN '{known}'" for raw, known in other.items())
        return f"CASE {name} {when} ELSE {name} END" if other else name

    def _distinct(self, column: str) -> list[tuple[object, ...]]:
        if column not in self.columns:
            return []
        return self.fetch(f"SELECT DISTINCT {self.columns.text(column)} FROM {self.raw}")

    @property
    def _on_the_day(self) -> str:
        return "true" if self.is_one_day else f"{self.columns.day('as_of')} = DATE '{self.as_of}'"

    @cached_property
    def _fields(self) -> tuple[tuple[str, int], ...]:
        """The fields of a row's code, lowest first: the SQL of each, and how many values it may take."""
        held, day = self.columns, f"DATE '{self.as_of}'"
        longest = int(param("municipal_note_longest", self.as_of).value)
        soon = int(param("redemption_days", self.as_of).value)
        status = " ".join(f"WHEN '{word}' THEN {_STATUS.index(known)}" for word, known in STATUS.items() if word)
        no_makers = _MAKERS.index(None)
        majors = ", ".join(f"'{code}'" for code in MAJOR_CURRENCIES)
        makers, said = held.whole("market_makers"), f"coalesce(lower({held.text('status')}), '')"
        currency = f"coalesce({held.text('currency')}, security_id)"
        is_major = f"kind = 'foreign_currency' AND upper(left({currency}, 3)) IN ({majors})"
        at_issue = f"{held.day('maturity')} - {held.day('issue_date')} <= {longest}"
        short = f"CASE WHEN {at_issue} THEN 2 WHEN {held.day('issue_date')} IS NULL THEN 0 ELSE 1 END"
        fields = {
            "class": ("enum_code(kind)", len(classes())),
            "maturity": (_bucket([(cut - self.as_of).days for cut in self.cuts]), 128),
            "rating": (
                f"coalesce(1 + enum_code(TRY_CAST({held.text('rating')} AS ratings)), 0)",
                len(("", *self.ratings)),
            ),
            "listed": (held.flag("listed"), len(_FLAG)),
            "market_makers": (
                f"CASE WHEN {makers} IS NULL THEN {no_makers} ELSE greatest(least({makers}, {no_makers - 1}), 0) END",
                len(_MAKERS),
            ),
            "issue_date": (f"CASE WHEN kind = 'municipal' THEN {short} ELSE 0 END", len(_THREE)),
            "status": (f"CASE {said} WHEN '' THEN 0 {status} ELSE {_STATUS.index('?')} END", len(_STATUS)),
            "redemption_date": (
                f"CASE WHEN {held.day('redemption_date')} - {day} <= {soon} THEN 1 ELSE 0 END",
                len(_TWO),
            ),
            "par": (f"CASE WHEN kind = 'convertible_debt' THEN {self._below_par} ELSE 0 END", len(_THREE)),
            "class ": (f"CASE WHEN {is_major} THEN 1 ELSE 0 END", len(_TWO)),
            "underwritten": (self._waiting, len(_TWO)),
        }
        absent = {"market_makers": str(no_makers), "maturity": str(_UNDATED)}
        return tuple(
            (sql if name.strip() in held else absent.get(name, "0"), size) for name, (sql, size) in fields.items()
        )

    @property
    def netted(self) -> str:
        """SQL of the securities across accounts: two codes where rows contradict each other, else one."""
        packed, places = [], 1
        for sql, values in self._fields:
            packed.append(f"{places} * CAST({sql} AS BIGINT)")
            places *= values
        code = f"coalesce({' + '.join(packed)}, -1)"
        return f"""SELECT security_id, min({code}) AS code, max({code}) AS other_code,
                sum(worth) AS market_value, max({self.columns.scaled("price")}) AS price,
                sum(units) AS quantity, sum(unvalued) = 0 AS valued
            FROM (SELECT *, TRY_CAST({self.security_class} AS security_classes) AS kind,
                {self._matures} - DATE '{self.as_of}' AS days
                FROM ({self._alike}))
            GROUP BY 1"""

    @property
    def _alike(self) -> str:
        """SQL of the rows, those of one security that are alike in all but quantity added up: the codes of few."""
        held = self.columns
        name = f"coalesce({held.text('security_id')}, {held.text('description')})"
        if "currency" in held and self._has_currencies:
            of_it = f"{self.security_class} = 'foreign_currency'"
            name = f"CASE WHEN {of_it} THEN coalesce(upper({held.text('currency')}), {name}) ELSE {name} END"
        same = [column for column in (*_CODED, *(_WORTH if "par" in held else ())) if column in held]
        price, quantity, value = held.scaled("price"), held.scaled("quantity"), held.market_value
        worth, valued = f"sum({value})", f"count({value})"
        if "market_value" not in held:
            # Sums of whole numbers: one price times all quantities is each of them times it.
            worth, valued = f"sum({quantity}) * {price}", f"CASE WHEN {price} IS NULL THEN 0 ELSE count({quantity}) END"
        return f"""SELECT {", ".join((f"{name} AS security_id", *(held.raw(column) for column in same)))},
                {worth} AS worth, sum({quantity}) AS units, count(*) - {valued} AS unvalued
            FROM {self.raw} WHERE {self._on_the_day} AND NOT {self._is_apart}
            GROUP BY {", ".join(str(key) for key in range(1, len(same) + 2))}"""

    @property
    def _has_currencies(self) -> bool:
        return "foreign_currency" in map(canonical, self.classes)

    @property
    def _matures(self) -> str:
        """SQL of the maturity: a currency has none, its cash and forwards are one position."""
        day = self.columns.day("maturity")
        return f"CASE WHEN kind <> 'foreign_currency' THEN {day} END" if self._has_currencies else day

    def coded(self, netted: str) -> str:
        """SQL of securities with one code each, -1 where they cannot be placed at all."""
        return f"""SELECT security_id, market_value, price, quantity, code = other_code AS alike, valued,
                CASE WHEN security_id IS NULL THEN -1 ELSE code END AS code FROM ({netted})"""

    @property
    def _below_par(self) -> str:
        """0 not known, 1 no, 2 yes: as `positions.to_par` reads it."""
        held = self.columns
        par, price, quantity = (held.double(name) for name in ("par", "price", "quantity"))
        worth = f"abs(CAST({held.market_value} AS DOUBLE)) / 1e{UNIT}"
        ratios = (f"{price} / {par}", f"{worth} / {par}", f"{worth} / nullif(abs({quantity}), 0) / {par}")
        near = " ".join(f"WHEN {r} BETWEEN 0.01 AND 10 THEN CASE WHEN {r} < 1 THEN 2 ELSE 1 END" for r in ratios)
        return f"CASE WHEN {par} IS NULL OR {par} = 0 THEN 0 {near} ELSE 0 END"

    @property
    def _waiting(self) -> str:
        """1 where (M) does not yet count what is underwritten."""
        if "underwritten" not in self.columns:
            return "0"
        municipal, other = (counted_from(name, self.as_of) for name in ("municipal", "equity"))
        since = f"CASE WHEN kind = 'municipal' THEN DATE '{municipal}' ELSE DATE '{other}' END"
        return f"CASE WHEN {self.columns.day('underwritten')} > {since} THEN 1 ELSE 0 END"

    def traits(self, code: int) -> Traits:
        """What a code packs.  Raises LawError for a word that does not read."""
        fields = []
        for _, size in self._fields:
            code, field = divmod(code, size)
            fields.append(field)
        kind, bucket, rating, listed, makers, short, status, redeemed, par, major, waiting = fields
        security_class = list(classes())[kind]
        if _FLAG[listed] == "?":
            raise LawError("listed is neither.", where=self.source, expected="yes or no, or nothing.")
        if _STATUS[status] == "?":
            expected = "flat, default, arrears, called or current."
            raise LawError("status has another word.", where=self.source, expected=expected)
        try:
            graded = quality(self.ratings[rating - 1] if rating else None, security_class, self.as_of)
        except ValueError as error:
            said = f"rating is {self.ratings[rating - 1]!r}."
            raise LawError(said, where=self.source, expected=f"{error}.") from None
        return Traits(
            security_class=security_class,
            maturity=None if bucket == _UNDATED else date.min if bucket == _MATURED else self.cuts[bucket - 1],
            short_at_issue=_THREE[short],
            below_par=_THREE[par],
            quality=graded,
            listed=_THREE[listed],
            market_makers=_MAKERS[makers],
            status=_STATUS[status],
            redeemed=_TWO[redeemed],
            major_currency=_TWO[major],
            waiting=_TWO[waiting],
        )

    def place(self, code: int) -> Place:
        """Where a code is placed.  Raises LawError that names the rows and the column they lack."""
        if code not in self.placed:
            self.placed[code] = self._place(code)
        return self.placed[code]

    def _place(self, code: int) -> Place:
        if code < 0:
            expected = f"security_id, and a class that is one of {', '.join(classes())}."
            raise self._refusal("class or security_id is missing, or is none that the rule speaks of", code, expected)
        traits = self.traits(code)
        if traits.maturity == date.min:
            raise self._refusal(f"maturity is before {self.as_of}", code, "positions that have not matured.")
        try:
            return place(traits, self.as_of)
        except MissingTraitError as missing:
            held = classes()[traits.security_class]
            words = f"{missing} is missing, which a haircut of {held.name} under {held.paragraph} needs"
            raise self._refusal(words, code, f"{missing} in each of these rows.") from None

    def _refusal(self, words: str, code: int, expected: str) -> LawError:
        """The refusal with the rows it is about."""
        coded = f"SELECT coalesce(security_id, '') FROM ({self.coded(self.netted)})"
        named = f"{coded} WHERE code = {code}"
        numbered = f"SELECT row_number() OVER () + 1 AS number, {self.named} AS name FROM {self.raw}"
        rows = self.fetch(f"SELECT * FROM ({numbered}) WHERE name IN ({named}) ORDER BY number LIMIT {_MOST_SHOWN + 1}")
        shown = "".join(f"\n    row {number}: {security}" for number, security in rows[:_MOST_SHOWN])
        more = "\n    and more" if len(rows) > _MOST_SHOWN else ""
        return LawError(f"{words}:{shown}{more}", where=self.source, expected=expected)

    def refuse(self, contradicted: object, unvalued: object) -> None:
        """Raises LawError for a security whose rows contradict each other, or that has a row without a value."""
        if contradicted is not None:
            said = f"rows of {contradicted} contradict each other: class, maturity, rating, listing or status differ."
            raise LawError(said, where=self.source, mend="state one.")
        if unvalued is not None:
            said = f"{unvalued} has a row without market_value, or quantity and price."
            raise LawError(said, where=self.source, mend="state market_value, or quantity and price.")

    def see_nan(self) -> None:
        """Find the columns that hold NaN, which is nothing, as it is row by row."""
        if binary := self.columns.binary:
            # A sum is NaN where any number is.
            asked = ", ".join(f"sum({self.columns.raw(name)})" for name in binary)
            (sums,) = self.fetch(f"SELECT {asked} FROM {self.raw}")
            found = frozenset(name for name, total in zip(binary, sums, strict=True) if total != total)
            self.columns = replace(self.columns, with_nan=found)

    @cached_property
    def rows(self) -> int:
        """How many rows the day has.  Raises LawError for a day of which the table has none."""
        ((count,),) = self.fetch(f"SELECT count(*) FROM {self.raw} WHERE {self._on_the_day}")
        if not count:
            days = self._distinct("as_of")[:3]
            held = f"its days are {', '.join(str(day[0]) for day in days)}" if days else "it has no row at all"
            raise LawError(f"it has no row of {self.as_of}: {held}.", where=self.source, mend="ask for a day it has.")
        return int(count)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What a person should know of how the table was read."""
        return (f"columns that are not read: {', '.join(self.not_read)}.",) if self.not_read else ()

    def positions(self) -> list[Position]:
        """The positions of the day, each naming its row."""
        numbered = f"SELECT row_number() OVER () + 1 AS number_of_row, * FROM {self.raw}"
        return self._read(f"SELECT number_of_row, {self._every} FROM ({numbered}) WHERE {self._on_the_day}")

    @property
    def _every(self) -> str:
        """SQL of every column, moments as the days they are of."""
        held = self.columns
        each = ((name, held.raw(name)) for name in held.held)
        return ", ".join(
            f"CAST({raw} AS DATE)" if held.kind(name).startswith("TIMESTAMP") else raw for name, raw in each
        )

    @property
    def named(self) -> str:
        """SQL of what a row's security is called."""
        return f"coalesce({self.columns.text('security_id')}, {self.columns.text('description')}, '')"

    @property
    def _is_apart(self) -> str:
        """SQL of whether a row is deducted by itself; of a table without such a row, which needs no look at each."""
        apart = ("option", *CONTRACTS)
        if not any(canonical(name) in apart for name in self.classes):
            return "false"
        names = ", ".join(f"'{name}'" for name in apart)
        return f"coalesce({self.security_class} IN ({names}), false)"

    @cached_property
    def separate(self) -> str:
        """The rows of what is deducted by itself: options, commitments, fails."""
        where = f"{self._on_the_day} AND {self._is_apart}"
        self.fetch(f"CREATE OR REPLACE TEMP TABLE separate_positions AS FROM {self.raw} WHERE {where}")
        return "separate_positions"

    @property
    def underlyings(self) -> set[str]:
        """What the table's options are on."""
        name = self.columns.text("underlying")
        return {str(row[0]) for row in self.fetch(f"SELECT DISTINCT {name} FROM {self.separate}") if row[0] is not None}

    @property
    def listed_options(self) -> str:
        """SQL of whether a row of them is a listed option, as it is where nothing is said."""
        return f"({self.security_class} = 'option' AND {self.columns.flag('listed')} <> 1)"

    def apart(self, condition: str = "true") -> list[Position]:
        """The positions that are deducted by themselves: options, commitments, fails; those of an SQL condition."""
        return self._read(f"SELECT NULL, {self._every} FROM {self.separate} WHERE {condition}")

    def _read(self, query: str) -> list[Position]:
        columns = list(self.columns.held)

        def read(row: tuple[Any, ...]) -> Position:
            number, *values = row
            return position_of(dict(zip(columns, values, strict=True)), f"row {number}" if number else "")

        return every(self.fetch(query), read)


def _bucket(cuts: Sequence[int]) -> str:
    """SQL of how many of the cuts, in days from now, `days` has reached, by halves; or that it has none, or is past."""

    def halves(first: int, last: int) -> str:
        if first == last:
            return str(first)
        middle = (first + last) // 2
        return f"CASE WHEN days < {cuts[middle]} THEN {halves(first, middle)} ELSE {halves(middle + 1, last)} END"

    return f"CASE WHEN days IS NULL THEN {_UNDATED} WHEN days < 0 THEN {_MATURED} ELSE {halves(0, len(cuts))} END"


def _is_parquet(file: Path) -> bool:
    if not file.is_file():
        return str(file).endswith(".parquet")
    with file.open("rb") as held:
        return held.read(4) == b"PAR1"


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]

"""A facing page printed: drawn on typewriter columns, then read back as tables, lines or one run of words."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from datetime import date

from tieout.facts.words import long_date
from tieout.sim.facing_sheet import Sheet, edition, mark

_STAMPS = ("RECEIVED", "PROCESSED", "MAR 29 2004", "SEC MAIL", "W", "THOMSON FINANCIAL", "į.")
_WIDTH = 104  # columns


def draw(sheet: Sheet) -> None:
    words, say = edition(sheet.edition), sheet.print_
    new = sheet.edition == "2021"
    put = sheet.lines.append
    titles = ["ANNUAL REPORTS", "ANNUAL AUDITED REPORT"] if new else ["ANNUAL AUDITED REPORT", "ANNUAL REPORTS"]
    put([(20, "UNITED STATES"), (70, "OMB APPROVAL")])
    put([(14, "SECURITIES AND EXCHANGE COMMISSION"), (66, "OMB Number: 3235-0123")])
    put([(22, "Washington, D.C. 20549"), (66, f"Expires: {sheet.chance.choice(['October 31, 2004', 'May 31, 2017'])}")])
    put([(18, titles["title" in sheet.marks]), (62, "Estimated average burden hours per response.....12.00")])
    put([(20, "FORM X-17A-5")])
    put([(24, "PART III"), (74, "SEC FILE NUMBER")])
    put([(74, say["sec_file_number"])])
    put([(22, "FACING PAGE")])
    put([(2, " ".join(str(words["under"]).split()))])
    start, end = (str(part) for part in words["period"])
    if "ghost" in sheet.marks and sheet.hits(0.5):
        put([(0, sheet.marks["ghost"])])
    put([(0, start), (36, say["period_start"]), (54, end), (72, say["period_end"])])
    if "ghost" in sheet.marks:
        put([(0, sheet.marks["ghost"]), (72, "MM/DD/YY")])
    put([(38, "MM/DD/YY"), (74, "MM/DD/YY")])
    put([(26, "A. REGISTRANT IDENTIFICATION")])
    if new:
        put([(0, "NAME OF FIRM:"), (15, say["registrant_name"])])
        put([(0, "TYPE OF REGISTRANT (check all applicable boxes):")])
        checked = (
            sheet.truth["registrant_kinds"] if isinstance(sheet.truth["registrant_kinds"], list) else ["broker-dealer"]
        )
        options = ["Broker-dealer", "Security-based swap dealer", "Major security-based swap participant"]
        put(
            [
                (column, f"{mark(sheet, option.lower() in checked)} {option}".strip())
                for column, option in zip((0, 30, 62), options, strict=True)
            ]
        )
        put([(0, f"{mark(sheet, False)} Check here if respondent is also an OTC derivatives dealer".strip())])
        put([(0, "ADDRESS OF PRINCIPAL PLACE OF BUSINESS: (Do not use a P.O. box no.)")])
    else:
        put([(0, "NAME OF BROKER-DEALER:"), (24, say["registrant_name"]), (86, "OFFICIAL USE ONLY")])
        put([(0, "ADDRESS OF PRINCIPAL PLACE OF BUSINESS: (Do not use P.O. Box No.)"), (88, "FIRM I.D. NO.")])
    put([(0, say["street"])])
    put([(36, "(No. and Street)")])
    put([(0, say["city"]), (48, say["state"]), (84, say["zip"])])
    put([(2, "(City)"), (48, "(State)"), (84, "(Zip Code)")])
    if new:
        put([(0, "PERSON TO CONTACT WITH REGARD TO THIS FILING")])
        put([(0, say["contact_name"]), (40, say["contact_phone"]), (72, say["contact_email"])])
        put([(0, "(Name)"), (40, "(Area Code – Telephone Number)"), (74, "(Email Address)")])
    else:
        put([(0, "NAME AND TELEPHONE NUMBER OF PERSON TO CONTACT IN REGARD TO THIS REPORT")])
        put([(0, say["contact_name"]), (74, say["contact_phone"])])
        put([(72, "(Area Code – Telephone Number)")])
    put([(26, "B. ACCOUNTANT IDENTIFICATION")])
    put(
        [
            (
                0,
                "INDEPENDENT PUBLIC ACCOUNTANT "
                + (
                    "whose reports are contained in this filing*"
                    if new
                    else "whose opinion is contained in this Report*"
                ),
            )
        ]
    )
    put([(0, say["accountant_name"])])
    put([(26, "(Name – if individual, state last, first, " + ("and middle name)" if new else "middle name)"))])
    put(
        [
            (0, say["accountant_street"]),
            (40, say["accountant_city"]),
            (66, say["accountant_state"]),
            (88, say["accountant_zip"]),
        ]
    )
    put([(2, "(Address)"), (40, "(City)"), (66, "(State)"), (88, "(Zip Code)")])
    if new:
        put([(2, say["accountant_pcaob_registered"]), (62, say["accountant_pcaob_id"])])
        put(
            [
                (0, "(Date of Registration with PCAOB)(if applicable)"),
                (56, "(PCAOB Registration Number, if applicable)"),
            ]
        )
    else:
        put([(0, "CHECK ONE:")])
        for option, value in (
            ("Certified Public Accountant", True),
            ("Public Accountant", False),
            ("Accountant not resident in United States or any of its possessions.", False),
        ):
            put([(4, f"{mark(sheet, value)} {option}".strip())])
    put([(36, "FOR OFFICIAL USE ONLY")])


def _small(sheet: Sheet) -> str:
    footnote = " ".join(str(edition(sheet.edition)["footnote"]).split())
    return f"\n{footnote}\n\n"


def _misread(sheet: Sheet, text: str) -> str:
    """A caption with one letter misread, now and then."""
    if (
        "captions" not in sheet.marks
        or not sheet.hits(0.3)
        or len(text) < 12
        or text in sheet.print_.values()
        or not text.isupper()
    ):
        return text
    at = sheet.chance.randrange(8, len(text))
    return text[:at] + sheet.chance.choice("IlEFCc") + text[at + 1 :] if text[at].isalpha() else text


def _table_rows(sheet: Sheet) -> list[list[str]]:
    """The sheet cut at a table's rules, wherever they fall; a mark that a rule cuts may print on both sides."""
    cuts = sorted(
        {
            sheet.chance.randint(28, 35),
            sheet.chance.randint(46, 53),
            sheet.chance.randint(68, 73),
            sheet.chance.choice([82, 84]),
        }
    )
    rows: list[list[str]] = []
    first = next(k for k, line in enumerate(sheet.lines) if line[0][1].endswith("BEGINNING"))
    for line in sheet.lines[first:]:
        canvas = [" "] * (_WIDTH + 60)
        for column, text in line:
            text = _misread(sheet, text)
            while text and column and canvas[column - 1] != " ":
                column += 1
            canvas[column : column + len(text)] = text
        whole = "".join(canvas)
        bounds = [0, *cuts, len(whole)]
        cells = []
        for low, high in itertools.pairwise(bounds):
            cell = whole[low:high].strip()
            if low and whole[low - 1].isalnum() and whole[low].isalnum() and cell:
                _cut(sheet, whole, low)
                if sheet.hits(0.3):
                    cell = whole[low - 1] + cell
            cells.append(cell)
        if "stamps" in sheet.marks and sheet.hits(0.15) and not cells[-1]:
            cells[-1] = sheet.chance.choice(_STAMPS)
        rows.append(cells)
    return rows


def _cut(sheet: Sheet, whole: str, at: int) -> None:
    """A value that a rule goes through may be closed in two ways."""
    for key, said in sheet.print_.items():
        if said and key not in ("registrant_name", "oath_firm"):
            start = whole.find(said)
            if 0 <= start < at < start + len(said):
                sheet.doubtful.add(key)


def _above(sheet: Sheet) -> str:
    first = next(k for k, line in enumerate(sheet.lines) if line[0][1].endswith("BEGINNING"))
    return "\n\n".join(text for line in sheet.lines[:first] for _, text in line if text)


def _tabs(sheet: Sheet) -> str:
    rows = _table_rows(sheet)
    return _above(sheet) + "\n\n" + "\n".join("\t".join(cells) for cells in rows) + _small(sheet)


def _pipes(sheet: Sheet) -> str:
    rows = _table_rows(sheet)
    marked = [[_tagged(sheet, cell) for cell in cells] for cells in rows]
    lines = ["| " + " | ".join(cells) + " |" for cells in marked]
    lines.insert(1, "|" + "---|" * len(rows[0]))
    return "# " + _above(sheet) + "\n\n" + "\n".join(lines) + "\n" + _small(sheet)


def _tagged(sheet: Sheet, cell: str) -> str:
    if cell and sheet.hits(0.08):
        opened, closed = sheet.chance.choice([("<u>", "</u>"), ("**", "**"), ("<sub>", "</sub>")])
        return f"{opened}{cell}{closed}"
    return cell


def _lines(sheet: Sheet) -> str:
    """As a text layer gives it:
    words of a line with single or wide gaps, the form's upper right corner among its titles.
    """
    out = []
    for line in sheet.lines:
        texts = [_misread(sheet, text) for _, text in line if text]
        if texts:
            out.append(sheet.chance.choice(["   ", "      "]).join(texts))
    return "\n".join(out) + _small(sheet)


def _run(sheet: Sheet) -> str:
    """All of it as one run of words."""
    first = next(k for k, line in enumerate(sheet.lines) if line[0][1].endswith("BEGINNING"))
    sheet.doubtful |= {
        "street",
        "city",
        "state",
        "accountant_street",
        "accountant_city",
        "accountant_state",
        "contact_name",
        "accountant_kind",
    }
    sheet.doubtful |= {"registrant_kinds", "period_start", "period_end"} if sheet.damage else set()
    return (
        _above(sheet)
        + "\n\n"
        + " ".join(text for line in sheet.lines[first:] for _, text in line if text)
        + "\n"
        + _small(sheet)
    )


RENDERED: dict[str, Callable[[Sheet], str]] = {"tabs": _tabs, "pipes": _pipes, "lines": _lines, "run": _run}


def rest(sheet: Sheet) -> str:
    """The oath, and enough of the report to tell what the page should say."""
    words, truth = edition(sheet.edition), sheet.truth
    end = date.fromisoformat(str(sheet.print_["oath_date"]))
    said = f"{long_date(end).rsplit(',', 1)[0]}, 20" if "oath" in sheet.marks else long_date(end)
    oath: Mapping[str, str] = words["oath"]
    name = sheet.print_["oath_firm"]
    lines = [
        "OATH OR AFFIRMATION",
        "",
        f"I, {sheet.print_['oath_signer']}{' '.join(oath['swear'].split())}",
        f"{name}, as of",
        f"{said}{' '.join(oath['correct'].split())}",
        "",
        sheet.print_["oath_signer"],
        "Signature",
        sheet.print_["oath_title"],
        "Title",
        "",
        "Notary Public",
        "",
        str(words["contains"]),
    ]
    contents = truth["contents"]
    for box in words["boxes"]:
        if isinstance(contents, dict) and box["letter"] in contents:
            box_mark = mark(sheet, contents[box["letter"]] is True)
            lines.append(f"{box_mark} ({box['letter']}) {' '.join(box['text'].split())}".strip())
    lines += [
        str(words["contains_footnote"]),
        "",
        name,
        f"(SEC File Number {truth['sec_file_number']})" if sheet.hits(0.3) else "",
        "Financial Statements",
    ]
    lines += [
        "",
        "REPORT OF INDEPENDENT REGISTERED PUBLIC ACCOUNTING FIRM",
        "",
        f"To the Board of Directors of {name}:",
    ]
    lines += [
        f"We have audited the statement of financial condition of {name} as of {long_date(end)}, "
        "and the related statements of income for the year then ended."
    ]
    lines += [sheet.print_["accountant_name"], f"{sheet.print_['accountant_city']}, {sheet.print_['accountant_state']}"]
    return "\n".join(lines) + "\n"

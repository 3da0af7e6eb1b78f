"""`:86:`, the description of a line, in every shape that banks give it.

Shapes, told by the text itself: subfields `~20`, `^20`, `<20`, `?20` or with another sign, with
or without a code of three digits before them (most Polish banks, German and Slovak MultiCash);
`LABEL: value;` of mBank; words between slashes (`/EREF/…/REMI/…`); and free text.
"""

import re
from collections import Counter
from dataclasses import dataclass, replace

from kartoteka.formats import accounts
from kartoteka.formats.mt940.wrapping import LONGEST, glued, pieces_joined, spaced, squeezed

_FILLERS = "\xa0\xad˙ÿ\u2007"
_MARKS = "~^<?+§|!#*@>%&$"
_SUBFIELD = re.compile(rf"([{re.escape(_MARKS)}])(0\d|1\d|2\d|3\d|6\d)")
_LEADERS = frozenset({"00", "10", "20", "21", "30", "31", "32", "38"})
_CODE = re.compile(r"^\s*(\d{3})(?!\d)\s*")
_SYMBOL = re.compile(r"^\s*(VS|SS|KS)\s*[:.]?\s*\d*\s*$", re.IGNORECASE)
_MACHINE = re.compile(r"^POS\s*[:.]?\s*\d*$")
_SEPA = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|COAM|OAMT)\+")
_SLASHED = re.compile(
    r"/(EREF|REMI|NAME|IBAN|CNTP|ORDP|BENM|BIC|ADDR|TRTP|TRCD|PREF|MARF|CSID|ISDT|PURP|RTRN|ID"
    r"|USTD|STRD|OCMT|BUSP|INIT|UDTR|UCRD|ULTD|ULTC|SVCL|EXCH|CHGS|KREF)/"
)
_MAIN_LABELS = (
    r"ID IPH|Z RACH\.?|NA RACH\.?|OD|DLA|TYT\.?|TYTU[ŁL](?:EM)?|TNR|DATA STEMPLA|"
    r"RODZAJ SKŁADKI|DEKLARACJA|REF\. KLIENTA|KURS|NADAWCA|ODBIORCA|RACHUNEK"
)
_MORE_LABELS = r"WALUTA|KWOTA|DATA NOSTRO|NAZWA ZOBOW\.|ID UZUP\.|SYMBOL FORM\."
_LABEL = re.compile(rf"(?:^|(?<=[;\s]))({_MAIN_LABELS})\s?:", re.IGNORECASE)
_ANY_LABEL = re.compile(
    rf"(?:^|(?<=[;\s]))({_MAIN_LABELS}|(?<=;\s)(?:{_MORE_LABELS}))\s?:", re.IGNORECASE
)
_STREET = re.compile(r"\s(?=(?:UL|AL|OS|PL)\.\s?\w)", re.IGNORECASE)
_QUOTED_PIECE = 34
_GAP = re.compile(r"\s{2,}")
_POSTAL_CODE = re.compile(r"\b\d{2}-\d{3}\b")


@dataclass(frozen=True, slots=True)
class Details:
    """What a description says, field by field; empty where it does not."""

    code: str = ""
    kind: str = ""
    title: str = ""
    name: str = ""
    account: str = ""
    address: str = ""
    own_account: str = ""
    reference: str = ""
    end_to_end_id: str = ""
    symbols: str = ""
    raw: str = ""


_FIELDS = tuple(Details.__dataclass_fields__)


def details(blocks: list[list[str]], country: str, width: int = LONGEST) -> Details:
    """Read the descriptions of one line, each given as its lines; `country` is the
    account's, `width` the length at which this bank cuts lines.

    A bank that writes two of them puts only its code into the first.
    """
    blocks = [[_cleaned(line) for line in block] for block in blocks]
    raw = "\n".join(line for block in blocks for line in block).strip("\n")
    told = Details()
    titles = []
    for block in blocks:
        found = _one(block, country, width)
        titles.append(found.title)
        told = _merged(told, found)
    return replace(told, title=" ".join(filter(None, titles)), raw=raw)


def _one(block: list[str], country: str, width: int) -> Details:
    block = _without_repeats(block)
    text = glued(block, width)
    code = match[1] if (match := _CODE.match(text)) else ""
    if mark := _mark_of(text):
        return _subfields(text, mark, code, country)
    free = spaced(block)
    if len(_LABEL.findall(free)) >= 2 or "TNR:" in free.upper():  # noqa: PLR2004
        return _labelled(free, code, country)
    if len(_SLASHED.findall(text)) >= 2:  # noqa: PLR2004
        return _slashed(text, code, country)
    glued_code = re.match(r"\s*\d{3}(?=[A-Z]|\s*$)", free)
    return Details(code=code, title=squeezed(free[glued_code.end() :] if glued_code else free))


def _without_repeats(block: list[str]) -> list[str]:
    """The lines, where a bank writes the code before each subfield: it is told once. Where a line
    begins with a subfield's sign the bank does not, and what looks like the code is text."""
    code = _CODE.match(block[0]) if block else None
    if code is None or any(map(_SUBFIELD.match, block[1:])):
        return block
    again = re.compile(rf"{code[1]}(?=[{re.escape(_MARKS)}]\d\d)")
    return [block[0], *(line[3:] if again.match(line) else line for line in block[1:])]


def _merged(first: Details, second: Details) -> Details:
    """The second description over the first."""
    return Details(**{name: getattr(second, name) or getattr(first, name) for name in _FIELDS})


def _cleaned(line: str) -> str:
    """Without the signs that stand for an empty subfield."""
    return line.translate({ord(sign): " " for sign in _FILLERS}).rstrip("\r\n")


def _mark_of(text: str) -> str:
    """The sign that parts the subfields: it must lead at least two different known numbers."""
    numbers: dict[str, set[str]] = {}
    for mark, number in _SUBFIELD.findall(text):
        numbers.setdefault(mark, set()).add(number)
    starts = re.match(rf"\s*(?:\d{{3}})?\s*([{re.escape(_MARKS)}])(00|10|20|32)", text)
    likely = Counter(
        {
            mark: len(found) + (5 if starts and starts[1] == mark else 0)
            for mark, found in numbers.items()
            if found & _LEADERS and (len(found) > 1 or (starts and starts[1] == mark))
        }
    )
    return likely.most_common(1)[0][0] if likely else ""


def _subfields(text: str, mark: str, code: str, country: str) -> Details:
    found: dict[str, str] = {}
    pieces = re.split(rf"{re.escape(mark)}(\d\d)", text)
    for number, value in zip(pieces[1::2], pieces[2::2], strict=True):
        found[number] = found.get(number, "") + value
    account = _counterparty(found, country)
    if account and accounts.normalised(found.get("26", ""), country) == account:
        found["26"] = ""  # BPH writes the account there, too
    title, symbols = _title_pieces(found, mark)
    name, address = _name_and_address(found, mark)
    own = _own(found.get("63", ""), country)
    told = Details(
        code=code or found.get("34", "").strip()[:3],
        kind=squeezed(found.get("00", "")),
        title=_title(title),
        name=pieces_joined(name),
        account=account,
        address=pieces_joined(each for each in address if not _is_number(each)),
        own_account=own,
        symbols=" ".join(symbols),
    )
    return _with_sepa(told)


def _name_and_address(found: dict[str, str], mark: str) -> tuple[list[str], list[str]]:
    """The name stands in 32 and 33; where these are empty in 27 and 28, else those are address."""
    name = [found.get("32", ""), found.get("33", "")]
    spare = [found.get("27", ""), found.get("28", "")]
    if mark == "?" and found.get("26", "").strip():
        spare = []  # there the title runs on
    if not any(each.strip() for each in name):
        name, spare = spare, []
    known = {each.strip() for each in name}
    address = [each for each in spare if each.strip() not in known]
    address += [found.get("29", ""), found.get("60", "") if mark == "<" else ""]
    return name, address + ([found.get("62", ""), found.get("63", "")] if mark in "~^" else [])


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"[A-Z]{0,2}[0-9]{10,}", re.sub(r"\s", "", text)))


def _title_pieces(found: dict[str, str], mark: str) -> tuple[list[str], list[str]]:
    """The pieces of the title in order, and beside them those that are only a Slovak symbol."""
    numbers = [str(number) for number in range(20, 27)]
    if mark == "?":
        if found.get("26", "").strip():
            numbers += ["27", "28", "29"]
        numbers += ["60", "61", "62", "63"]
    pieces = [found.get(number, "") for number in numbers]
    symbols = [squeezed(piece) for piece in pieces if _SYMBOL.match(piece)]
    symbols = [piece for piece in symbols if piece[-1:].isdigit()]
    kept = [piece for piece in pieces if not _SYMBOL.match(piece) and not _MACHINE.match(piece)]
    return kept, symbols


def _title(pieces: list[str]) -> str:
    """The pieces as one text. Nest Bank puts it between quotation marks and fills 34 characters."""
    quoted = "".join(pieces).strip()
    if len(quoted) > 1 and quoted[0] == quoted[-1] == '"' and quoted.count('"') == 2:  # noqa: PLR2004
        return pieces_joined(pieces, _QUOTED_PIECE).strip('" ')
    return pieces_joined(pieces)


def _counterparty(found: dict[str, str], country: str) -> str:
    """The other account: whole in 38 or 29, else made of the bank (30) and the number (31)."""
    for number in ("38", "29", "31"):
        whole = accounts.normalised(found.get(number, ""), country)
        if accounts.is_iban(whole):
            return whole
    parts = accounts.from_parts(found.get("30", ""), found.get("31", ""), country)
    given = squeezed(found.get("38", ""))
    if re.fullmatch(r"(?:[A-Z]{2})?[0-9]{20,30}", given) or not parts:
        return given
    return parts


def _own(text: str, country: str) -> str:
    """A payer's identifier of a mass-payment service (PKO BP gives it in subfield 63)."""
    squeezed_text = re.sub(r"\s", "", text)
    if re.fullmatch(r"(?:[A-Z]{2})?[0-9]{10,28}", squeezed_text):
        return accounts.normalised(squeezed_text, country)
    return ""


def _with_sepa(told: Details) -> Details:
    """German banks keep SEPA fields inside the title: `EREF+…SVWZ+…`."""
    pieces = _SEPA.split(told.title)
    named = dict(zip(pieces[1::2], pieces[2::2], strict=True))
    if not named:
        return told
    title = squeezed(f"{pieces[0]} {named.get('SVWZ', '')}")
    return replace(told, title=title or told.title, end_to_end_id=squeezed(named.get("EREF", "")))


def _labelled(text: str, code: str, country: str) -> Details:
    """mBank: `911 TRANSAKCJA COLLECT; ID IPH: …; Z RACH.: …; OD: …; TYT.: …; TNR: …`."""
    pieces = _ANY_LABEL.split(text)
    named: dict[str, str] = {}
    for label, value in zip(pieces[1::2], pieces[2::2], strict=True):
        key = "TYT" if label.upper().startswith("TYT") else label.upper().rstrip(".")
        named.setdefault(key, value.strip(" ;\n"))
    who = named.get("OD") or named.get("DLA") or named.get("NADAWCA") or named.get("ODBIORCA", "")
    name, *address = _name_apart(who)
    other = named.get("Z RACH") or named.get("NA RACH") or named.get("RACHUNEK", "")
    kind = _CODE.sub("", pieces[0], count=1).strip(" ;")
    return Details(
        code=code,
        kind=squeezed(kind),
        title=squeezed(named.get("TYT") or ("" if who else kind)),
        name=squeezed(name),
        account=accounts.normalised(other, country),
        address=squeezed(" ".join(address)),
        own_account=re.sub(r"\s", "", named.get("ID IPH", "")).upper(),
        reference=re.sub(r"\s", "", named.get("TNR", "")),
    )


def _name_apart(who: str) -> list[str]:
    """The name, and the address where it is clear where that begins: at a street's mark, else at a
    gap behind which no postal code has gone before."""
    at_street = _STREET.split(who, maxsplit=1)
    gap = _GAP.search(who)
    if len(at_street) > 1 or gap is None or _POSTAL_CODE.search(who[: gap.start()]):
        return at_street
    return [who[: gap.start()], who[gap.end() :]]


def _slashed(text: str, code: str, country: str) -> Details:
    """SWIFT code words: `/ORDP//NAME/…/IBAN/…/EREF/…/REMI//USTD//…`."""
    pieces = _SLASHED.split(text)
    named: dict[str, str] = {}
    for word, value in zip(pieces[1::2], pieces[2::2], strict=True):
        named.setdefault(word, value.strip("/ "))
    for word in ("ORDP", "BENM", "CNTP"):
        account, *rest = [*named.get(word, "").split("/"), ""]
        if accounts.is_iban(account):
            named.setdefault("IBAN", account)
            named.setdefault("NAME", rest[1] if len(rest) > 1 else "")
    title = named.get("USTD") or named.get("REMI") or named.get("STRD") or named.get("OCMT", "")
    return Details(
        code=code,
        kind=squeezed(_CODE.sub("", pieces[0], count=1)),
        title=squeezed(re.sub(r"^(?:USTD|STRD)//", "", title)),
        name=squeezed(named.get("NAME", "")),
        account=accounts.normalised(named.get("IBAN", ""), country),
        address=squeezed(named.get("ADDR", "")),
        end_to_end_id=squeezed(named.get("EREF", "")),
        reference=squeezed(named.get("PREF", "")),
    )

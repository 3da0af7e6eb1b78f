"""Rates of interest that agreements say: agreement number, from, to, percent.

A rate is known again by its agreement and its first day, so a second import of the same file finds
all the same. A row without an end holds until the next row of the agreement begins.
"""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import parsing
from kartoteka.exchange.fields import Column, Fault, Field, Form, Kind, Maker, Settings, Taken
from kartoteka.exchange.kinds import staged
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import operations as ledger

CODE = "AGREEMENT_RATE"
_PERCENT = re.compile(r"(\d{1,3})(?:[.,](\d{1,4})0*)? ?%?")
_LONGEST = {"agreement_number": 60, "creditor": 40}

FIELDS = (
    Field("agreement_number", _("Agreement number"),
          ("agreement number", "numer umowy", "nr umowy", "umowa", "agreement", "contract number",
           "contract no", "contract", "cislo zmluvy", "zmluva", "numer", "nr", "cislo", "number"),
          required=True, content="key"),
    Field("creditor", _("Creditor"),
          ("creditor", "wierzyciel", "veritel", "dodavatel", "sprzedawca", "wystawca"),
          content="reference",
          help=_("Customer number or NIP. Needed only where several creditors have an agreement of "
                 "the same number.")),
    Field("valid_from", _("From the day"),
          ("from", "valid from", "od", "od dnia", "data od", "obowiazuje od", "wazna od",
           "platne od", "platna od", "datum od", "start", "poczatek"), Form.DATE, required=True),
    Field("valid_to", _("To the day"),
          ("to", "valid to", "do", "do dnia", "data do", "obowiazuje do", "wazna do", "platne do",
           "platna do", "datum do", "end", "koniec"), Form.DATE,
          help=_("Empty: until the next row of the agreement begins, the last without an end.")),
    Field("percent", _("Rate of the contract, %"),
          ("percent", "procent", "stopa", "stopa procentowa", "stawka", "stawka odsetek",
           "oprocentowanie", "sadzba", "urokova sadzba", "urok", "percento", "rate",
           "interest rate", "odsetki"), required=True),
    Field("reason", _("Grounds"),
          ("grounds", "podstawa", "uwagi", "opis", "poznamka", "dovod", "reason", "note")),
)  # fmt: skip

SENTENCES = {
    "missing": _("The value is missing."),
    "too_long": _("“%(value)s…” is too long."),
    "not_a_date": _("“%(value)s” is not a date that can be read."),
    "not_a_percent": _("“%(value)s” is not a rate from 0 to below 1000 per cent."),
    "ends_early": _("It would end before it begins."),
    "repeated": _("Row %(row)s says another rate for the same agreement and day already."),
    "overlaps_row": _("Row %(row)s has a rate of the same agreement for these days already."),
    "unknown_creditor": _("%(value)s is none of the office's creditors."),
    "unknown_agreement": _("There is no agreement %(value)s."),
    "several_agreements": _("Several creditors have an agreement %(value)s. Say whose it is."),
    "other_rate": _("The agreement has another rate from this day: %(ours)s%%."),
    "other_end": _("Here the rate ends earlier: %(ours)s."),
    "overlaps": _("The agreement has a rate from %(first)s to %(last)s already."),
    "interest_posted": _("Interest has been posted for these days, to %(day)s."),
    "accrued": _("Interest that has accrued on open debts of the agreement changes: %(count)s."),
}


def _maker(columns: Mapping[str, Column], names: Sequence[str], settings: Settings) -> Maker:
    del settings
    places = {field: names.index(column.name) for field, column in columns.items()}

    def make(cells: Sequence[str]) -> tuple[Taken | None, Sequence[Fault]]:
        said = {field: " ".join(cells[place].split()) for field, place in places.items()}
        faults = [
            Fault(field, "too_long", {"value": said[field][:40]})
            for field, longest in _LONGEST.items()
            if len(said.get(field, "")) > longest
        ]
        faults += [
            Fault(field.name, "missing")
            for field in FIELDS
            if field.required and not said.get(field.name)
        ]
        first = _day(said, columns, "valid_from", faults)
        last = _day(said, columns, "valid_to", faults)
        percent = _percent(said.get("percent", ""), faults)
        if first and last and last < first:
            faults.append(Fault("valid_to", "ends_early"))
        if faults or first is None or percent is None:
            return None, faults
        number, creditor = said["agreement_number"], said.get("creditor", "")
        key = " ".join(filter(None, (creditor, number, f"{first}")))
        reason = said.get("reason", "")[:300]
        return (key, None, number, creditor, first, last, last is None, percent, reason), ()

    return make


def _day(
    said: Mapping[str, str], columns: Mapping[str, Column], field: str, faults: list[Fault]
) -> dt.date | None:
    text = said.get(field, "")
    read = parsing.date(text, columns[field].order) if text else None
    if text and read is None:
        faults.append(Fault(field, "not_a_date", {"value": text[:60]}))
    return read


def _percent(text: str, faults: list[Fault]) -> Decimal | None:
    read = _PERCENT.fullmatch(text)
    if read:
        return Decimal(f"{read[1]}.{read[2] or 0}")
    if text:
        faults.append(Fault("percent", "not_a_percent", {"value": text[:60]}))
    return None


def _begin() -> None:
    sql.run(staged.HERE, "agreed_rates_begin")


def _diff(actor: Actor, settings: Settings, mapped: Sequence[str]) -> None:
    del actor, mapped
    for statement in ("names", "rows", "changes"):
        sql.run(staged.HERE, f"agreed_rates_{statement}")
    sql.run(staged.HERE, "agreed_rates_posted", {"on": settings.given["on"]})


def _apply(actor: Actor, settings: Settings) -> None:
    reason = gettext("Import from %(system)s") % {"system": settings.system}
    to_take = staged.stream("agreed_rates_to_take")
    ledger.add_many_agreement_rates(actor=actor, rows=_rows(to_take, reason))


def _rows(to_take: Iterator[Any], reason: str) -> Iterator[ledger.AgreementRateRow]:
    for row in to_take:
        yield ledger.AgreementRateRow(
            agreement_id=row.agreement_id,
            kind=row.kind,
            percent=row.percent,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            follows=row.is_open,
            reason=row.reason or reason,
            shortens=row.target,
        )


KIND = Kind(
    code=CODE,
    label=_("Rates of agreements"),
    fields=FIELDS,
    settings=(),
    staged=(
        "key", "notes", "agreement_number", "creditor", "valid_from", "valid_to", "is_open",
        "percent", "reason",
    ),
    sentences=SENTENCES,
    maker=_maker,
    begin=_begin,
    diff=_diff,
    apply=_apply,
    named_by=("agreement_number", "valid_from"),
    repeats="SAME",
)  # fmt: skip

"""What outside registers say of the demo's customers: mostly the same, as life is not always."""

import datetime as dt
from collections.abc import Iterator
from contextlib import suppress

from django.conf import settings
from django.utils import timezone

from kartoteka.config.demo import cast
from kartoteka.gateways.fakes.serving import running
from kartoteka.gateways.fakes.world import Firm, World
from kartoteka.kernel.actor import SYSTEM
from kartoteka.register import operations as register
from kartoteka.register import queries
from kartoteka.register.drafts import PartyRow
from kartoteka.register.operations.outside.checking import NoVatNumber

_ASKED = ("K-000001", "K-000003", "K-000005", "K-000007")
_REGON = (8, 9, 2, 3, 4, 5, 6, 7)
_FIRST_DIC = 2_020_000_004  # divisible by eleven, as every DIČ of a payer is
_FORMS = {
    "COMPANY": ("117", "SPÓŁKI Z OGRANICZONĄ ODPOWIEDZIALNOŚCIĄ"),
    "PUBLIC_BODY": ("429", "GMINNE SAMORZĄDOWE JEDNOSTKI ORGANIZACYJNE"),
    "SOLE_TRADER": ("099", "OSOBY FIZYCZNE PROWADZĄCE DZIAŁALNOŚĆ GOSPODARCZĄ"),
}
_MOVED, _EXEMPT, _NOT_PAYING, _ENDED, _OTHER_ACCOUNT = (9, 4), (13, 7), (17, 11), (29, 8), (5, 3)


def ask(*, customers: int, today: dt.date) -> None:
    """Asks the played registers about the first firms: the cards show standings, with their proof.

    Never inside a transaction: what was asked is kept at once.
    """
    world = World(today=today)
    world.firms += firms(customers)
    ids = queries.party_ids_by_number(viewer=SYSTEM, numbers=_ASKED)
    before = settings.GATEWAYS
    with running(world) as outside:
        settings.GATEWAYS = outside.gateways()
        try:
            for number in sorted(ids):
                enquiry = register.look_up_party(actor=SYSTEM, party_id=ids[number])
                register.keep_facts(
                    actor=SYSTEM,
                    party_id=ids[number],
                    enquiry_id=enquiry,
                    choice=0,
                    fields=("state", "activities"),
                    on=today,
                )
                with suppress(NoVatNumber):
                    register.check_vat(
                        actor=SYSTEM, party_id=ids[number], on=today, at=timezone.now()
                    )
        finally:
            settings.GATEWAYS = before


def firms(customers: int) -> list[Firm]:
    """The firms among the demo's customers, as registers know them.

    Some have moved, some are exempt from VAT or no payers, some have ended, some are paid to
    another account than the one they told us.
    """
    return list(_firms(customers))


def _firms(customers: int) -> Iterator[Firm]:
    for customer in cast.customers(customers):
        row, index = customer.row, customer.index
        if row.nip:
            yield _polish(row, index)
        elif row.ico:
            yield _slovak(row, index)


def _polish(row: PartyRow, index: int) -> Firm:
    is_trader = row.kind == "SOLE_TRADER"
    first, _blank, last = f"{row.first_name} {row.last_name}".strip().partition(" ")
    return Firm(
        name=row.name.upper(),
        nip=row.nip,
        regon=_regon(index),
        krs="" if row.kind != "COMPANY" else f"0000{index + 100_000:06d}",
        type="F" if is_trader else "P",
        silo="1" if is_trader else "6",
        first_name=first.upper() if is_trader else "",
        last_name=last.upper() if is_trader else "",
        street=f"ul. {row.street}",
        building=_building(row, index),
        postal_code=row.postal_code,
        city=row.city,
        vat=_vat(index),
        accounts=_accounts(row, index),
        legal_form=_FORMS.get(row.kind, _FORMS["COMPANY"]),
        ended="2025-12-31" if _is(index, _ENDED) else "",
    )


def _slovak(row: PartyRow, index: int) -> Firm:
    dic = str(_FIRST_DIC + 11 * index)
    pays = not _is(index, _NOT_PAYING)
    return Firm(
        name=row.name,
        ico=row.ico,
        dic=dic,
        icdph=f"SK{dic}" if pays else "",
        street=row.street,
        building=_building(row, index),
        postal_code=row.postal_code.replace(" ", ""),
        city=row.city,
        legal_form=("121", "Akciová spoločnosť"),
        pkd=(("36000", "Zber, úprava a dodávka vody"),),
        vat="Czynny" if pays else "",
    )


def _is(index: int, kind: tuple[int, int]) -> bool:
    every, rest = kind
    return index % every == rest


def _vat(index: int) -> str:
    if _is(index, _NOT_PAYING) or _is(index, _ENDED):
        return ""
    return "Zwolniony" if _is(index, _EXEMPT) else "Czynny"


def _building(row: PartyRow, index: int) -> str:
    return f"{row.building}A" if _is(index, _MOVED) else row.building


def _accounts(row: PartyRow, index: int) -> tuple[str, ...]:
    if not row.iban or _is(index, _OTHER_ACCOUNT):
        return ()
    return (row.iban.replace(" ", "").removeprefix("PL"),)


def _regon(index: int) -> str:
    base = f"{50_000_000 + index:08d}"
    total = sum(w * int(d) for w, d in zip(_REGON, base, strict=True)) % 11
    return f"{base}{total % 10}"

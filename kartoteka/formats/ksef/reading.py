"""An invoice FA of KSeF: what the office must know of it to keep it as a receivable."""

import datetime as dt
import hashlib
import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kartoteka.formats.ksef import xml
from kartoteka.formats.ksef.refusals import KsefRefused

KINDS = frozenset({"VAT", "KOR", "ZAL", "ROZ", "UPR", "KOR_ZAL", "KOR_ROZ"})
_AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,2})?")
_EFFECT = re.compile(r"\+?0*([123])")
_LIMITS = {"KodWaluty": 3, "P_2": 256}
_DAYS = re.compile(r"dni|dzie[nń]|days?", re.IGNORECASE)
_ISSUED = re.compile(r"wystawi|issue", re.IGNORECASE)
_LONGEST_TERM = 1000
_PAID_IN_PART, _PAID_IN_PARTS = "1", "2"  # of it some, or all of it in several payments


@dataclass(frozen=True, slots=True)
class Corrected:
    """An invoice that a correction corrects, or an advance that a final invoice settles."""

    number: str
    ksef: str
    issued_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Invoice:
    """What stands in an invoice. Its KSeF number does not: KSeF gives it afterwards.

    `gross` (P_15) of a correction is the difference, above or below zero. `due_on` are all terms
    of payment, in order; a term of some days after issue is counted. `is_paid` says that the whole
    has been paid, `paid_in_part` how much where it was a part; `is_factored` that the money is
    asked for on a factor's account. `to_pay` is told where
    deductions or charges change what is to be paid. `effect` (TypKorekty, of corrections that tell
    it) is when the correction counts: 1 on the day of what it corrects, 2 on its own, 3 on others.
    `sha256` is that of the file's bytes.
    """

    namespace: str
    kind: str
    number: str
    issued_on: dt.date
    currency: str
    gross: Decimal
    seller_nip: str
    seller_name: str
    buyer_nip: str
    buyer_vat: str
    buyer_name: str
    customer_number: str
    due_on: tuple[dt.date, ...]
    is_paid: bool
    paid_in_part: Decimal | None
    accounts: tuple[str, ...]
    is_factored: bool
    to_pay: Decimal | None
    corrects: tuple[Corrected, ...]
    effect: int | None
    advances: tuple[Corrected, ...]
    reason: str
    agreements: tuple[str, ...]
    title: str
    sha256: bytes

    @property
    def is_correction(self) -> bool:
        """Whether it changes an earlier invoice."""
        return self.kind.startswith("KOR")


def read(data: bytes) -> Invoice:
    """The invoice in a file. Raises KsefRefused, never anything else."""
    root = xml.parsed(data)
    form = root.find("Naglowek/KodFormularza")
    told = form.get("kodSystemowy", "") if form is not None else ""
    if root.tag != "Faktura" or not told.startswith("FA ("):
        raise KsefRefused("ksef.other_form", what=(told or str(root.tag))[:60])
    invoice = root.find("Fa")
    kind = _needed(invoice, "RodzajFaktury")
    if kind not in KINDS:
        raise KsefRefused("ksef.unknown_kind", value=kind[:20])
    issued_on = _day(_needed(invoice, "P_1"), "P_1")
    buyer = root.find("Podmiot2/DaneIdentyfikacyjne")
    corrects = _corrected(invoice)
    if kind.startswith("KOR") and not corrects:
        raise KsefRefused("ksef.names_no_corrected")
    payment = invoice.find("Platnosc")
    to_pay = xml.text(invoice, "Rozliczenie/DoZaplaty")
    part = xml.text(payment, "ZnacznikZaplatyCzesciowej")
    return Invoice(
        namespace=root.get("xmlns-of-root", ""),
        kind=kind,
        number=_needed(invoice, "P_2"),
        issued_on=issued_on,
        currency=_needed(invoice, "KodWaluty"),
        gross=_amount(_needed(invoice, "P_15"), "P_15"),
        seller_nip=_needed(root, "Podmiot1/DaneIdentyfikacyjne/NIP"),
        seller_name=xml.text(root, "Podmiot1/DaneIdentyfikacyjne/Nazwa"),
        buyer_nip=xml.text(buyer, "NIP"),
        buyer_vat=xml.text(buyer, "KodUE") + xml.text(buyer, "NrVatUE"),
        buyer_name=xml.text(buyer, "Nazwa"),
        customer_number=xml.text(root, "Podmiot2/NrKlienta"),
        due_on=_terms(payment, issued_on),
        is_paid=xml.text(payment, "Zaplacono") == "1" or part == _PAID_IN_PARTS,
        paid_in_part=_paid(payment) if part == _PAID_IN_PART else None,
        accounts=xml.texts(payment, "RachunekBankowy/NrRB"),
        is_factored=bool(xml.texts(payment, "RachunekBankowyFaktora/NrRB")),
        to_pay=_amount(to_pay, "DoZaplaty") if to_pay else None,
        corrects=corrects,
        effect=_effect(invoice) if kind.startswith("KOR") else None,
        advances=_advances(invoice),
        reason=xml.text(invoice, "PrzyczynaKorekty"),
        agreements=xml.texts(invoice, "WarunkiTransakcji/Umowy/NrUmowy"),
        title=next(iter(xml.texts(invoice, "FaWiersz/P_7")), ""),
        sha256=hashlib.sha256(data).digest(),
    )


def _needed(element: Any, path: str) -> str:
    found = xml.text(element, path)
    name = path.rpartition("/")[2]
    if not found:
        raise KsefRefused("ksef.missing", what=name)
    if len(found) > _LIMITS.get(name, 512):
        raise KsefRefused("ksef.too_long", what=name, limit=_LIMITS.get(name, 512))
    return found


def _day(text: str, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError:
        raise KsefRefused("ksef.not_a_day", what=name, value=text[:40]) from None


def _amount(text: str, name: str) -> Decimal:
    if not _AMOUNT.fullmatch(text):
        raise KsefRefused("ksef.not_an_amount", what=name, value=text[:40])
    return Decimal(text).quantize(Decimal("0.01"))


def _effect(invoice: Any) -> int | None:
    """The schema's integer, which may have a sign and zeros in front."""
    told = xml.text(invoice, "TypKorekty")
    if not told:
        return None
    found = _EFFECT.fullmatch(told)
    if found is None:
        raise KsefRefused("ksef.unknown_effect", value=told[:20])
    return int(found[1])


def _paid(payment: Any) -> Decimal:
    """What the invoice says has been paid of it."""
    told = xml.texts(payment, "ZaplataCzesciowa/KwotaZaplatyCzesciowej")
    return sum((_amount(one, "KwotaZaplatyCzesciowej") for one in told), Decimal(0))


def _terms(payment: Any, issued_on: dt.date) -> tuple[dt.date, ...]:
    """Terms told as days, and those told as a number of days after the day of issue."""
    found = []
    for term in payment.findall("TerminPlatnosci") if payment is not None else []:
        day, count = xml.text(term, "Termin"), xml.text(term, "TerminOpis/Ilosc")
        if day:
            found.append(_day(day, "Termin"))
        elif (
            count.isascii()
            and count.isdecimal()
            and int(count[:6]) <= _LONGEST_TERM
            and _DAYS.search(xml.text(term, "TerminOpis/Jednostka"))
            and _ISSUED.search(xml.text(term, "TerminOpis/ZdarzeniePoczatkowe"))
        ):
            found.append(issued_on + dt.timedelta(days=int(count)))
    return tuple(sorted(found))


def _corrected(invoice: Any) -> tuple[Corrected, ...]:
    return tuple(
        Corrected(
            number=xml.text(one, "NrFaKorygowanej"),
            ksef=xml.text(one, "NrKSeFFaKorygowanej"),
            issued_on=_day(day, "DataWystFaKorygowanej")
            if (day := xml.text(one, "DataWystFaKorygowanej"))
            else None,
        )
        for one in invoice.findall("DaneFaKorygowanej")
    )


def _advances(invoice: Any) -> tuple[Corrected, ...]:
    return tuple(
        Corrected(xml.text(one, "NrFaZaliczkowej"), xml.text(one, "NrKSeFFaZaliczkowej"))
        for one in invoice.findall("FakturaZaliczkowa")
    )

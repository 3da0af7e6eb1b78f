"""Invoices FA(3): what is read, what is refused, and the archives they come in."""

import contextlib
import datetime as dt
import io
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kartoteka.formats import edeclaration, ksef
from kartoteka.formats.ksef import Corrected, File, KsefRefused
from kartoteka.formats.ksef.reading import KINDS
from kartoteka.formats.sentences import worded
from tests.conftest import NO_SAMPLES
from tests.formats.ksef.making import BUYER, SELLER, a_number, an_invoice

XSD = Path(__file__).parents[4] / "shared" / "data" / "samples" / "ksef" / "xsd"


def test_reads_what_a_receivable_needs() -> None:
    data = an_invoice(agreement="U/7", customer="K-1")
    found = ksef.read(data)
    assert (found.kind, found.number, found.currency) == ("VAT", "FV/1/2026", "PLN")
    assert (found.issued_on, found.due_on) == (dt.date(2026, 2, 10), (dt.date(2026, 2, 24),))
    assert found.gross == Decimal("123.00")
    assert (found.seller_nip, found.seller_name) == (SELLER, "Wodociągi Zmyślone")
    assert (found.buyer_nip, found.buyer_name) == (BUYER, "Młyn Zmyślony")
    assert (found.customer_number, found.agreements, found.title) == ("K-1", ("U/7",), "Woda")
    assert (found.is_paid, found.is_correction, found.to_pay) == (False, False, None)


def test_reads_corrections_and_final_invoices() -> None:
    number = a_number()
    correction = ksef.read(
        an_invoice(kind="KOR", gross="-23.50", corrects=[("FV/1", number), ("FV/2", "")])
    )
    day = dt.date(2026, 2, 10)
    assert correction.gross == Decimal("-23.50")
    assert correction.corrects == (Corrected("FV/1", number, day), Corrected("FV/2", "", day))
    final = ksef.read(an_invoice(kind="ROZ", advances=[number]))
    assert final.advances == (Corrected("", number),)


def test_terms_are_days_or_counted_from_the_day_of_issue() -> None:
    described = (
        "<TerminPlatnosci><TerminOpis><Ilosc>14</Ilosc><Jednostka>dni</Jednostka>"
        "<ZdarzeniePoczatkowe>{}</ZdarzeniePoczatkowe></TerminOpis></TerminPlatnosci>"
    )
    found = ksef.read(an_invoice(payment=described.format("od wystawienia faktury")))
    assert found.due_on == (dt.date(2026, 2, 24),)
    assert ksef.read(an_invoice(payment=described.format("od dostawy"))).due_on == ()
    several = (
        "<Zaplacono>1</Zaplacono><DataZaplaty>2026-02-10</DataZaplaty>"
        "<TerminPlatnosci><Termin>2026-04-01</Termin></TerminPlatnosci>"
        "<TerminPlatnosci><Termin>2026-03-01</Termin></TerminPlatnosci>"
    )
    found = ksef.read(an_invoice(payment=several))
    assert found.due_on == (dt.date(2026, 3, 1), dt.date(2026, 4, 1))
    assert found.is_paid


@pytest.mark.parametrize(("mark", "paid", "part"), [("1", False, "30.50"), ("2", True, None)])
def test_payments_in_parts_and_a_factor_are_told(
    mark: str, *, paid: bool, part: str | None
) -> None:
    told = (
        f"<ZnacznikZaplatyCzesciowej>{mark}</ZnacznikZaplatyCzesciowej>"
        "<ZaplataCzesciowa><KwotaZaplatyCzesciowej>10</KwotaZaplatyCzesciowej></ZaplataCzesciowa>"
        "<ZaplataCzesciowa><KwotaZaplatyCzesciowej>20.5</KwotaZaplatyCzesciowej></ZaplataCzesciowa>"
    )
    found = ksef.read(an_invoice(payment=told))
    assert (found.is_paid, found.paid_in_part) == (paid, part and Decimal(part))
    assert not found.is_factored
    factor = (
        "<RachunekBankowyFaktora><NrRB>61109010140000071219812874</NrRB></RachunekBankowyFaktora>"
    )
    found = ksef.read(an_invoice(payment=factor))
    assert (found.is_factored, found.accounts, found.paid_in_part) == (True, (), None)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ksef.not_xml"),
        (b"<Faktura", "ksef.not_xml"),
        (b"<Invoice/>", "ksef.other_form"),
        (b"<Faktura/>", "ksef.other_form"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><Faktura>&b;</Faktura>', "ksef.doctype"),
        (b"<a>" * 400 + b"</a>" * 400, "ksef.not_xml"),
        (b" " * (10 * 1024 * 1024 + 1), "ksef.too_large"),
        (an_invoice(kind="XYZ"), "ksef.unknown_kind"),
        (an_invoice(gross="1,50"), "ksef.not_an_amount"),
        (an_invoice(gross="1.505"), "ksef.not_an_amount"),
        (an_invoice(issued="2026-02-31"), "ksef.not_a_day"),
        (an_invoice(number=""), "ksef.missing"),
        (an_invoice(number="9" * 257), "ksef.too_long"),
        (an_invoice(kind="KOR"), "ksef.names_no_corrected"),
    ],
)
def test_says_what_is_wrong(data: bytes, code: str) -> None:
    with pytest.raises(KsefRefused) as refused:
        ksef.read(data)
    assert refused.value.code == code
    assert worded(ksef.SENTENCES, code, refused.value.facts) != code


@settings(max_examples=300, deadline=None)
@given(at=st.integers(0, 2200), cut=st.integers(0, 40), put=st.binary(max_size=12))
def test_a_spoilt_file_is_refused_and_never_breaks(at: int, cut: int, put: bytes) -> None:
    data = an_invoice(kind="KOR", corrects=[("FV/1", a_number())])
    spoilt = data[:at] + put + data[at + cut :]
    with contextlib.suppress(KsefRefused):
        assert ksef.read(spoilt).kind in KINDS


@pytest.mark.parametrize(
    ("told", "effect"), [("", None), ("1", 1), ("2", 2), ("3", 3), ("+02", 2), (" 1 ", 1)]
)
def test_a_correction_tells_when_it_counts(told: str, effect: int | None) -> None:
    data = an_invoice(kind="KOR", effect=told, corrects=[("FV/1", "")])
    assert ksef.read(data).effect == effect
    assert ksef.read(an_invoice(effect=told)).effect is None


@pytest.mark.parametrize("told", ["0", "4", "12", "-1", "1.0", "I", "\u0661"])
def test_no_other_effect_is_known(told: str) -> None:
    with pytest.raises(KsefRefused) as refused:
        ksef.read(an_invoice(kind="KOR", effect=told, corrects=[("FV/1", "")]))
    assert (refused.value.code, refused.value.facts) == ("ksef.unknown_effect", {"value": told})


def packed(*members: tuple[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def test_an_archive_is_opened_but_not_those_inside() -> None:
    inner = packed(("c.xml", b"c"))
    data = packed(("in/a.xml", b"a"), ("in/", b""), (".hidden", b"h"), ("b.zip", inner))
    found = ksef.unpacked([File("set.zip", data), File("d.xml", b"d")])
    assert [(one.name, one.data) for one in found] == [
        ("set.zip/in/a.xml", b"a"),
        ("set.zip/b.zip", inner),
        ("d.xml", b"d"),
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (packed(("../a.xml", b"a")), "ksef.escapes"),
        (packed(("/a.xml", b"a")), "ksef.escapes"),
        (packed(("c:a.xml", b"a")), "ksef.escapes"),
        (packed(("a.xml", b"0" * 30_000_000)), "ksef.swamps"),
        (packed(("a.xml", b"a"))[:40], "ksef.not_an_archive"),
        (packed(), "ksef.nothing_inside"),
    ],
    ids=["up", "root", "drive", "bomb", "torn", "empty"],  # bytes of an archive tell the time
)
def test_hostile_archives_are_not_opened(data: bytes, code: str) -> None:
    with pytest.raises(KsefRefused) as refused:
        ksef.unpacked([File("a.zip", data)])
    assert refused.value.code == code


def test_what_is_read_counts_and_not_what_is_claimed() -> None:
    with pytest.raises(KsefRefused, match="swamps"):
        ksef.unpacked([File("a", b"12345"), File("b", b"12345")], largest=9)
    with pytest.raises(KsefRefused, match="too_many"):
        ksef.unpacked([File("a", b""), File("b", b"")], most=1)


@pytest.mark.skipif(not XSD.is_dir(), reason=NO_SAMPLES)
def test_our_own_invoices_are_such_by_the_ministrys_schema() -> None:
    main = next(XSD.glob("schemat*"))
    others = [edeclaration.File(one.name, one.read_bytes()) for one in (XSD / "bazowe").iterdir()]
    form = edeclaration.read(edeclaration.File(main.name, main.read_bytes()), others)
    for data in (
        an_invoice(agreement="U/7", customer="K-1"),
        an_invoice(kind="KOR", gross="-23.50", corrects=[("FV/1", a_number()), ("FV/2", "")]),
        an_invoice(kind="KOR", gross="-1.00", effect="1", corrects=[("FV/1", a_number())]),
        an_invoice(kind="ROZ", advances=[a_number()]),
        an_invoice(buyer=None),
    ):
        assert edeclaration.faults(form, data) == ()
    assert [one.element for one in edeclaration.faults(form, an_invoice(gross="1,5"))] == ["P_15"]

"""pain.001: totals that add up, nothing that a bank refuses, the same bytes for the same batch."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from kartoteka.formats import pain001
from kartoteka.formats.orders import Batch, Order, OrderRefused

OURS, THEIRS = "SK7811000000002600000001", "SK5309000000000500000002"
MADE = datetime(2026, 9, 2, 12, 0, 1, tzinfo=UTC)
ORDER = Order(THEIRS, "Ľubica Šťastná", Decimal("45.97"), "Vrátenie preplatku", "Hlavná 1", "/VS77")

WHOLE = """<?xml version='1.0' encoding='UTF-8'?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:pain.001.001.03">
  <CstmrCdtTrfInitn>
    <GrpHdr>
      <MsgId>K-2026-0001</MsgId>
      <CreDtTm>2026-09-02T12:00:01</CreDtTm>
      <NbOfTxs>1</NbOfTxs>
      <CtrlSum>45.97</CtrlSum>
      <InitgPty>
        <Nm>Vodarne + Zlta, a. s.</Nm>
      </InitgPty>
    </GrpHdr>
    <PmtInf>
      <PmtInfId>K-2026-0001</PmtInfId>
      <PmtMtd>TRF</PmtMtd>
      <NbOfTxs>1</NbOfTxs>
      <CtrlSum>45.97</CtrlSum>
      <PmtTpInf>
        <SvcLvl>
          <Cd>SEPA</Cd>
        </SvcLvl>
      </PmtTpInf>
      <ReqdExctnDt>2026-09-03</ReqdExctnDt>
      <Dbtr>
        <Nm>Vodarne + Zlta, a. s.</Nm>
      </Dbtr>
      <DbtrAcct>
        <Id>
          <IBAN>SK7811000000002600000001</IBAN>
        </Id>
      </DbtrAcct>
      <DbtrAgt>
        <FinInstnId>
          <Othr>
            <Id>NOTPROVIDED</Id>
          </Othr>
        </FinInstnId>
      </DbtrAgt>
      <ChrgBr>SLEV</ChrgBr>
      <CdtTrfTxInf>
        <PmtId>
          <EndToEndId>/VS77</EndToEndId>
        </PmtId>
        <Amt>
          <InstdAmt Ccy="EUR">45.97</InstdAmt>
        </Amt>
        <Cdtr>
          <Nm>Lubica Stastna</Nm>
        </Cdtr>
        <CdtrAcct>
          <Id>
            <IBAN>SK5309000000000500000002</IBAN>
          </Id>
        </CdtrAcct>
        <RmtInf>
          <Ustrd>Vratenie preplatku</Ustrd>
        </RmtInf>
      </CdtTrfTxInf>
    </PmtInf>
  </CstmrCdtTrfInitn>
</Document>
"""


def a_batch(*orders: Order, **more: Any) -> Batch:
    given = {
        "account": OURS,
        "name": "Vodárne & Žltá, a. s.",
        "paid_on": date(2026, 9, 3),
        "currency": "EUR",
        "orders": orders or (ORDER,),
        "identification": "K-2026-0001",
        **more,
    }
    return Batch(**given)


def written(batch: Batch, **more: Any) -> tuple[Any, dict[str, str]]:
    """The root, and the text of each element by its path (the last of its kind)."""
    root = etree.fromstring(pain001.write(batch, made_at=MADE, **more))
    found = {}
    for element in root.iter():
        names = [etree.QName(each).localname for each in element.iterancestors()][::-1]
        if not len(element):
            path = [*names, etree.QName(element).localname][2:]
            found["/".join(path)] = element.text
    return root, found


def test_a_file_of_version_3_is_whole() -> None:
    assert pain001.write(a_batch(), made_at=MADE).decode() == WHOLE


def test_version_9_names_the_day_and_the_bank_otherwise() -> None:
    root, found = written(a_batch(), version="09", bic="TATRSKBX")
    assert root.tag == "{urn:iso:std:iso:20022:tech:xsd:pain.001.001.09}Document"
    assert found["PmtInf/ReqdExctnDt/Dt"] == "2026-09-03"
    assert found["PmtInf/DbtrAgt/FinInstnId/BICFI"] == "TATRSKBX"
    _root, old = written(a_batch(), version="03", bic="TATRSKBX")
    assert old["PmtInf/DbtrAgt/FinInstnId/BIC"] == "TATRSKBX"
    assert old["PmtInf/ReqdExctnDt"] == "2026-09-03"


def test_totals_are_those_of_all_orders() -> None:
    cents = [Order(THEIRS, "A", Decimal(f"0.{n:02}"), "t") for n in range(1, 100)]
    _root, found = written(a_batch(*cents))
    assert (found["GrpHdr/NbOfTxs"], found["GrpHdr/CtrlSum"]) == ("99", "49.50")
    assert (found["PmtInf/NbOfTxs"], found["PmtInf/CtrlSum"]) == ("99", "49.50")
    assert found["PmtInf/CdtTrfTxInf/PmtId/EndToEndId"] == "NOTPROVIDED"


def test_another_currency_than_euro_is_no_sepa() -> None:
    _root, found = written(a_batch(currency="PLN"))
    assert "PmtInf/PmtTpInf/SvcLvl/Cd" not in found
    assert found["PmtInf/ChrgBr"] == "SHAR"


def test_a_name_is_cut_to_seventy_signs() -> None:
    _root, found = written(a_batch(Order(THEIRS, "ł" * 71, Decimal(1), "t"), name="A" * 80))
    assert found["PmtInf/CdtTrfTxInf/Cdtr/Nm"] == "l" * 70
    assert found["GrpHdr/InitgPty/Nm"] == "A" * 70


def test_the_same_batch_gives_the_same_bytes() -> None:
    assert pain001.write(a_batch(), made_at=MADE) == pain001.write(a_batch(), made_at=MADE)


EVIL = '</Nm><Evil a="1">&lt;x\r\n\t]]><!--„Łódź”\x00\u2028 Ω_@;'


@pytest.mark.parametrize("field", ["name", "title"])
def test_nothing_in_a_text_becomes_an_element(field: str) -> None:
    given = {"name": "A", "title": "t", field: EVIL}
    root, found = written(a_batch(Order(THEIRS, amount=Decimal(1), **given)))
    assert len(list(root.iter())) == len(list(written(a_batch())[0].iter()))
    path = {"name": "Cdtr/Nm", "title": "RmtInf/Ustrd"}[field]
    assert found[f"PmtInf/CdtTrfTxInf/{path}"] == "./Nm..Evil a.'1'.+lt,x ))...--'Lodz' .-(at),"


@settings(max_examples=200, deadline=None)
@given(st.text(min_size=1, max_size=70), st.text(min_size=1, max_size=46))
def test_any_text_is_written_in_the_signs_of_sepa(name: str, title: str) -> None:
    order = Order(THEIRS, f"A{name}", Decimal(1), f"t{title}")
    _root, found = written(a_batch(order))
    for path in ("Cdtr/Nm", "RmtInf/Ustrd"):
        text = found[f"PmtInf/CdtTrfTxInf/{path}"]
        assert set(text) <= set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/?:().,'+ -"
        )
        assert text == text.strip()
    assert len(found["PmtInf/CdtTrfTxInf/Cdtr/Nm"]) <= 70


@pytest.mark.parametrize(
    ("change", "more", "code"),
    [
        ({"identification": ""}, {}, "order.identifier"),
        ({"identification": "x" * 36}, {}, "order.identifier"),
        ({"identification": "/x"}, {}, "order.identifier"),
        ({"identification": "a//b"}, {}, "order.identifier"),
        ({"identification": "ą"}, {}, "order.identifier"),
        ({"currency": "eur"}, {}, "order.currency"),
        ({}, {"bic": "tatrskbx"}, "order.identifier"),
        ({"orders": (Order("PL00", "A", Decimal(1), "t"),)}, {}, "order.account"),
        ({"orders": (Order(THEIRS, "A", Decimal("0.001"), "t"),)}, {}, "order.amount"),
        ({"orders": (Order(THEIRS, "A", Decimal(1), "ß" * 71),)}, {}, "order.title_too_long"),
        ({"orders": (Order(THEIRS, "A", Decimal(1), "t", "", "a\nb"),)}, {}, "order.identifier"),
    ],
)
def test_what_a_bank_would_refuse_is_refused(
    change: dict[str, Any], more: dict[str, Any], code: str
) -> None:
    with pytest.raises(OrderRefused) as refused:
        pain001.write(a_batch(**change), made_at=MADE, **more)
    assert refused.value.code == code
    assert "%(" not in str(refused.value)

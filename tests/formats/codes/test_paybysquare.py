"""PAY by square: the whole model there and back, damaged and hostile codes refused."""

import binascii
import json
import lzma
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.formats.codes import paybysquare as pay
from kartoteka.formats.codes.refusals import CodeRefused

ACCOUNT = pay.Account("SK3112000000198742637541", "TATRSKBX")


def a_payment(**changes: object) -> pay.Payment:
    return pay.Payment(**{"accounts": (ACCOUNT,), **changes})  # type: ignore[arg-type]


def packed(payload: bytes, version: int = 0, length: int | None = None, crc: int = 0) -> str:
    """A code built by hand around any payload."""
    whole = (binascii.crc32(payload) ^ crc).to_bytes(4, "little") + payload
    body = lzma.compress(whole, format=lzma.FORMAT_RAW, filters=pay.FILTERS)
    size = len(whole) if length is None else length
    return pay._to_base32(bytes([version, 0]) + size.to_bytes(2, "little") + body)


FULL = pay.PayCode(
    invoice_id="2026001",
    payments=(
        a_payment(
            amount=Decimal("25.30"),
            due_on=date(2026, 12, 31),
            vs="0020260012",
            ks="0308",
            ss="0000000001",
            note="Dakujeme",
            accounts=(ACCOUNT, pay.Account("SK9611000000002918599669")),
            beneficiary_name="Teplo s.r.o.",
            beneficiary_street="Hlavna 1",
            beneficiary_city="Kosice",
        ),
        a_payment(
            kind=pay.ORDER | pay.STANDING | pay.DEBIT,
            currency="CZK",
            originators_reference="/VS1/SS/KS",
            standing=pay.Standing("5", "3", "m", date(2027, 1, 1)),
            debit=pay.Debit(
                "1", "1", "12", "34", "", "M1", "C1", "K1", Decimal(50), date(2028, 2, 29)
            ),
            beneficiary_name="Voda a.s.",
        ),
    ),
)


def test_the_whole_model_comes_back() -> None:
    assert pay.decode(pay.encode(FULL)) == (FULL, ())


def test_samples_decode_to_what_their_source_says(samples: Path) -> None:
    cases = json.loads((samples / "pay_by_square" / "decode_cases.json").read_text("utf-8"))
    assert cases
    for case in cases:
        code, warned = pay.decode(case["qr"])
        wanted = case["expected"]
        assert code.invoice_id == wanted["invoiceId"]
        for found, each in zip(code.payments, wanted["payments"], strict=True):
            assert found.amount == Decimal(each["amount"])
            assert found.vs == each.get("variableSymbol", "")
            assert [one.iban for one in found.accounts] == [b["iban"] for b in each["bankAccounts"]]
        assert pay.decode(pay.encode(code))[0] == code
        assert warned == ()


def test_fields_stand_in_the_order_of_the_standard(samples: Path) -> None:
    case = json.loads(
        (samples / "pay_by_square" / "serialized_payment_order.json").read_text("utf-8")
    )
    code = pay.PayCode(
        invoice_id="random-id",
        payments=(
            pay.Payment(
                accounts=(pay.Account("SK9611000000002918599669"),),
                amount=Decimal(100),
                vs="123",
                beneficiary_name="John Doe",
            ),
        ),
    )
    assert "\t".join(pay._fields(code)) == case["tab_separated"]


def test_the_header_is_1_2_0_only_where_every_beneficiary_is_named() -> None:
    assert pay.decode(pay.encode(FULL))[0].version == 2
    nameless = pay.PayCode(payments=(a_payment(),))
    assert pay.decode(pay.encode(nameless))[0].version == 0


def test_accents_are_stripped() -> None:
    code = pay.PayCode(payments=(a_payment(note="Žltý kôň, łódź", beneficiary_name="Ľubica"),))
    payment = pay.decode(pay.encode(code))[0].payments[0]
    assert (payment.note, payment.beneficiary_name) == ("Zlty kon, lodz", "Lubica")


def test_a_wrong_check_digit_only_warns() -> None:
    wrong = pay.PayCode(payments=(a_payment(accounts=(pay.Account("SK3212000000198742637541"),)),))
    code, warned = pay.decode(pay.encode(wrong))
    assert code == wrong
    assert [one.code for one in warned] == ["check.account"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"vs": "1" * 11}, "code.too_long"),
        ({"ks": "12345"}, "code.too_long"),
        ({"ss": "1" * 11}, "code.too_long"),
        ({"vs": "12a"}, "code.shape"),
        ({"note": "x" * 141}, "code.too_long"),
        ({"note": "a\tb"}, "code.characters"),
        ({"beneficiary_name": "x" * 71}, "code.too_long"),
        ({"amount": Decimal("-1")}, "code.amount"),
        ({"amount": Decimal("1.001")}, "code.amount"),
        ({"amount": Decimal("1000000000")}, "code.amount"),
        ({"accounts": ()}, "code.missing"),
        ({"accounts": (pay.Account("123"),)}, "code.shape"),
        ({"currency": "eur"}, "code.shape"),
        ({"kind": 0}, "code.shape"),
        ({"kind": pay.STANDING}, "code.shape"),
        ({"standing": pay.Standing("5")}, "code.shape"),
        ({"kind": 3, "standing": pay.Standing("5", "1", "mm")}, "code.too_long"),
        ({"kind": 5, "debit": pay.Debit(mandate_id="a\tb")}, "code.characters"),
        ({"kind": 5, "debit": pay.Debit(mandate_id="x" * 36)}, "code.too_long"),
        ({"kind": 5, "debit": pay.Debit(vs="1a")}, "code.shape"),
        ({"kind": 5, "debit": pay.Debit(most=Decimal("1.001"))}, "code.amount"),
        ({"amount": Decimal("-0")}, "code.amount"),
        ({"note": "\ud800"}, "code.characters"),
        ({"note": "a\x85b"}, "code.characters"),
    ],
)
def test_refuses_what_the_standard_forbids(changes: dict[str, object], code: str) -> None:
    with pytest.raises(CodeRefused) as refused:
        pay.encode(pay.PayCode(payments=(a_payment(**changes),)))
    assert refused.value.code == code


def test_refuses_a_damaged_code() -> None:
    payload = "\t".join(pay._fields(FULL)).encode()
    for text, code in (
        (packed(payload, crc=1), "code.checksum"),
        (packed(payload, version=3), "code.version"),
        (packed(payload, version=16), "code.header"),
        (packed(payload, length=3), "code.damaged"),
        (packed(payload, length=60000), "code.damaged"),
        (packed(b"a\t1\t1"), "code.fields"),
        (packed(b"a\t999"), "code.too_many"),
        (packed(b"\xff\xfe"), "code.damaged"),
        ("0004W", "code.alphabet"),
        ("0004I0", "code.alphabet"),
        ("", "code.alphabet"),
    ):
        with pytest.raises(CodeRefused) as refused:
            pay.decode(text)
        assert refused.value.code == code, text[:20]


def test_a_bomb_unpacks_no_further_than_it_declares() -> None:
    bomb = packed(b"\0" * 1_000_000, length=100)
    assert len(bomb) < 1000
    with pytest.raises(CodeRefused):
        pay.decode(bomb)


ASCII = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=35)
DAYS = st.none() | st.dates(date(1000, 1, 1))
AMOUNTS = st.none() | st.decimals("0.00", "999999999.99", places=2)
VS, KS = st.from_regex(r"\A[0-9]{0,10}\Z"), st.from_regex(r"\A[0-9]{0,4}\Z")
ACCOUNTS = st.lists(
    st.builds(pay.Account, st.from_regex(r"\A[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}\Z")),
    min_size=1,
    max_size=3,
).map(tuple)
STANDINGS = st.none() | st.builds(
    pay.Standing, KS.map(lambda text: text[:2]), KS, st.sampled_from(["", "m", "w"]), DAYS
)
DEBITS = st.none() | st.builds(
    pay.Debit,
    st.sampled_from(["", "0", "1"]),
    st.sampled_from(["", "0", "1"]),
    *(VS, VS, ASCII, ASCII, ASCII, ASCII, AMOUNTS, DAYS),
)


@st.composite
def payments(draw: st.DrawFn) -> pay.Payment:
    standing, debit = draw(STANDINGS), draw(DEBITS)
    kinds = (pay.STANDING if standing else 0) | (pay.DEBIT if debit else 0)
    return pay.Payment(
        accounts=draw(ACCOUNTS),
        amount=draw(AMOUNTS),
        kind=kinds or pay.ORDER,
        due_on=draw(DAYS),
        vs=draw(VS),
        ks=draw(KS),
        ss=draw(VS),
        originators_reference=draw(ASCII),
        note=draw(ASCII),
        standing=standing,
        debit=debit,
        beneficiary_name=draw(ASCII),
        beneficiary_street=draw(ASCII),
        beneficiary_city=draw(ASCII),
    )


@given(st.lists(payments(), min_size=1, max_size=4))
def test_any_payments_come_back_as_they_were_put_in(made: list[pay.Payment]) -> None:
    code = pay.PayCode(tuple(made), "2026001")
    assert pay.decode(pay.encode(code))[0] == code


@given(st.binary(max_size=120))
def test_decoding_any_bytes_answers_or_refuses(raw: bytes) -> None:
    for text in (pay._to_base32(raw), packed(raw), pay._to_base32(b"\0\0\x20\0" + raw)):
        try:
            pay.decode(text)
        except CodeRefused as no:
            assert str(no)  # noqa: PT017

"""The Slovak payment code PAY by square, versions 1.0.0 to 1.2.0.

Two bytes of nibbles (type 0, version, document 0, reserved 0), the length of what follows unpacked
(little endian), then raw LZMA1 of CRC32 + fields parted by tabs; all of it in base32 with the
digits 0–9 and letters A–V. Letters lose their accents, for many banking applications choke on them.
"""

import binascii
import lzma
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from stdnum import iban as ibans

from kartoteka.formats.codes.refusals import CodeRefused, Warned, limit, limit_amount
from kartoteka.formats.plain import without_accents

ORDER, STANDING, DEBIT = 1, 2, 4
LEAST, MOST = Decimal(0), Decimal("999999999.99")
VERSION_1_0, VERSION_1_2 = 0, 2
MOST_PAYMENTS, MOST_ACCOUNTS = 50, 50
LONGEST_TEXT = 4296  # what the largest QR code holds
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUV"
FILTERS = [{"id": lzma.FILTER_LZMA1, "lc": 3, "lp": 0, "pb": 2, "dict_size": 131072}]
DIGITS = {"vs": 10, "ks": 4, "ss": 10}
TEXTS = {
    "originators_reference": 35,
    "note": 140,
    "beneficiary_name": 70,
    "beneficiary_street": 70,
    "beneficiary_city": 70,
}
STANDING_TEXTS = {"day": 2, "months": 4, "periodicity": 1}
DEBIT_TEXTS = {
    "scheme": 1,
    "kind": 1,
    "originators_reference": 35,
    "mandate_id": 35,
    "creditor_id": 35,
    "contract_id": 35,
}
DEBIT_DIGITS = {"vs": 10, "ss": 10}


@dataclass(frozen=True, slots=True)
class Account:
    iban: str
    bic: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing order: day of month or week, months as a bit mask, periodicity as one letter."""

    day: str = ""
    months: str = ""
    periodicity: str = ""
    last_on: date | None = None


@dataclass(frozen=True, slots=True)
class Debit:
    """A direct debit; scheme 1 is SEPA, kind 0 is once and 1 is repeated."""

    scheme: str = ""
    kind: str = ""
    vs: str = ""
    ss: str = ""
    originators_reference: str = ""
    mandate_id: str = ""
    creditor_id: str = ""
    contract_id: str = ""
    most: Decimal | None = None
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    """One payment; `kind` adds up ORDER, STANDING and DEBIT. No amount: the payer types it."""

    accounts: tuple[Account, ...]
    amount: Decimal | None = None
    currency: str = "EUR"
    kind: int = ORDER
    due_on: date | None = None
    vs: str = ""
    ks: str = ""
    ss: str = ""
    originators_reference: str = ""
    note: str = ""
    standing: Standing | None = None
    debit: Debit | None = None
    beneficiary_name: str = ""
    beneficiary_street: str = ""
    beneficiary_city: str = ""


@dataclass(frozen=True, slots=True)
class PayCode:
    payments: tuple[Payment, ...]
    invoice_id: str = ""
    version: int | None = field(default=None, compare=False)


def encode(code: PayCode) -> str:
    """The text of the code; raises CodeRefused for what the standard forbids.

    The header says 1.2.0 where every payment names its beneficiary (it must there), else 1.0.0.
    """
    code = _plain(code)
    _check(code)
    for payment in code.payments:
        parts = (ORDER if payment.kind & ORDER else 0) + (STANDING if payment.standing else 0)
        if payment.kind != parts + (DEBIT if payment.debit else 0):
            raise CodeRefused("code.shape", field="kind", value=payment.kind)
    named = all(payment.beneficiary_name for payment in code.payments)
    payload = "\t".join(_fields(code)).encode()
    packed = binascii.crc32(payload).to_bytes(4, "little") + payload
    if len(packed) > 0xFFFF:  # noqa: PLR2004
        raise CodeRefused("code.too_many_bytes", length=len(packed), limit=0xFFFF)
    version = VERSION_1_2 if named else VERSION_1_0
    body = lzma.compress(packed, format=lzma.FORMAT_RAW, filters=FILTERS)
    text = _to_base32(bytes([version, 0]) + len(packed).to_bytes(2, "little") + body)
    return limit("code", text, LONGEST_TEXT)


def decode(text: str) -> tuple[PayCode, tuple[Warned, ...]]:
    """Read the text of a code; raises CodeRefused for anything but a well-formed one."""
    raw = _from_base32(text.strip())
    if len(raw) < 5 or raw[0] >> 4 or raw[1] >> 4:  # noqa: PLR2004
        raise CodeRefused("code.header")
    version = raw[0] & 15
    if version > VERSION_1_2:
        raise CodeRefused("code.version", version=f"1.{version}.0")
    payload = _unpack(raw[4:], int.from_bytes(raw[2:4], "little"))
    try:
        parts = payload.decode().rstrip("\x00").split("\t")
    except UnicodeDecodeError as fault:
        raise CodeRefused("code.damaged") from fault
    code = replace(_read(parts), version=version)
    _check(code)
    return code, warnings_of(code)


def warnings_of(code: PayCode) -> tuple[Warned, ...]:
    """Accounts whose check digits do not fit."""
    return tuple(
        Warned("check.account", {"value": account.iban})
        for payment in code.payments
        for account in payment.accounts
        if not ibans.is_valid(account.iban, check_country=False)
    )


def _unpack(body: bytes, length: int) -> bytes:
    """CRC and payload, never more than the declared length: a bomb stops there."""
    try:
        unpacker = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=FILTERS)
        packed = unpacker.decompress(body, max_length=length)
    except (lzma.LZMAError, EOFError, ValueError) as fault:
        raise CodeRefused("code.damaged") from fault
    if len(packed) != length or length < 4:  # noqa: PLR2004
        raise CodeRefused("code.damaged")
    if binascii.crc32(packed[4:]) != int.from_bytes(packed[:4], "little"):
        raise CodeRefused("code.checksum")
    return packed[4:]


def _fields(code: PayCode) -> Iterator[str]:
    yield code.invoice_id
    yield str(len(code.payments))
    for payment in code.payments:
        yield from (str(payment.kind), _money(payment.amount), payment.currency)
        yield from (_day(payment.due_on), payment.vs, payment.ks, payment.ss)
        yield from (payment.originators_reference, payment.note, str(len(payment.accounts)))
        for account in payment.accounts:
            yield from (account.iban, account.bic)
        yield from _standing_fields(payment.standing)
        yield from _debit_fields(payment.debit)
    for payment in code.payments:
        yield from (
            payment.beneficiary_name,
            payment.beneficiary_street,
            payment.beneficiary_city,
        )


def _standing_fields(order: Standing | None) -> tuple[str, ...]:
    if order is None:
        return ("0",)
    return ("1", order.day, order.months, order.periodicity, _day(order.last_on))


def _debit_fields(debit: Debit | None) -> tuple[str, ...]:
    if debit is None:
        return ("0",)
    texts = (debit.vs, debit.ss, debit.originators_reference, debit.mandate_id)
    rest = (debit.creditor_id, debit.contract_id, _money(debit.most), _day(debit.valid_to))
    return ("1", debit.scheme, debit.kind, *texts, *rest)


class _Reader:
    """Takes fields one after another; an end too early is a damaged code."""

    def __init__(self, parts: list[str]) -> None:
        self.parts = parts
        self.at = 0

    def text(self) -> str:
        if self.at >= len(self.parts):
            raise CodeRefused("code.fields", found=len(self.parts), wanted=self.at + 1)
        self.at += 1
        return self.parts[self.at - 1]

    def rest(self) -> str:
        """A field that older versions leave out at the end."""
        return self.text() if self.at < len(self.parts) else ""

    def count(self, name: str, most: int) -> int:
        text = self.text()
        if not re.fullmatch(r"[0-9]{1,3}", text):
            raise CodeRefused("code.shape", field=name, value=text[:20])
        if int(text) > most:
            raise CodeRefused("code.too_many", field=name, found=int(text), limit=most)
        return int(text)

    def money(self) -> Decimal | None:
        text = self.text()
        if text and not re.fullmatch(r"[0-9]{1,12}(\.[0-9]{1,2})?", text):
            raise CodeRefused("code.amount", value=text[:20], least=LEAST, most=MOST)
        return Decimal(text) if text else None

    def day(self, name: str) -> date | None:
        text = self.text()
        if not text:
            return None
        digits = re.fullmatch(r"([0-9]{4})([0-9]{2})([0-9]{2})", text)
        try:
            return date(*map(int, digits.groups() if digits else (0, 0, 0)))
        except ValueError as fault:
            raise CodeRefused("code.shape", field=name, value=text[:20]) from fault


def _read(parts: list[str]) -> PayCode:
    reader = _Reader(parts)
    invoice_id = reader.text()
    payments = [_payment(reader) for _ in range(reader.count("payments", MOST_PAYMENTS))]
    payments = [
        replace(
            payment,
            beneficiary_name=reader.rest(),
            beneficiary_street=reader.rest(),
            beneficiary_city=reader.rest(),
        )
        for payment in payments
    ]
    return PayCode(tuple(payments), invoice_id)


def _payment(reader: _Reader) -> Payment:
    start = Payment(
        accounts=(),
        kind=reader.count("kind", ORDER | STANDING | DEBIT),
        amount=reader.money(),
        currency=reader.text(),
        due_on=reader.day("due_on"),
        vs=reader.text(),
        ks=reader.text(),
        ss=reader.text(),
        originators_reference=reader.text(),
        note=reader.text(),
    )
    accounts = tuple(
        Account(reader.text(), reader.text())
        for _ in range(reader.count("accounts", MOST_ACCOUNTS))
    )
    standing = debit = None
    if reader.count("standing", 1):
        texts = (reader.text(), reader.text(), reader.text())
        standing = Standing(*texts, reader.day("last_on"))
    if reader.count("debit", 1):
        debit = _debit(reader)
    return replace(start, accounts=accounts, standing=standing, debit=debit)


def _debit(reader: _Reader) -> Debit:
    return Debit(
        scheme=reader.text(),
        kind=reader.text(),
        vs=reader.text(),
        ss=reader.text(),
        originators_reference=reader.text(),
        mandate_id=reader.text(),
        creditor_id=reader.text(),
        contract_id=reader.text(),
        most=reader.money(),
        valid_to=reader.day("valid_to"),
    )


def _check(code: PayCode) -> None:
    limit("invoice_id", code.invoice_id, 10)
    if not code.payments:
        raise CodeRefused("code.missing", field="payments")
    if len(code.payments) > MOST_PAYMENTS:
        raise CodeRefused(
            "code.too_many", field="payments", found=len(code.payments), limit=MOST_PAYMENTS
        )
    for payment in code.payments:
        _check_payment(payment)


def _check_payment(payment: Payment) -> None:
    _check_texts(payment, TEXTS, DIGITS)
    if payment.standing:
        _check_texts(payment.standing, STANDING_TEXTS, {})
    if payment.debit:
        _check_texts(payment.debit, DEBIT_TEXTS, DEBIT_DIGITS)
        limit_amount(payment.debit.most, LEAST, MOST)
    if not re.fullmatch(r"[A-Z]{3}", payment.currency):
        raise CodeRefused("code.shape", field="currency", value=payment.currency[:10])
    if not 0 < payment.kind <= ORDER | STANDING | DEBIT:
        raise CodeRefused("code.shape", field="kind", value=payment.kind)
    limit_amount(payment.amount, LEAST, MOST)
    _check_accounts(payment)


def _check_texts(
    part: Payment | Standing | Debit, texts: dict[str, int], digits: dict[str, int]
) -> None:
    for name, most in (texts | digits).items():
        value = limit(name, getattr(part, name), most)
        if name in digits and not re.fullmatch(r"[0-9]*", value):
            raise CodeRefused("code.shape", field=name, value=value)


def _check_accounts(payment: Payment) -> None:
    if not payment.accounts:
        raise CodeRefused("code.missing", field="accounts")
    if len(payment.accounts) > MOST_ACCOUNTS:
        raise CodeRefused(
            "code.too_many", field="accounts", found=len(payment.accounts), limit=MOST_ACCOUNTS
        )
    for account in payment.accounts:
        if not re.fullmatch(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}", account.iban):
            raise CodeRefused("code.shape", field="iban", value=account.iban[:40])
        if not re.fullmatch(r"([A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?)?", account.bic):
            raise CodeRefused("code.shape", field="bic", value=account.bic[:20])


def _plain(code: PayCode) -> PayCode:
    payments = (
        replace(
            payment,
            debit=_plain_debit(payment.debit),
            originators_reference=without_accents(payment.originators_reference),
            note=without_accents(payment.note),
            beneficiary_name=without_accents(payment.beneficiary_name),
            beneficiary_street=without_accents(payment.beneficiary_street),
            beneficiary_city=without_accents(payment.beneficiary_city),
        )
        for payment in code.payments
    )
    return replace(code, payments=tuple(payments), invoice_id=without_accents(code.invoice_id))


def _plain_debit(debit: Debit | None) -> Debit | None:
    return debit and replace(
        debit,
        originators_reference=without_accents(debit.originators_reference),
        mandate_id=without_accents(debit.mandate_id),
        creditor_id=without_accents(debit.creditor_id),
        contract_id=without_accents(debit.contract_id),
    )


def _money(amount: Decimal | None) -> str:
    return "" if amount is None else f"{amount:f}"


def _day(day: date | None) -> str:
    return "" if day is None else f"{day:%Y%m%d}"


def _to_base32(raw: bytes) -> str:
    bits = "".join(f"{byte:08b}" for byte in raw)
    bits += "0" * (-len(bits) % 5)
    return "".join(ALPHABET[int(bits[at : at + 5], 2)] for at in range(0, len(bits), 5))


def _from_base32(text: str) -> bytes:
    text = limit("code", text, LONGEST_TEXT).upper()
    if not text or set(text) - set(ALPHABET):
        raise CodeRefused("code.alphabet")
    bits = "".join(f"{ALPHABET.index(sign):05b}" for sign in text)
    spare = len(bits) % 8
    if spare >= 5 or "1" in bits[len(bits) - spare :]:  # noqa: PLR2004
        raise CodeRefused("code.alphabet")
    return bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - spare, 8))

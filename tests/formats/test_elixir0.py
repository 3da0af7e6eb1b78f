"""Elixir-0: payments that came are read in each bank's way of writing, orders written so that
nothing in a name or title can become a field or a record."""

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from kartoteka.formats import elixir0
from kartoteka.formats.accounts import with_check
from kartoteka.formats.elixir0.records import name_and_address
from kartoteka.formats.orders import Batch, Order, OrderRefused
from kartoteka.formats.statements import Line, SplitPayment, parse

FILES = Path(__file__).parent / "files"
OURS = "PL52105010120000000000000101"
THEIRS = "PL96114020040000000000000202"
VIRTUAL = [with_check("PL", f"109010147777{n:012d}") for n in (7, 8)]
RECORD = (
    '110,20260902,12345,11402004,0,"96114020040000000000000202","52105010120000000000000101",'
    '"Jan Łąka|ul. Krótka 5|00-001 Warszawa","Wodociągi",0,10501012,"FV 1/2026|za wodę","","",'
    '"51","nota"'
)


def read(*records: str, encoding: str = "cp1250") -> tuple[Line, ...]:
    parsed = parse("\r\n".join(records).encode(encoding))
    assert parsed.problems == ()
    return tuple(line for statement in parsed.statements for line in statement.lines)


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "cp852", "utf-8"])
def test_a_payment_is_read_in_any_encoding(encoding: str) -> None:
    parsed = parse(RECORD.encode(encoding))
    (statement,) = parsed.statements
    assert (statement.account, statement.currency, statement.format) == (OURS, "PLN", "ELIXIR0")
    assert (parsed.encoding, statement.encoding) == (encoding, encoding)
    assert (statement.is_interim, statement.opening, statement.problems) == (False, None, ())
    (line,) = statement.lines
    assert (line.amount, line.booked_on, line.value_on) == (
        Decimal("123.45"),
        date(2026, 9, 2),
        date(2026, 9, 2),
    )
    assert (line.title, line.counterparty_name, line.counterparty_address) == (
        "FV 1/2026 za wodę",
        "Jan Łąka",
        "ul. Krótka 5, 00-001 Warszawa",
    )
    assert (line.counterparty_account, line.own_account) == (THEIRS, "")
    assert (line.transaction_code, line.bank_text, line.place) == ("51", "nota", "1")


def test_a_file_of_a_bank_with_virtual_accounts_is_one_statement() -> None:
    parsed = parse((FILES / "elixir0_virtual.pli").read_bytes())
    (statement,) = parsed.statements
    assert parsed.problems == ()
    assert (statement.account, parsed.encoding) == ("109010147777", "cp852")
    assert [line.own_account for line in statement.lines] == VIRTUAL
    first, second = statement.lines
    assert (first.title, first.transaction_code) == (
        "/VAT/2,30/IDC/5260250274/INV/FV 7/2026/TXT/za ścieki",
        "53",
    )
    assert first.split == SplitPayment(Decimal("2.30"), "5260250274", "FV 7/2026", "za ścieki")
    assert second.counterparty_name == 'Zakład "Kłódka", Żwirowa'


@pytest.mark.parametrize(
    "text",
    [
        '"Firma ""Kłos"", Łódź"',
        '"Firma "Kłos", Łódź"'.replace('s", Ł', 's" , Ł'),
    ],
)
def test_marks_and_commas_inside_a_text_part_nothing(text: str) -> None:
    (line,) = read(RECORD.replace('"Wodociągi"', text).replace("nota", "x"))
    assert (line.title, line.transaction_code, line.bank_text) == ("FV 1/2026 za wodę", "51", "x")


def test_a_mark_at_the_end_of_a_text_that_is_not_doubled() -> None:
    (line,) = read(RECORD.replace('"Jan Łąka|ul. Krótka 5|00-001 Warszawa"', '"Firma "Kłos""'))
    assert (line.counterparty_name, line.title) == ('Firma "Kłos"', "FV 1/2026 za wodę")


def test_texts_without_marks() -> None:
    (line,) = read(RECORD.replace('"', ""))
    assert (line.title, line.counterparty_account) == ("FV 1/2026 za wodę", THEIRS)


def test_a_full_line_runs_on_into_the_next() -> None:
    full = "Faktura FV/2026/09/0001 za wodę i k"
    assert len(full) == 35
    (line,) = read(RECORD.replace("FV 1/2026|za wodę", f"{full}|anał|za maj"))
    assert line.title == f"{full}anał za maj"
    (line,) = read(RECORD.replace("FV 1/2026|za wodę", f"{full[:-2]}|anał"))
    assert line.title == f"{full[:-2]} anał"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("110,", "210,", "line.direct_debit"),
        ("110,", "999,", "line.unreadable"),
        (",12345,", ",123.45,", "line.no_amount"),
        ("20260902", "20260231", "line.no_date"),
        ("110,20260902,12345,11402004", "110,20260902,12345", "line.unreadable"),
    ],
)
def test_a_record_that_is_no_payment_is_told_with_its_line(old: str, new: str, code: str) -> None:
    broken = RECORD.replace(old, new, 1)
    if code == "line.unreadable" and new.startswith("110"):
        broken = ",".join(broken.split(",")[:9])
    parsed = parse(f"{RECORD}\r\n\r\n{broken}\r\n".encode("cp1250"))
    assert [(p.code, p.place, p.line_lost) for p in parsed.problems] == [(code, "3", True)]
    assert len(parsed.statements[0].lines) == 1


def test_an_amount_with_a_comma_moves_the_fields_and_is_not_believed() -> None:
    parsed = parse(f"{RECORD}\n{RECORD.replace('12345', '123,45')}\n".encode())
    assert [(p.code, p.place, p.line_lost) for p in parsed.problems] == [
        ("line.unreadable", "2", True)
    ]
    assert [line.amount for line in parsed.statements[0].lines] == [Decimal("123.45")]


@pytest.mark.parametrize(
    ("old", "new"),
    [("Jan Łąka|", "Łąka, Jan|"), ("Wodociągi", "Wodociągi, Łódź"), ("FV 1", "a,b,c")],
)
def test_a_comma_in_a_text_without_marks_is_not_guessed_at(old: str, new: str) -> None:
    bare = RECORD.replace('"', "")
    parsed = parse(f"{bare}\n{bare.replace(old, new)}\n".encode())
    assert [(p.code, p.place) for p in parsed.problems] == [("line.unreadable", "2")]
    assert [line.title for line in parsed.statements[0].lines] == ["FV 1/2026 za wodę"]


def test_a_payment_may_come_without_the_payers_account() -> None:
    (line,) = read(RECORD.replace("96114020040000000000000202", ""))
    assert (line.amount, line.counterparty_account) == (Decimal("123.45"), "")


def test_orders_to_many_are_no_payments_that_came() -> None:
    other = RECORD.replace("52105010120000000000000101", "26109010147777000000001234")
    parsed = parse(f"{RECORD}\n{other}\n".encode())
    assert (parsed.statements, [p.code for p in parsed.problems]) == ((), ["file.orders"])


def test_payments_of_two_to_two_accounts_are_two_statements() -> None:
    other = RECORD.replace("52105010120000000000000101", "26109010147777000000001234")
    other = other.replace("96114020040000000000000202", with_check("PL", "1" * 24)[2:])
    parsed = parse(f"{RECORD}\n{other}\n".encode())
    assert [statement.account for statement in parsed.statements] == [
        OURS,
        "PL26109010147777000000001234",
    ]


def test_the_sample_record_of_others(samples: Path) -> None:
    sample = json.loads((samples / "elixir0" / "record_values.json").read_text("utf-8"))
    told = sample["parsed_first_record"]
    sender = (told["orderingPartyName"], told["orderingPartyAddress"])
    values = {
        **told,
        "orderingPartyNameAndAddress": "|".join(sender),
        "beneficiaryNameAndAddress": told["beneficiaryName"],
        "amount": 12345,
        **dict.fromkeys(("unused1", "unused2"), 0),
    }
    record = ",".join(
        str(value) if isinstance(value := values.get(name, ""), int) else f'"{value}"'
        for name in sample["columns_in_order"]
    )
    (line,) = read(record)
    assert (line.amount, line.booked_on.isoformat()) == (Decimal("123.45"), "2014-02-12")
    assert (line.counterparty_name, line.title, line.transaction_code) == (
        told["orderingPartyName"],
        told["paymentDetails"],
        told["transactionCode"],
    )
    assert line.counterparty_account == f"PL{told['orderingPartyAccountNumber']}"
    # Its own amount is beyond what is kept: told, not rounded.
    too_large = record.replace(",12345,", f",{told['amount']},")
    assert [each.code for each in parse(too_large.encode()).problems] == ["line.no_amount"]


# Written.


def a_batch(*orders: Order, **more: object) -> Batch:
    given = {
        "account": OURS,
        "name": "Wodociągi Sp. z o.o.",
        "address": "ul. Rzeczna 1, 00-001 Warszawa",
        "paid_on": date(2026, 9, 2),
        "currency": "PLN",
        "orders": orders,
        **more,
    }
    return Batch(**given)  # type: ignore[arg-type]


def an_order(**more: object) -> Order:
    given = {
        "account": THEIRS,
        "name": "Jan Łąka",
        "amount": Decimal("123.45"),
        "title": "Zwrot nadpłaty K0000001",
        **more,
    }
    return Order(**given)  # type: ignore[arg-type]


def test_an_order_is_written_whole() -> None:
    batch = a_batch(an_order(address="ul. Krótka 5, 00-001 Warszawa", identification="Z/7"))
    assert elixir0.write(batch).decode("cp1250") == (
        '110,20260902,12345,10501012,0,"52105010120000000000000101","96114020040000000000000202",'
        '"Wodociągi Sp. z o.o.|ul. Rzeczna 1, 00-001 Warszawa",'
        '"Jan Łąka|ul. Krótka 5, 00-001 Warszawa",0,11402004,"Zwrot nadpłaty K0000001","","",'
        '"51","Z/7"\r\n'
    )


@pytest.mark.parametrize("length", [33, 34, 35, 36, 69, 70, 71, 105])
def test_a_name_of_any_length_stays_apart_from_its_address(length: int) -> None:
    name = ("Przedsiebiorstwo" * 8)[:length]
    (row,) = csv.reader(
        [elixir0.write(a_batch(an_order(name=name, address="Długa 3"))).decode("cp1250")]
    )
    assert row[8].count("|") <= 3
    address = "" if length == 105 else "Długa 3"
    assert name_and_address(row[8]) == (name, address)


def test_marks_stand_only_where_they_are_needed_if_so_wished() -> None:
    batch = a_batch(an_order(), address="", name="Wodociągi")
    written = elixir0.write(batch, quotes_all=False).decode("cp1250")
    assert '"' not in written
    assert len(written.strip("\r\n").split(",")) == 16
    comma = a_batch(an_order(title="a, b"), address="", name="Wodociągi")
    assert ',"a, b",,,51,' in elixir0.write(comma, quotes_all=False).decode("cp1250")


@pytest.mark.parametrize(("order", "kind"), [
    (an_order(), "51"),
    (an_order(is_tax=True), "71"),
    (an_order(split=SplitPayment(Decimal("23.08"), "5260250274", "FV 7/2026", "zwrot")), "53"),
])  # fmt: skip
def test_the_kind_of_an_order(order: Order, kind: str) -> None:
    (row,) = csv.reader([elixir0.write(a_batch(order)).decode("cp1250")])
    assert row[14] == kind
    if kind == "53":
        assert row[11].replace("|", "") == "/VAT/23,08/IDC/5260250274/INV/FV 7/2026/TXT/zwrot"


@pytest.mark.parametrize("encoding", elixir0.ENCODINGS)
def test_letters_that_an_encoding_lacks_lose_their_accents(encoding: str) -> None:
    batch = a_batch(an_order(name="Ľubica Żółć „Kłos” – Ω", title="ok"))
    (row,) = csv.reader([elixir0.write(batch, encoding=encoding).decode(encoding)])
    expected = {
        "cp1250": "Ľubica Żółć „Kłos” – ?",
        "iso8859-2": "Ľubica Żółć 'Kłos' - ?",
        "cp852": "Ľubica Żółć 'Kłos' - ?",
        "utf-8": "Ľubica Żółć „Kłos” – Ω",
    }
    assert row[8] == expected[encoding]


EVIL = 'a"b|c\r\nd\n110,20260902,1,2,0\t"\x00\x1a\u2028,=cmd'


@pytest.mark.parametrize("field", ["name", "title", "address", "identification"])
@pytest.mark.parametrize("quotes_all", [True, False])
def test_nothing_in_a_text_becomes_a_field_or_a_record(field: str, *, quotes_all: bool) -> None:
    batch = a_batch(an_order(**{field: EVIL}), an_order())
    written = elixir0.write(batch, quotes_all=quotes_all)
    assert written.count(b"\r\n") == written.count(b"\n") == 2
    rows = list(csv.reader(written.decode("cp1250").splitlines()))
    assert [len(row) for row in rows] == [16, 16]
    assert rows[0][:7] == rows[1][:7]
    assert [row[12:15] for row in rows] == [["", "", "51"]] * 2
    assert not any('"' in cell or "\0" in cell for row in rows for cell in row)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"account": "PL00114020040000000000000202"}, "order.account"),
        ({"account": "SK5309000000000500000002"}, "order.account"),
        ({"amount": Decimal(0)}, "order.amount"),
        ({"amount": Decimal("-1.00")}, "order.amount"),
        ({"amount": Decimal("1.001")}, "order.amount"),
        ({"amount": Decimal("NaN")}, "order.amount"),
        ({"amount": Decimal("1000000000.00")}, "order.amount"),
        ({"name": " \n"}, "order.name"),
        ({"title": ""}, "order.title"),
        ({"title": "x" * 141}, "order.title_too_long"),
        ({"split": SplitPayment(Decimal("200.00"), "5260250274", "FV 1")}, "order.split"),
        ({"split": SplitPayment(Decimal("1.00"), "", "FV 1")}, "order.split"),
        ({"split": SplitPayment(Decimal("1.00"), "5260250274", "")}, "order.split"),
        ({"split": SplitPayment(None, "5260250274", "FV 1")}, "order.split"),
    ],
)
def test_what_cannot_be_paid_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(OrderRefused) as refused:
        elixir0.write(a_batch(an_order(), an_order(**change)))
    assert (refused.value.code, refused.value.place) == (code, 2)
    assert "%(" not in str(refused.value)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"currency": "EUR"}, "order.currency"),
        ({"account": "SK5309000000000500000002"}, "order.account"),
        ({"orders": ()}, "order.none"),
    ],
)
def test_a_batch_that_cannot_be_written_is_refused(change: dict[str, object], code: str) -> None:
    with pytest.raises(OrderRefused) as refused:
        elixir0.write(a_batch(an_order(), **change))
    assert (refused.value.code, refused.value.place) == (code, 0)
    with pytest.raises(OrderRefused):
        elixir0.write(a_batch(an_order()), encoding="mazovia")


@settings(max_examples=300, deadline=None)
@given(
    st.text(st.sampled_from('abŁóż 0/,."|-\n'), min_size=1, max_size=140),
    st.text(st.sampled_from('abŁóż ,."|\n'), min_size=1, max_size=70),
    st.text(st.sampled_from("abŁóż ,.1"), max_size=60),
    st.integers(1, 10**11 - 1),
    st.booleans(),
)
def test_what_is_written_is_read_back(
    title: str,
    name: str,
    address: str,
    grosze: int,
    quotes_all: bool,
) -> None:
    amount = Decimal(grosze).scaleb(-2)
    order = an_order(title=title, name=name, address=address, amount=amount)
    assume(title.strip() and name.strip())
    data = elixir0.write(a_batch(order), quotes_all=quotes_all, encoding="utf-8")
    # Read as the bank of the one who is paid would.
    (line,) = (line for each in parse(data).statements for line in each.lines)
    (row,) = csv.reader([data.decode()])
    assert (line.amount, line.counterparty_account) == (amount, OURS)
    assert line.title == " ".join(title.replace('"', "'").replace("|", "/").split())
    told = name_and_address(row[8])
    assert told[0] == " ".join(name.replace('"', "'").replace("|", "/").split())

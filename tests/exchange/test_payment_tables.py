"""Tables of payments of any bank, cash desk or bailiff: mapped once, known by their columns."""

import io
import uuid
from decimal import Decimal

import pytest
import xlsxwriter

from kartoteka.exchange import operations as exchange
from kartoteka.exchange.engine import NothingMapped
from kartoteka.exchange.fields import Column
from kartoteka.exchange.models import Mapping
from kartoteka.exchange.payments import mapping
from kartoteka.exchange.queries import mapping_plan, mappings
from kartoteka.formats.statements import Line as Parsed
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger.models import Entry
from kartoteka.payments import operations, tables
from kartoteka.payments.models import File, Held, Line, Statement
from tests.ledger.builders import a_creditor
from tests.payments.builders import OWN, a_customer, a_utility, an_invoice

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, realm=Realm.DESK, role=Role.CLERK)
BANK = (
    "Wyciąg z rachunku;;;;\r\n"
    "Data operacji;Nadawca/Odbiorca;Tytuł;Kwota;Waluta\r\n"
    "2.09.2026;Anna Żółć;FV/2026/7;1 234,50;PLN\r\n"
    "3.09.2026;Bank;Prowizja;-3,00;PLN\r\n"
)
CASH = "Data,Nr KP,Wpłacający,Nr klienta,Kwota\n2026-09-02,KP/1,Jan Łoś,K0000001,50.00\n"
BAILIFF = (
    "Data przekazania;Sygn. akt;Dłużnik;Kwota;Należność główna;Odsetki;Koszty;Opłata\n"
    "02.09.2026;Km 12/26;Anna Nowak;130,00;100,00;20,00;10,00;15,00\n"
    "02.09.2026;Km 13/26;Jan Łoś;99,00;50,00;20,00;10,00;0,00\n"
)


def columns(**names: str) -> dict[str, Column]:
    amounts = {"amount", "credit", "debit", "principal", "interest", "costs", "fee"}
    return {
        field: Column(name, mark="," if field in amounts else "") for field, name in names.items()
    }


BANK_COLUMNS = columns(
    booked_on="Data operacji", amount="Kwota", title="Tytuł", name="Nadawca/Odbiorca"
)


def hold(text: str | bytes, name: str = "plik.csv", encoding: str = "cp1250") -> uuid.UUID:
    data = text if isinstance(text, bytes) else text.encode(encoding)
    return operations.hold(actor=CLERK, data=data, name=name)


def kept(held: uuid.UUID, creditor_id: int, mapped: dict[str, Column], **more: object) -> uuid.UUID:
    given = {"creditor": creditor_id, "kind": "BANK", "account": OWN, "currency": "PLN", **more}
    name = str(given.pop("keep_as", "Bank"))
    draft = exchange.Draft(keep_as=name, columns=mapped, given=given, written={})
    return exchange.keep_table(actor=CLERK, held=held, draft=draft)


def lines(read: tables.Read) -> list[Parsed]:
    return [line for each in read.parsed.statements for line in each.lines]


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "cp852", "utf-8"])
def test_a_statement_of_any_bank_is_mapped_once_and_then_known(encoding: str) -> None:
    creditor_id = a_utility()
    held = hold(BANK, encoding=encoding)
    assert tables.read(BANK.encode(encoding), "a.csv").parsed.is_unmapped
    kept(held, creditor_id, BANK_COLUMNS)
    later = BANK.replace("2.09.2026;Anna", "4.09.2026;Anna").encode(encoding)
    read = tables.read(later, "b.csv")
    assert (read.creditor_id, read.read_by) == (creditor_id, "Bank, 1")
    assert read.parsed.encoding.replace("iso-", "iso") == encoding
    (statement,) = read.parsed.statements
    assert (statement.account, statement.currency, statement.format) == (OWN, "PLN", "TABLE")
    came, went = statement.lines
    assert (came.amount, came.booked_on.isoformat(), came.counterparty_name, came.title) == (
        Decimal("1234.50"),
        "2026-09-04",
        "Anna Żółć",
        "FV/2026/7",
    )
    assert (came.kind, came.place, went.amount) == ("BANK", "3", Decimal("-3.00"))


def test_it_is_taken_in_matched_and_says_how_it_was_read() -> None:
    creditor_id = a_utility()
    party_id, _account = a_customer(creditor_id, "K0000001")
    an_invoice(party_id, creditor_id, "FV/2026/7", "1234.50")
    held = hold(BANK)
    kept(held, creditor_id, BANK_COLUMNS)
    report = operations.take_in_held(actor=CLERK, public_id=held)
    assert (report.new_lines, report.matched.by_rule) == (2, {"DOCUMENT": 1})
    file = File.objects.get()
    assert (file.origin, file.read_by, file.encoding) == ("DESK", "Bank, 1", "cp1250")
    statement = Statement.objects.get()
    assert (statement.creditor_id, statement.bank_account) == (creditor_id, OWN)
    assert operations.take_in(actor=CLERK, data=BANK.encode("cp1250"), name="x").new_lines == 0
    assert Entry.objects.filter(kind="PAYMENT").count() == 1


def test_a_cash_desks_list_keeps_its_kind_and_finds_the_customer() -> None:
    creditor_id = a_utility()
    a_customer(creditor_id, "K0000001")
    held = hold(CASH)
    mapped = columns(
        booked_on="Data", reference="Nr KP", name="Wpłacający", customer="Nr klienta"
    ) | {"amount": Column("Kwota", mark=".")}
    kept(held, creditor_id, mapped, kind="CASH", account="KASA 1", keep_as="Kasa")
    report = operations.take_in_held(actor=CLERK, public_id=held)
    assert report.matched.by_rule == {"CUSTOMER": 1}
    line = Line.objects.get()
    assert (line.kind, line.bank_account, line.reference, line.breakdown) == (
        "CASH",
        "KASA 1",
        "KP/1",
        None,
    )


def test_a_bailiffs_list_keeps_what_each_amount_is_made_of() -> None:
    creditor_id = a_utility()
    held = hold(BAILIFF)
    mapped = columns(
        booked_on="Data przekazania", case="Sygn. akt", name="Dłużnik", amount="Kwota",
        principal="Należność główna", interest="Odsetki", costs="Koszty", fee="Opłata",
    )  # fmt: skip
    kept(held, creditor_id, mapped, kind="BAILIFF", account="KOMORNIK", keep_as="Komornik")
    report = operations.take_in_held(actor=CLERK, public_id=held)
    whole, odd = Line.objects.order_by("pk")
    assert whole.breakdown == {
        "principal": "100.00", "interest": "20.00", "costs": "10.00", "fee": "15.00",
    }  # fmt: skip
    assert (whole.kind, whole.title, whole.reference) == ("BAILIFF", "Km 12/26", "Km 12/26")
    _party, account = a_customer(creditor_id, "K1", "Anna Nowak")
    credit = Entry.objects.get(
        pk=operations.accept(actor=CLERK, line_id=whole.pk, account_id=account)
    )
    assert (credit.via, credit.parts) == ("BAILIFF", [Decimal(10), Decimal(20), Decimal(100)])
    assert (odd.amount, odd.breakdown) == (Decimal("99.00"), None)
    assert [(each.code, each.place) for each in report.problems] == [("line.breakdown", "3")]
    assert "80.00" in report.problems[0].sentence()


@pytest.mark.parametrize(
    ("head", "row", "mapped", "amount"),
    [
        ("Data;Uznania;Obciążenia", "2.9.2026;5,00;", ("credit", "debit"), "5.00"),
        ("Data;Uznania;Obciążenia", "2.9.2026;;5,00", ("credit", "debit"), "-5.00"),
        ("Data;Uznania;Obciążenia", "2.9.2026;0,00;-5,00", ("credit", "debit"), "-5.00"),
        ("Data;Kwota;Strona", "2.9.2026;5,00;Ma", ("amount", "sign"), "5.00"),
        ("Data;Kwota;Strona", "2.9.2026;5,00;Wn", ("amount", "sign"), "-5.00"),
        ("Data;Kwota;Strona", "2.9.2026;5,00;-", ("amount", "sign"), "-5.00"),
        ("Data;Kwota;Strona", "2.9.2026;5,00;DBIT", ("amount", "sign"), "-5.00"),
        ("Data;Kwota;Strona", "2.9.2026;5,00;obciążenie", ("amount", "sign"), "-5.00"),
        ("Data;Kwota;Uwagi", "2.9.2026;-1.005,00 zł;x", ("amount", "title"), "-1005.00"),
    ],
)
def test_came_and_went_may_be_told_in_three_ways(
    head: str, row: str, mapped: tuple[str, str], amount: str
) -> None:
    creditor_id = a_utility()
    _date, first, second = head.split(";")
    text = f"{head}\n{row}\n{row}\n"
    kept(
        hold(text), creditor_id, columns(booked_on="Data", **{mapped[0]: first, mapped[1]: second})
    )
    read = tables.read(text.encode("cp1250"), "x.csv")
    assert [str(line.amount) for line in lines(read)] == [amount, amount]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("32.09.2026;5,00;x;Ma", "line.no_date"),
        ("2.09.2026;pięć;x;Ma", "line.no_amount"),
        ("2.09.2026;5,005;x;Ma", "line.no_amount"),
        ("2.09.2026;0,00;x;Ma", "line.no_money"),
        ("2.09.2026;;x;Ma", "line.no_amount"),
        ("2.09.2026;5,00;x;?", "line.no_direction"),
        ("2.09.2026;5,00", "table.row"),
        ("2.09.2026;5,00;x;Ma;za;dużo", "table.row"),
        ("2.09.2026;9999999999999,00;x;Ma", "line.odd_amount"),
        ("Razem;5,00;;", "line.no_date"),
    ],
)
def test_a_row_that_is_no_line_is_told_with_its_number(row: str, code: str) -> None:
    creditor_id = a_utility()
    good = "2.09.2026;5,00;x;Ma"
    text = f"Data;Kwota;Tytuł;Strona\n{good}\n{good}\n{row}\n{good}\n"
    mapped = columns(booked_on="Data", amount="Kwota", title="Tytuł", sign="Strona")
    kept(hold(text), creditor_id, mapped)
    read = tables.read(text.encode("cp1250"), "x.csv")
    told = [(each.code, each.place, each.line_lost) for each in read.parsed.all_problems]
    assert told == [(code, "4", True)]
    assert "%(" not in read.parsed.all_problems[0].sentence()
    assert len(lines(read)) == 3
    with pytest.raises(operations.BrokenLines) as refused:
        operations.take_in(actor=CLERK, data=text.encode("cp1250"), name="x.csv")
    assert refused.value.facts == {"count": 1, "places": "4"}


def test_virtual_accounts_in_a_column_and_one_account_for_all() -> None:
    creditor_id = a_utility()
    virtual = "26109010147777000000001234"
    text = f"Data;Kwota;Rachunek\n2.9.2026;5,00;{virtual}\n2.9.2026;6,00;{OWN}\n"
    mapped = columns(booked_on="Data", amount="Kwota", own_account="Rachunek")
    kept(hold(text), creditor_id, mapped)
    first, second = lines(tables.read(text.encode(), "x.csv"))
    assert (first.own_account, second.own_account) == (f"PL{virtual}", "")


def a_workbook() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Opis").write_row(0, 0, ["Raport"])
        sheet = book.add_worksheet("Wpłaty")
        day = book.add_format({"num_format": "dd.mm.yyyy"})
        sheet.write_row(0, 0, ["Data", "Tytuł", "Kwota"])
        for at, amount in enumerate((5.1, 6), 1):
            sheet.write_datetime(at, 0, __import__("datetime").datetime(2026, 9, at), day)
            sheet.write_row(at, 1, [f"FV/{at}", amount])
    return out.getvalue()


def test_a_workbook_is_read_like_any_table() -> None:
    creditor_id = a_utility()
    data = a_workbook()
    held = hold(data, "wplaty.xlsx")
    seen = mapping.look(viewer=CLERK, data=data, name="w.xlsx", table="Wpłaty", written={})
    assert seen.header == ("Data", "Tytuł", "Kwota")
    given = {"creditor": creditor_id, "kind": "POST", "account": "POCZTA", "currency": "PLN"}
    mapped = columns(booked_on="Data", title="Tytuł", amount="Kwota")
    draft = exchange.Draft("Poczta", mapped, given, {}, "Wpłaty")
    exchange.keep_table(actor=CLERK, held=held, draft=draft)
    operations.take_in_held(actor=CLERK, public_id=held)
    assert list(Line.objects.order_by("pk").values_list("amount", "title", "kind")) == [
        (Decimal("5.10"), "FV/1", "POST"),
        (Decimal("6.00"), "FV/2", "POST"),
    ]


def test_columns_are_suggested_by_their_names() -> None:
    seen = mapping.look(viewer=CLERK, data=BAILIFF.encode("cp1250"), name="k.csv", written={})
    found = {each.field.name: each.column.name for each in seen.to_map.places if each.column}
    assert found == {
        "booked_on": "Data przekazania", "case": "Sygn. akt", "name": "Dłużnik",
        "amount": "Kwota", "principal": "Należność główna", "interest": "Odsetki",
        "costs": "Koszty", "fee": "Opłata",
    }  # fmt: skip
    assert seen.to_map.options["encoding"] == "cp1250"
    assert seen.to_map.options["separator"] == ";"
    amount = next(place for place in seen.to_map.places if place.field.name == "amount")
    assert amount.column is not None
    assert amount.column.mark == ","


def test_two_mappings_of_the_same_columns_are_not_chosen_between() -> None:
    first, second = a_utility(), a_creditor()
    one = kept(hold(BANK), first, BANK_COLUMNS)
    assert not tables.read(BANK.encode("cp1250"), "x.csv").parsed.is_unmapped
    held = hold(BANK)
    two = kept(held, second, BANK_COLUMNS, account="INNY", keep_as="Drugi")
    assert tables.read(BANK.encode("cp1250"), "x.csv").parsed.is_unmapped
    assert tables.read(BANK.encode("cp1250"), "x.csv", one).creditor_id == first
    assert Held.objects.get(public_id=held).mapping == two
    seen = mapping.look(viewer=CLERK, data=BANK.encode("cp1250"), name="x.csv", written={})
    assert [name for _public, name in seen.fitting] == ["Bank", "Drugi"]


def test_a_change_of_a_mapping_is_a_new_version() -> None:
    creditor_id = a_utility()
    kept(hold(BANK), creditor_id, BANK_COLUMNS)
    kept(hold(BANK), creditor_id, BANK_COLUMNS, kind="CARD")
    assert list(Mapping.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    read = tables.read(BANK.encode("cp1250"), "x.csv")
    assert (read.read_by, lines(read)[0].kind) == ("Bank, 2", "CARD")
    assert mappings(viewer=SYSTEM) == []
    assert mapping_plan(viewer=SYSTEM, name="Bank") is None


def test_a_file_without_names_of_columns_is_never_known_by_itself() -> None:
    creditor_id = a_utility()
    text = "2.09.2026;x;5,00\n3.09.2026;y;6,00\n"
    held = hold(text)
    chosen = kept(
        held, creditor_id, columns(booked_on="Column 1", title="Column 2", amount="Column 3")
    )
    assert tables.read(text.encode(), "x.csv").parsed.is_unmapped
    assert len(lines(tables.read(text.encode(), "x.csv", chosen))) == 2


def test_the_account_of_another_creditor_is_refused() -> None:
    first, second = a_utility(), a_creditor()
    with pytest.raises(exchange.AccountOfAnother):
        kept(hold(BANK), second, BANK_COLUMNS)
    text = f"Data;Kwota;Rachunek\n2.9.2026;5,00;{OWN}\n2.9.2026;5,00;{OWN}\n"
    mapped = columns(booked_on="Data", amount="Kwota", own_account="Rachunek")
    held = hold(text)
    kept(held, second, mapped, account="")
    with pytest.raises(operations.OtherCreditor):
        operations.take_in_held(actor=CLERK, public_id=held)
    assert Line.objects.count() == 0
    assert first != second


@pytest.mark.parametrize(
    ("mapped", "more", "refusal"),
    [
        (columns(booked_on="Data operacji"), {}, NothingMapped),
        (columns(amount="Kwota"), {}, NothingMapped),
        (
            columns(booked_on="Data operacji", amount="Kwota", credit="Tytuł"),
            {},
            exchange.AmountTwice,
        ),
        (BANK_COLUMNS, {"creditor": 0}, exchange.NoCreditor),
        (BANK_COLUMNS, {"account": " "}, exchange.NoAccount),
        (BANK_COLUMNS, {"currency": "złoty"}, exchange.NotACurrency),
        (BANK_COLUMNS, {"keep_as": " "}, exchange.NoName),
    ],
)
def test_a_mapping_that_could_not_read_is_refused(
    mapped: dict[str, Column], more: dict[str, object], refusal: type[Refusal]
) -> None:
    creditor_id = a_utility()
    with pytest.raises(refusal):
        kept(hold(BANK), creditor_id, mapped, **more)
    assert Mapping.objects.count() == 0


def test_a_name_of_another_mapping_is_refused() -> None:
    creditor_id = a_utility()
    Mapping.objects.create(name="Bank", version=1, kind="PARTY", plan={})
    with pytest.raises(exchange.MappingNameTaken):
        kept(hold(BANK), creditor_id, BANK_COLUMNS)


def test_a_customer_of_the_portal_may_not() -> None:
    creditor_id = a_utility()
    held = hold(BANK)
    stranger = Actor(user_id=5, realm=Realm.PORTAL)
    draft = exchange.Draft("x", BANK_COLUMNS, {"creditor": creditor_id}, {})
    with pytest.raises(operations.NotAllowed):
        exchange.keep_table(actor=stranger, held=held, draft=draft)


@pytest.mark.parametrize("data", [b"hello", b"\x01\x02\x03" * 50, b"PK\x03\x04broken", b"a\n" * 9])
def test_what_is_no_table_is_refused_as_before(data: bytes) -> None:
    with pytest.raises(operations.Unreadable):
        hold(data)


def test_the_desk_role_keeps_mappings_and_takes_in(as_desk: None) -> None:
    creditor_id = a_utility()
    held = hold(BANK)
    kept(held, creditor_id, BANK_COLUMNS)
    assert operations.take_in_held(actor=CLERK, public_id=held).new_lines == 2


CLOSED = BANK + (
    "Dokument ma charakter informacyjny, nie stanowi dowodu księgowego;;;;\r\n"
    "Wydruk nie wymaga podpisu\r\n"
)


def test_sentences_under_the_table_are_asked_about_once_and_then_told() -> None:
    creditor_id = a_utility()
    held = hold(CLOSED)
    kept(held, creditor_id, BANK_COLUMNS)
    lost = [
        (one.place, one.code)
        for one in tables.read(CLOSED.encode("cp1250"), "x.csv").parsed.problems
        if one.line_lost
    ]
    assert lost == [("5", "line.no_date"), ("6", "table.row")]
    with pytest.raises(operations.BrokenLines):
        operations.take_in_held(actor=CLERK, public_id=held)
    kept(held, creditor_id, BANK_COLUMNS, closing=True)
    told = tables.read(CLOSED.encode("cp1250"), "x.csv").parsed.problems
    assert [(one.place, one.code, one.line_lost) for one in told] == [
        ("5", "table.closing", False),
        ("6", "table.closing", False),
    ]
    assert told[1].facts == {"text": "Wydruk nie wymaga podpisu"}
    assert operations.take_in_held(actor=CLERK, public_id=held).new_lines == 2
    (statement,) = Statement.objects.all()
    assert [one["code"] for one in statement.file.problems] == ["table.closing", "table.closing"]


@pytest.mark.parametrize(
    "row", ["#Saldo końcowe;;;1 231,50;\r\n", "Razem:;;;1 231,50;\r\n", ";;Zostatok;1231,50;\r\n"]
)
def test_a_sum_under_the_table_is_no_lost_payment_once_that_is_said(row: str) -> None:
    creditor_id = a_utility()
    held = hold(BANK + row)
    kept(held, creditor_id, BANK_COLUMNS)
    with pytest.raises(operations.BrokenLines):
        operations.take_in_held(actor=CLERK, public_id=held)
    kept(held, creditor_id, BANK_COLUMNS, closing=True)
    assert operations.take_in_held(actor=CLERK, public_id=held).new_lines == 2


def test_a_spreadsheets_apostrophes_and_a_bank_code_apart_are_understood() -> None:
    creditor_id = a_utility()
    text = (
        "Data;Kwota;Tytuł;Numer konta;Kód banky;Nr transakcji\r\n"
        f"2.09.2026;5,00;FV 1;'{OWN[2:]} ';;'2026090200001'\r\n"
        "2.09.2026;6,00;FV 2;19-3;0200;7\r\n2.09.2026;7,00;FV 3;'';;8\r\n"
    )
    held = hold(text)
    mapped = columns(booked_on="Data", amount="Kwota", title="Tytuł", other_account="Numer konta",
                     other_bank="Kód banky", reference="Nr transakcji")  # fmt: skip
    kept(held, creditor_id, mapped)
    assert operations.take_in_held(actor=CLERK, public_id=held).new_lines == 3
    found = Line.objects.order_by("pk").values_list("counterparty_account", "reference")
    assert list(found) == [
        (OWN, "2026090200001"), ("SK2602000000190000000003", "7"), ("", "8"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        "Obroty razem w tym okresie;;;1 231,50;PLN\r\n",  # has an amount
        "4.09.2026;;;;\r\n",  # what is left of a payment
        "Bardzo długi tytuł przelewu;;;;\r\n5.09.2026;Jan Łoś;czynsz;7,00;PLN\r\n",  # not below
    ],
)
def test_what_may_be_a_payment_is_asked_about_all_the_same(row: str) -> None:
    creditor_id = a_utility()
    held = hold(BANK + row)
    kept(held, creditor_id, BANK_COLUMNS, closing=True)
    with pytest.raises(operations.BrokenLines):
        operations.take_in_held(actor=CLERK, public_id=held)


@pytest.mark.parametrize(
    "text",
    [
        "Dzień dobry, przesyłam wyciąg.\r\nProszę o potwierdzenie\r\n",
        "jeden, dwa\r\n",
        "tylko słowa\r\n" * 5,
    ],
)
def test_text_without_a_table_is_refused_with_what_is_read(text: str) -> None:
    with pytest.raises(operations.Unreadable) as refused:
        hold(text, name="list.txt")
    assert refused.value.sentence() == (
        "The file cannot be taken in. This is text without a table. MT940, MT942, camt.052 to 054, "
        "Elixir-0 and Fio XML are read, and tables (CSV, XLSX) of at least two rows with the same "
        "columns."
    )


def test_names_of_columns_with_one_payment_are_a_table() -> None:
    assert hold("Data;Kwota;Tytuł\r\n2.09.2026;5,00;woda\r\n")

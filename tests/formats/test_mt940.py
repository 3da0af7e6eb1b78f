"""MT940 and MT942 in the shapes that Polish and Slovak banks give them.

The files are invented; each has the shape, the encoding and the line ends of one bank.
"""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from kartoteka.formats.statements import Line, Statement, parse

FILES = Path(__file__).parent / "files"
P1, P2, P3 = (
    "PL52105010120000000000000101",
    "PL96114020040000000000000202",
    "PL87160011270000000000000303",
)
VIRTUAL = "PL65124000007777000000001234"


def statements(name: str) -> tuple[Statement, ...]:
    parsed = parse((FILES / name).read_bytes(), name)
    assert parsed.problems == ()
    return parsed.statements


def lines(name: str) -> tuple[Line, ...]:
    (statement,) = statements(name)
    assert statement.problems == ()
    return statement.lines


def read(text: str) -> Statement:
    (statement,) = parse(text.encode("cp1250")).statements
    return statement


def entry(text: str) -> Line:
    statement = read(f":20:1\n:25:{P1}\n:60F:C260101PLN0,00\n{text}\n:62F:C260131PLN0,00\n-\n")
    (line,) = statement.lines
    return line


def test_subfields_on_lines_of_their_own_with_fillers() -> None:
    (statement,) = statements("pko_bp.sta")
    assert (statement.account, statement.currency) == ("PL76102000000000000000000001", "PLN")
    assert statement.opening is not None
    assert statement.closing is not None
    assert (statement.opening.amount, statement.opening.on) == (Decimal(1000), date(2026, 9, 1))
    assert statement.closing.amount == Decimal("1095.50")
    assert (statement.number, statement.format, statement.encoding) == (
        "00042",
        "MT940",
        "iso8859-2",
    )
    came, went = statement.lines
    assert came.title == "Faktura FV/2026/09/0001 za wodę i ścieki"
    assert came.counterparty_name == "ŻANETA GĘŚLA-ŁÓŹ UL. ŚWIĘTEJ JADWIGI 1 ŁÓDŹ"
    assert (came.counterparty_account, came.own_account) == (P1, VIRTUAL)
    assert (came.amount, came.reference, came.place) == (
        Decimal("120.50"),
        "1020500000000001",
        "5",
    )
    assert (went.amount, went.title) == (Decimal("-25.00"), "PRZELEW ŚRODKÓW")


def test_two_descriptions_a_glued_code_and_a_split_payment() -> None:
    split, plain = lines("ing.sta")
    assert split.title == "/VAT/45,08/IDC/5260250274/INV/FV 12/09/2026/TXT/za wodę"
    assert split.split is not None
    assert (split.split.vat, split.split.seller_nip) == (Decimal("45.08"), "5260250274")
    assert (split.split.invoice, split.split.text) == ("FV 12/09/2026", "za wodę")
    assert (split.transaction_code, split.reference) == ("S034", "00000029217")
    assert (split.counterparty_account, split.counterparty_name) == (
        P3,
        'Zakład Ślusarski "Kłódka" ul. Żwirowa 7',
    )
    assert (plain.counterparty_name, plain.counterparty_account) == ("Łucja Mądra", P1)


def test_labelled_free_text_and_reversals() -> None:
    first, second = statements("mbank.sta")
    collect, fee, sent = first.lines
    assert collect.own_account == "XX123400000007"
    assert collect.title == "CZYNSZ; WRZESIEŃ 2026"
    assert collect.counterparty_name == "SPÓŁDZIELNIA MIESZKANIOWA"
    assert collect.counterparty_address == "UL. KRÓTKA 5 00-001 WARSZAWA"
    assert collect.counterparty_account == P1
    assert fee.title == "OPŁATA ZA PRZELEW ELIXIR"
    assert (sent.title, sent.counterparty_name, sent.amount) == (
        "fv 100/2026",
        "PHU Zięba",
        Decimal("-97.40"),
    )
    assert first.problems == second.problems == ()
    assert [(line.amount, line.is_reversal) for line in second.lines] == [
        (Decimal("-1.00"), True),
        (Decimal("3.00"), True),
    ]


def test_carets_a_thirtieth_of_february_and_a_virtual_account_in_the_title() -> None:
    (statement,) = statements("pekao.sta")
    (odd,) = statement.problems
    assert (odd.code, odd.place, odd.line_lost) == ("line.impossible_date", "5", False)
    first, _second = statement.lines
    assert first.booked_on == first.value_on == date(2026, 2, 28)
    assert first.title == f"oplata za cieplo umowa 7/2026 wplata na {VIRTUAL[2:]}"
    assert first.own_account == VIRTUAL
    assert (first.counterparty_name, first.counterparty_account) == ("KOWALSKA ZOFIA", P1)


def test_less_than_signs_and_a_line_without_description() -> None:
    (statement,) = statements("millennium.sta")
    assert [problem.code for problem in statement.problems] == ["line.no_details"]
    first, second = statement.lines
    assert (first.title, first.counterparty_name) == (
        "Opłata za śmieci wrzesień",
        "JÓZEF ŻÓŁW UL. KWIATOWA 2",
    )
    assert second.amount == Decimal("-0.01")


def test_swift_blocks_an_odd_number_and_a_closing_that_does_not_add_up() -> None:
    first, second = statements("bnp_swift_blocks.sta")
    assert first.problems == ()
    assert (first.account, first.number) == ("PL28203000450000000000000005", "01/2026/M")
    assert first.lines[0].counterparty_name == "Śnieżka Sp. z o.o."
    (wrong,) = second.problems
    assert wrong.code == "balance.does_not_add_up"
    assert wrong.facts["computed"] == "200.00"
    assert "200.00" in wrong.sentence()
    assert len(second.lines) == 1


def test_wrapped_lines_are_joined_where_they_were_cut() -> None:
    (line,) = lines("santander_wrapped.sta")
    assert line.title == "FAKTURA FS/123456789012/2026 ZA WYWOZ ODPADOW I SZKLA KOMUNALNYCH"
    assert line.counterparty_name == "MARIA NOWAK UL. POLNA 1"
    assert line.counterparty_account == P3


def test_slovak_symbols_and_account_parts() -> None:
    first, second = lines("tatra.sta")
    assert (first.vs, first.ks, first.ss) == ("0020260012", "0308", "0000000007")
    assert first.title == "za teplo, ďakujeme"
    assert first.counterparty_account == "SK5309000000000500000002"
    assert (second.vs, second.ks, second.ss) == ("", "", "")
    assert second.counterparty_account == "SK2602000000190000000003"


def test_symbols_in_free_text_and_an_account_in_national_form() -> None:
    (statement,) = statements("vub_free_text.sta")
    assert statement.account == "SK2102000000030000000004"
    first, second = statement.lines
    assert (first.vs, first.ks, first.ss) == ("1234567890", "0558", "42")
    assert (second.vs, second.ks, second.ss) == ("5551", "0308", "")


def test_an_interim_report_says_so_and_needs_no_balances() -> None:
    (statement,) = statements("mt942.sta")
    assert (statement.format, statement.is_interim, statement.currency) == ("MT942", True, "PLN")
    assert statement.problems == ()
    assert statement.lines[0].counterparty_name == "JAN ŁĄKA"


@pytest.mark.parametrize(
    ("text", "amount", "booked", "value"),
    [
        (":61:2601020103C1,00NTRF", "1.00", "2026-01-03", "2026-01-02"),
        (":61:2512311231C1,5NTRF", "1.50", "2025-12-31", "2025-12-31"),
        (":61:2512310102C1,NTRF", "1.00", "2026-01-02", "2025-12-31"),
        (":61:2601021231D000000001234,56S073X", "-1234.56", "2025-12-31", "2026-01-02"),
        (":61:260102C100NTRFX", "100.00", "2026-01-02", "2026-01-02"),
        (":61:2601020102CR7,00NTRF", "7.00", "2026-01-02", "2026-01-02"),
        (":61:260102RD7,00NTRF", "7.00", "2026-01-02", "2026-01-02"),
        (":61:260102RC7,00NTRF", "-7.00", "2026-01-02", "2026-01-02"),
        (":61:20260102C7,00NTRF", "7.00", "2026-01-02", "2026-01-02"),
        (":61:2601020102CN1 234,56NTRF", "1234.56", "2026-01-02", "2026-01-02"),
        (":61:991231C7,00NTRF", "7.00", "1999-12-31", "1999-12-31"),
        (":61:260102C,50NTRF", "0.50", "2026-01-02", "2026-01-02"),
        (":61:260102C7,0000NTRF", "7.00", "2026-01-02", "2026-01-02"),
        (":61:260102C1.234,56NTRF", "1234.56", "2026-01-02", "2026-01-02"),
        (":61:260102EC7,00NTRF", "7.00", "2026-01-02", "2026-01-02"),
        (":61:260102RCN7,00NTRF", "-7.00", "2026-01-02", "2026-01-02"),
    ],
)
def test_reads_every_shape_of_a_line(text: str, amount: str, booked: str, value: str) -> None:
    line = entry(text)
    assert (str(line.amount), line.booked_on.isoformat(), line.value_on.isoformat()) == (
        amount,
        booked,
        value,
    )


@pytest.mark.parametrize(
    "text",
    [
        ":61:rubbish",
        ":61:261301C1,00NTRF",
        ":61:260101X1,00NTRF",
        ":61:260101C,NTRF",
        ":61:260101C1,234.56NTRF",
    ],
)
def test_a_line_that_cannot_be_read_is_told_with_its_place(text: str) -> None:
    statement = read(
        f":20:1\n:25:{P1}\n:60F:C260101PLN0,00\n{text}\n:86:what\n:61:260102C5,00NTRF\n:86:ok\n"
        ":62F:C260131PLN5,00\n-\n"
    )
    (problem,) = statement.problems
    assert (problem.code, problem.place, problem.line_lost) == ("line.unreadable", "4", True)
    assert [line.title for line in statement.lines] == ["ok"]


def test_a_file_cut_inside_a_line_loses_that_line_only() -> None:
    whole = (FILES / "millennium.sta").read_bytes()
    cut = whole[: whole.index(b":61:260902D0,01") + len(b":61:260902D0,0")]
    (statement,) = parse(cut).statements
    assert len(statement.lines) == 1
    codes = {problem.code for problem in statement.problems}
    assert codes == {"line.unreadable", "balance.closing_missing"}


def test_a_line_of_a_dash_or_a_brace_inside_a_description_ends_nothing() -> None:
    statement = read(
        f":20:1\n:25:{P1}\n:60F:C260101PLN0,00\n:61:260102C5,00NTRF\n:86:Faktura\n-\n{{a}} dalej\n"
        ":61:260102C5,00NTRF\n:86:druga\n:62F:C260131PLN10,00\n-\n"
    )
    assert statement.problems == ()
    assert [line.title for line in statement.lines] == ["Faktura - {a} dalej", "druga"]


def test_a_dash_after_a_broken_statement_still_ends_it() -> None:
    heading = f":25:{P1}\n:60F:C260101PLN0,00\n:61:260102C5,00NTRF\n:86:x\n-\n"
    parsed = parse(f":20:1\n{heading}\n:20:2\n{heading}".encode())
    assert [[line.title for line in each.lines] for each in parsed.statements] == [["x"], ["x"]]


def test_a_page_that_begins_with_its_balance_is_of_the_same_account() -> None:
    parsed = parse(
        (
            f":20:1\n:25:{P1}\n:28C:7\n:60F:C260101PLN0,00\n:61:260102C5,00NTRF\n:86:a\n"
            ":62M:C260102PLN5,00\n:60M:C260102PLN5,00\n:61:260103C1,00NTRF\n:86:b\n"
            ":62F:C260103PLN6,00\n-\n"
        ).encode()
    )
    assert [(each.account, each.number) for each in parsed.statements] == [(P1, "7"), (P1, "7")]
    assert [str(each.closing.amount) for each in parsed.statements if each.closing] == [
        "5.00",
        "6.00",
    ]
    assert parsed.all_problems == ()


def test_a_balance_on_a_thirtieth_of_february_is_moved_and_told() -> None:
    statement = read(f":20:1\n:25:{P1}\n:60F:C260230PLN5,00\n:62F:C260301PLN5,00\n-\n")
    assert statement.opening is not None
    assert statement.opening.on == date(2026, 2, 28)
    (odd,) = statement.problems
    assert (odd.code, odd.place) == ("line.impossible_date", "3")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_places_are_line_numbers_whatever_ends_a_line(end: str) -> None:
    text = f":20:1\n:25:{P1}\n:60F:C260101PLN0,00\n:61:260102C5,00NTRF\n:86:~20a~32\nb\n-"
    (statement,) = parse(text.replace("\n", end).encode()).statements
    (line,) = statement.lines
    assert (line.place, line.title, line.counterparty_name) == ("4", "a", "b")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("100 zl za wode", "100 zl za wode"),
        ("999PN5477SCHECK", "PN5477SCHECK"),
        ("020", ""),
        ("2026/1 faktura", "2026/1 faktura"),
    ],
)
def test_only_a_code_is_taken_off_a_free_text(text: str, title: str) -> None:
    assert entry(f":61:260102C5,00NTRF\n:86:{text}").title == title


def test_many_descriptions_and_blanks_take_no_time_of_their_own() -> None:
    many = entry(":61:260102C5,00NTRF\n" + ":86:a\n" * 20_000)
    assert len(many.title) == 39_999
    assert entry(":61:260102C5,00NTRF\n:86:TNR:" + " " * 200_000 + "1").reference == "1"


def test_missing_balances_and_account_are_told() -> None:
    statement = read(":20:1\n:61:260102C5,00NTRF\n:86:x\n")
    assert [problem.code for problem in statement.problems] == [
        "account.missing",
        "balance.opening_missing",
        "balance.closing_missing",
    ]
    assert len(statement.lines) == 1


def test_a_negative_opening_balance() -> None:
    statement = read(f":20:1\n:25:{P1}\n:60F:D260101PLN5,00\n:62F:D260101PLN5,00\n-\n")
    assert statement.opening is not None
    assert statement.opening.amount == Decimal(-5)
    assert statement.problems == ()


def test_statements_without_separators_are_told_apart() -> None:
    parsed = parse(
        (
            f":20:1\n:25:{P1}\n:60F:C260101PLN0,00\n:62F:C260101PLN0,00\n"
            f":20:2\n:25:{P2}\n:60F:C260101PLN0,00\n:62F:C260101PLN0,00\n"
            f":25:{P3}\n:60F:C260101PLN0,00\n:62F:C260101PLN0,00\n"
        ).encode()
    )
    assert [statement.account for statement in parsed.statements] == [P1, P2, P3]


@pytest.mark.parametrize("mark", list("~^<?+!|"))
@pytest.mark.parametrize("code", ["", "020"])
def test_subfields_are_found_whatever_sign_parts_them(mark: str, code: str) -> None:
    line = entry(
        ":61:260102C5,00NTRF\n"
        f":86:{code}{mark}00PRZELEW{mark}20Faktura 7{mark}32JAN NOWAK{mark}38{P2}"
    )
    assert (line.title, line.counterparty_name, line.counterparty_account) == (
        "Faktura 7",
        "JAN NOWAK",
        P2,
    )


@pytest.mark.parametrize("mark", list("~^<?"))
def test_an_interim_report_may_have_subfields_too(mark: str) -> None:
    (statement,) = parse(
        (
            f":20:1\n:25:{P1}\n:28C:1\n:34F:PLN0,00\n:13D:2601021200+0100\n"
            f":61:2601020102C5,00NTRF//R1\n:86:020{mark}00PRZELEW{mark}20Faktura 7{mark}21/VS0012"
            f"{mark}32JAN NOWAK{mark}38{P2}\n:90C:1PLN5,00\n-\n"
        ).encode()
    ).statements
    (line,) = statement.lines
    assert (statement.format, statement.problems) == ("MT942", ())
    assert (line.title, line.vs) == ("Faktura 7 /VS0012", "0012")
    assert (line.counterparty_name, line.counterparty_account) == ("JAN NOWAK", P2)


def test_an_interim_report_of_mass_payments_names_the_payers_identifier() -> None:
    (statement,) = parse(
        (
            f":20:1\n:25:{P1}\n:28C:1\n:34F:PLND0,00\n:34F:PLNC0,00\n:13D:2601021200+0100\n"
            f":61:2601020102CN5,00NTRFNONREF//R1\n911-TRANSAKCJA IPH\n:86:911 TRANSAKCJA COLLECT; "
            f"ID IPH: XX123400000007; Z RACH.: {P2[2:]}; OD: JAN NOWAK; TYT.: RATA; TNR: 1.1\n"
            ":90D:0PLN0,00\n:90C:1PLN5,00\n-\n"
        ).encode()
    ).statements
    (line,) = statement.lines
    assert (line.own_account, line.counterparty_account) == ("XX123400000007", P2)
    assert (line.title, line.counterparty_name, line.amount) == ("RATA", "JAN NOWAK", Decimal(5))


def test_a_question_mark_in_a_free_text_parts_nothing() -> None:
    line = entry(":61:260102C5,00NTRF\n:86:Czy to 7?20 zlotych, +48 601 600 600")
    assert line.title == "Czy to 7?20 zlotych, +48 601 600 600"


def test_words_between_slashes() -> None:
    line = entry(
        ":61:260102C5,00NTRF\n"
        f":86:/TRCD/100//EREF/E2E-1//ORDP//NAME/Jan Nowak//IBAN/{P2}//REMI/USTD//Faktura 7/"
    )
    assert (line.title, line.counterparty_name) == ("Faktura 7", "Jan Nowak")
    assert (line.counterparty_account, line.end_to_end_id) == (P2, "E2E-1")


def test_sepa_words_inside_the_title() -> None:
    line = entry(":61:260102C5,00NTRF\n:86:166?00GUTSCHR?20EREF+E2E-1?21SVWZ+Rechnung 7?32ANNA")
    assert (line.title, line.end_to_end_id) == ("Rechnung 7", "E2E-1")


def test_samples_of_others(samples: Path) -> None:
    folder = samples / "mt940"
    read_all = {file.name: parse(file.read_bytes(), file.name) for file in folder.glob("*.sta")}
    assert len(read_all) == 7
    assert not any(parsed.problems for parsed in read_all.values())
    (collect,) = read_all["mbank_collect_mt940.sta"].statements
    assert [line.own_account for line in collect.lines] == [f"XX00000000000{n}" for n in (1, 2, 3)]
    assert {(line.counterparty_name, line.title) for line in collect.lines} == {
        ("JAN NOWAK", "PRZELEW SRODKOW")
    }
    assert collect.problems == ()
    (interim,) = read_all["mbank_collect_mt942.sta"].statements
    assert interim.is_interim
    (tilde,) = read_all["mbank_style_tilde_crlf.sta"].statements
    assert tilde.problems == ()
    assert [str(line.amount) for line in tilde.lines] == ["450.00", "-89.99", "1250.00"]
    assert tilde.lines[0].counterparty_account == "PL61109010140000071219812874"
    (pekao,) = read_all["pekao_caret_subfields_masked.sta"].statements
    assert [problem.code for problem in pekao.problems] == ["balance.closing_missing"]
    assert pekao.lines[0].title == "wynagrodzenie z tytulu umowy o prac e"
    (double,) = read_all["tilde_subfields_double_86.sta"].statements
    assert [problem.code for problem in double.problems] == ["balance.does_not_add_up"]
    assert [line.title for line in double.lines] == ["test info", "test info 2"]
    assert double.lines[1].counterparty_name == "OLOLLOL2 SP. Z O.O."
    generic = read_all["generic_cmxl.sta"].statements
    assert [len(statement.lines) for statement in generic] == [11, 2, 3]
    assert generic[1].lines[1].title == "Gehalt Oktober Firma Mustermann GmbH"
    assert generic[1].lines[1].counterparty_account == "0847564700"
    assert not any(statement.problems for statement in generic)


def one_line(details: str, reference: str = "NONREF") -> Line:
    text = (
        f":20:1\n:25:/PL61109010140000071219812874\n:28C:1\n:60F:C260901PLN0,00\n"
        f":61:2609020902C5,00NTRF{reference}\n:86:{details}\n:62F:C260902PLN5,00\n-\n"
    )
    (statement,) = parse(text.encode()).statements
    assert statement.problems == ()
    return statement.lines[0]


@pytest.mark.parametrize(
    ("who", "name", "address"),
    [
        (
            "KŁOS  SPÓŁKA AKCYJNA UL.LEŚNA 6 51-210 ŁÓDŹ",
            "KŁOS SPÓŁKA AKCYJNA",
            "UL.LEŚNA 6 51-210 ŁÓDŹ",
        ),
        ("PW KŁOS  KALINOWA 9 58-530 KOWARY", "PW KŁOS", "KALINOWA 9 58-530 KOWARY"),
        ("KŁOS S.A. LEŚNA 12 43-100    TYCHY", "KŁOS S.A. LEŚNA 12 43-100 TYCHY", ""),
    ],
)
def test_a_gap_in_a_labelled_name_parts_it_only_where_the_address_begins(
    who: str, name: str, address: str
) -> None:
    line = one_line(f"911 TRANSAKCJA COLLECT; OD: {who}; TYT.: FV 1; TNR: 1.2")
    assert (line.counterparty_name, line.counterparty_address) == (name, address)


def test_labels_of_currency_are_no_part_of_a_title_and_words_of_a_payer_are() -> None:
    line = one_line(
        "973 PRZELEW; OD: JAN ŁOŚ; TYT.: ZWROT ZA FV 30; WALUTA: EUR; KWOTA: 2,21; KURS: 5,4429;"
        " DATA NOSTRO: 25.10.2026; TNR: 1.2"
    )
    assert line.title == "ZWROT ZA FV 30"
    line = one_line("973 PRZELEW; OD: JAN ŁOŚ; TYT.: FV 30 kwota: 2,21 nr umowy: 7; TNR: 1.2")
    assert line.title == "FV 30 kwota: 2,21 nr umowy: 7"


def test_a_title_between_quotation_marks_runs_on_after_34_characters() -> None:
    first = '"Zapłata za fakturę numer FV 7/2026'[:34]
    assert len(first) == 34
    line = one_line(f'<00Przelew<101<20{first}<216/09 za wodę"<22<23<27ŁOŚ JAN<28<29')
    assert line.title == "Zapłata za fakturę numer FV 7/2026/09 za wodę"
    assert one_line('<00Przelew<101<20"Kłos" sp. z o.o. "A"<27ŁOŚ JAN').title == (
        '"Kłos" sp. z o.o. "A"'
    )


def test_the_payers_account_is_no_part_of_a_title() -> None:
    account = "27114020040000300201355387"
    line = one_line(f"020<00Przelew<20FV 7<21 za wodę<26{account}<32ŁOŚ JAN<38{account}")
    assert (line.title, line.counterparty_account) == ("FV 7 za wodę", f"PL{account}")
    line = one_line(f"020<00Przelew<20FV 7<26PL26109010147777000000001234<32ŁOŚ JAN<38{account}")
    assert line.title == "FV 7 PL26109010147777000000001234"


@pytest.mark.parametrize("nothing", ["NONREF", "KREF+", "NOREF"])
def test_a_word_for_no_reference_is_none(nothing: str) -> None:
    assert one_line("020<00Przelew<20FV 7", nothing).reference == ""

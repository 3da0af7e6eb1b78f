"""Forms of e-Declarations: an XSD read from its bytes alone, documents valid by it or refused."""

from pathlib import Path

import pytest
from lxml import etree

from kartoteka.formats.edeclaration import (
    DocumentRefused,
    Fault,
    File,
    Form,
    Kind,
    XsdRefused,
    read,
    write,
)

FOLDER = Path(__file__).parent / "files" / "forms"
MAIN = File("form.xsd", (FOLDER / "form.xsd").read_bytes())
TYPES = File("types.xsd", (FOLDER / "types.xsd").read_bytes())
SPACE = "{http://forms.example/2026/form}"
TYPED = "{http://forms.example/types}"
VALUES = {
    "Naglowek/CelZlozenia": "1",
    "Naglowek/Rok": "2026",
    "Naglowek/KodUrzedu": "1471",
    "Podmiot1/OsobaNiefizyczna/NIP": "5213017228",
    "Podmiot1/OsobaNiefizyczna/PelnaNazwa": "Wodociągi & spółka",
    "Podmiot2/OsobaFizyczna/PESEL": "44051401359",
    "Podmiot2/OsobaFizyczna/Nazwisko": "Źdźbło",
    "Podmiot2/OsobaFizyczna/ImiePierwsze": "Anna",
    "Podmiot2/OsobaFizyczna/DataUrodzenia": "1944-05-14",
    "Podmiot2/Adres/NrDomu": "3",
    "Podmiot2/Adres/Miejscowosc": "Łódź",
    "Podmiot2/Adres/KodPocztowy": "90-001",
    "PozycjeSzczegolowe/P_71": "1234.50",
}


def form() -> Form:
    return read(MAIN, [TYPES])


def faults(values: dict[str, str]) -> tuple[Fault, ...]:
    with pytest.raises(DocumentRefused) as refused:
        write(form(), values)
    return refused.value.faults


def refused(main: bytes, *others: File) -> str:
    with pytest.raises(XsdRefused) as problem:
        read(File("main.xsd", main), others)
    return problem.value.code


def schema(inside: str, more: str = "") -> bytes:
    head = f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" {more}>'
    return f"{head}{inside}</xs:schema>".encode()


def test_a_form_says_every_place_that_it_has() -> None:
    places = form().places

    assert list(places)[:6] == [
        "Naglowek/KodFormularza/@kodSystemowy",
        "Naglowek/KodFormularza/@kodPodatku",
        "Naglowek/KodFormularza/@wersjaSchemy",
        "Naglowek/KodFormularza",
        "Naglowek/WariantFormularza",
        "Naglowek/CelZlozenia/@poz",
    ]
    assert places["Naglowek/KodFormularza"].fixed == "PIT-11"
    assert places["Naglowek/WariantFormularza"].fixed == "99"
    assert places["Naglowek/CelZlozenia"].options == ("1", "2")
    assert places["Naglowek/CelZlozenia"].words == "Cel złożenia: 1 złożenie, 2 korekta"
    assert places["PozycjeSzczegolowe/P_71"].words == "Inne źródła: przychód"
    assert places["PozycjeSzczegolowe/P_71"].kind is Kind.NUMBER
    assert not places["PozycjeSzczegolowe/P_71"].is_required
    assert places["Podmiot2/OsobaFizyczna/DataUrodzenia"].kind is Kind.DATE
    assert form().fixed("kodSystemowy") == "PIT-11 (99)"


def test_a_document_stands_in_the_order_of_the_form_with_all_that_it_fixes() -> None:
    root = etree.fromstring(write(form(), VALUES))

    assert [child.tag for child in root] == [
        f"{SPACE}{name}"
        for name in ("Naglowek", "Podmiot1", "Podmiot2", "PozycjeSzczegolowe", "Pouczenie")
    ]
    code = root.find(f"{SPACE}Naglowek/{SPACE}KodFormularza")
    assert code is not None
    assert (code.text, code.get("kodSystemowy")) == ("PIT-11", "PIT-11 (99)")
    person = root.find(f"{SPACE}Podmiot2/{TYPED}OsobaFizyczna")
    assert person is not None
    assert [child.tag.removeprefix(TYPED) for child in person] == [
        *("PESEL", "Nazwisko", "ImiePierwsze", "DataUrodzenia"),
    ]
    assert root.findtext(f"{SPACE}Podmiot2/{TYPED}Adres/{TYPED}KodKraju") is None
    assert root.findtext(f"{SPACE}Podmiot2/{SPACE}Adres/{TYPED}KodKraju") == "PL"
    assert root.findtext(f"{SPACE}Podmiot1/{TYPED}OsobaNiefizyczna/{TYPED}PelnaNazwa") == (
        "Wodociągi & spółka"
    )


def test_a_document_that_lacks_something_is_refused_with_what_is_expected() -> None:
    without = {path: value for path, value in VALUES.items() if "KodPocztowy" not in path}
    assert faults(without) == (Fault("missing", "Adres", ("KodPocztowy",)),)
    without = {path: value for path, value in VALUES.items() if "PESEL" not in path}
    assert faults(without) == (Fault("unexpected", "Nazwisko", ("NIP", "PESEL")),)


def test_a_value_that_does_not_fit_is_named_but_not_repeated() -> None:
    (fault, *_more) = faults(VALUES | {"Podmiot2/OsobaFizyczna/PESEL": "4405140135"})

    assert (fault.code, fault.element) == ("value", "PESEL")
    assert "4405140135" not in str(fault)


def test_a_path_that_the_form_does_not_have_is_refused() -> None:
    assert faults(VALUES | {"PozycjeSzczegolowe/P_99": "1"}) == (
        Fault("unknown", "PozycjeSzczegolowe/P_99"),
    )


def test_an_import_comes_from_what_was_given_and_nowhere_else() -> None:
    assert refused(MAIN.data) == "xsd.import_missing"
    elsewhere = File("other.xsd", schema("", 'targetNamespace="http://forms.example/other"'))
    assert refused(MAIN.data, elsewhere) == "xsd.import_missing"
    renamed = File("TypyZUrzedu.xsd", TYPES.data)
    assert [file.name for file in read(MAIN, [elsewhere, renamed]).files] == [
        "form.xsd",
        "TypyZUrzedu.xsd",
    ]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"PK\x03\x04", "xsd.not_xml"),
        (b"", "xsd.not_xml"),
        (b"<form/>", "xsd.no_schema"),
        (b'<!DOCTYPE a [<!ENTITY x "y">]>' + schema('<xs:element name="a"/>'), "xsd.doctype"),
        (
            b'<!DOCTYPE a SYSTEM "file:///etc/passwd">' + schema('<xs:element name="a"/>'),
            "xsd.doctype",
        ),
        (schema(""), "xsd.no_root"),
        (schema('<xs:element name="a"/><xs:element name="b"/>'), "xsd.several_roots"),
        (schema('<xs:element name="a" type="missing"/>'), "xsd.not_declared"),
        (schema('<xs:redefine schemaLocation="file:///etc/passwd"/>'), "xsd.not_supported"),
        (
            schema('<xs:include schemaLocation="file:///etc/passwd"/><xs:element name="a"/>'),
            "xsd.import_missing",
        ),
        (schema('<xs:element name="a"><xs:nonsense/></xs:element>'), "xsd.invalid"),
        (b"<a>" + b" " * 10 * 1024 * 1024 + b"</a>", "xsd.too_large"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_usable_schema_is_refused(data: bytes, code: str) -> None:
    assert refused(data) == code


def test_a_type_that_holds_itself_is_refused() -> None:
    inside = (
        '<xs:element name="a" type="T"/><xs:complexType name="T"><xs:sequence>'
        '<xs:element name="b" type="T" minOccurs="0"/></xs:sequence></xs:complexType>'
    )
    assert refused(schema(inside)) == "xsd.too_deep"

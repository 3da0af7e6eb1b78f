"""Price lists of other makes come in: read, told what they change, made the draft."""

import io
import re

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kartoteka.billing.models import PriceItem, PriceList, PriceVersion
from tests import build
from tests.billing.prices import a_price_list, an_item, published
from tests.ledger.builders import a_creditor

pytestmark = pytest.mark.django_db

CSV = (
    "Kod;Nazwa usługi;J.m.;Cena netto;VAT\n"
    "WODA;Dostawa wody;m³;5,12345;8%\n"
    "ŚCIEKI;Odbiór ścieków;m³;9,5;8%\n"
    "ABON;Abonament;miesiąc;dużo;23\n"
    "WODA;Dostawa wody;m³;6;8%\n"
    "=cmd;Formuła;szt;1.234;zw\n"
)


@pytest.fixture
def desk(client: Client) -> Client:
    """A clerk's browser, in English."""
    client.force_login(build.a_user())
    return client


@pytest.fixture
def place() -> str:
    """The address of the import of a list with prices in force."""
    a_list = a_price_list(a_creditor())
    published(
        a_list, "2026-01-01", "", an_item("WODA", "5"), an_item("ŚCIEKI", "10"), an_item("STARE")
    )
    return f"/prices/{PriceList.objects.get().public_id}/import/"


def sent(desk: Client, place: str, data: bytes, name: str = "taryfa.csv") -> str:
    return desk.post(place, {"file": SimpleUploadedFile(name, data)}).text


def fields(page: str) -> dict[str, str]:
    """What the form of the page holds."""
    found = re.search(r'name="sheet" value="([^"]+)"', page)
    assert found is not None
    chosen = re.findall(r'<select name="(\w+)".*?</select>', page, re.DOTALL)
    said = {"sheet": found.group(1)}
    for name in chosen:
        box = re.search(rf'<select name="{name}".*?</select>', page, re.DOTALL)
        assert box is not None
        one = re.search(r'<option value="([^"]*)" selected', box.group())
        said[name] = one.group(1) if one else ""
    return said


@pytest.mark.parametrize("encoding", ["utf-8", "cp1250"])
def test_a_file_is_told_row_by_row_before_it_is_the_draft(
    desk: Client, place: str, encoding: str
) -> None:
    page = sent(desk, place, CSV.replace("³", "3").encode(encoding))
    assert "2 rows are left out" in page
    assert "Give a price of at least zero" in page
    assert "Row 2 has this code already." in page
    for words in ("new: 1", "dearer: 1", "cheaper: 1", "gone: 1", "+2.47%", "−5%"):
        assert words in page
    assert PriceVersion.objects.filter(published_at=None).count() == 0
    done = desk.post(place, fields(page) | {"make": "1"}, follow=True)
    assert "3 items are in the draft." in done.text
    items = PriceItem.objects.filter(version__published_at=None).order_by("ordinal")
    assert [(i.code, str(i.price), str(i.vat_percent)) for i in items] == [
        ("WODA", "5.12345", "8.00"), ("ŚCIEKI", "9.50000", "8.00"), ("=cmd", "1.23400", "None"),
    ]  # fmt: skip


def test_columns_of_no_known_name_are_said_once(desk: Client, place: str) -> None:
    data = io.BytesIO()
    with xlsxwriter.Workbook(data, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for n, row in enumerate((["A1", "Bb", "Cc"], ["WODA", "Voda", 5.5], ["X", "Iné", 7])):
            sheet.write_row(n, 0, row)
    page = sent(desk, place, data.getvalue(), "cennik.xlsx")
    assert "2 rows are left out" in page
    said = fields(page) | {
        "code": "A1", "name": "Bb", "price": "Cc", "one_unit": "m³", "one_vat": "23",
    }  # fmt: skip
    assert "The code is missing." not in desk.post(place, said).text
    desk.post(place, said | {"make": "1"})
    items = PriceItem.objects.filter(version__published_at=None).order_by("ordinal")
    assert [(i.code, i.unit, str(i.price)) for i in items] == [
        ("WODA", "m³", "5.50000"), ("X", "m³", "7.00000"),
    ]  # fmt: skip
    again = sent(desk, place, data.getvalue(), "cennik.xlsx")
    assert fields(again)["price"] == "Cc"
    assert "left out" not in again


def test_what_is_no_table_and_what_was_changed_on_the_way_is_refused(
    desk: Client, place: str
) -> None:
    assert "There is no table with rows" in sent(desk, place, b"only one column\n")
    lost = desk.post(place, {"sheet": "forged", "make": "1"}, follow=True)
    assert "Send it again." in lost.text
    assert PriceVersion.objects.filter(published_at=None).count() == 0

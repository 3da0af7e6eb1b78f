"""What the list of customers exports with all its columns, an empty register takes in again by the
words over the columns alone; masked numbers are said to be so."""

import csv
import datetime as dt
import io
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import translation

from kartoteka.exchange import guessing, kinds
from kartoteka.exchange.fields import Column
from kartoteka.exchange.reading import reader
from kartoteka.kernel import listing
from kartoteka.kernel.actor import SYSTEM
from kartoteka.kernel.listing import Which
from kartoteka.register import operations as register
from kartoteka.register.criteria.parties import PARTIES
from kartoteka.register.models import Party
from kartoteka.register.queries import segments
from kartoteka.ui.lists import export
from tests.build import a_party
from tests.exchange import making
from tests.exchange.making import TODAY, imported, told
from tests.register.fields.making import a_field, a_tab, put

pytestmark = pytest.mark.django_db
# What lists work out of other things, and what is no import's to say.
_WORKED_OUT = {
    "added", "address", "head", "works_for", "persons", "is_creditor",
    "documents", "due", "overdue", "overpaid", "overdue_days", "vat_status", "vat_as_of",
    "vies_status", "account_status", "legal_state",
}  # fmt: skip


def exported(language: str) -> list[list[str]]:
    """The file of all columns, cell by cell, the head first."""
    fields = PARTIES.fields(SYSTEM)
    columns = [name for name, field in fields.items() if field.is_listed]
    which = Which(SYSTEM, TODAY, language=language)
    rows = listing.everything(PARTIES, which, columns, [listing.Order("number")])
    lines = export.as_csv(rows, [fields[name] for name in columns], language)
    found = list(csv.reader(io.StringIO("".join(lines).lstrip("\ufeff")), delimiter=";"))
    return [columns, *found]


def bring(part: str, party: int, **said: str) -> None:
    (one,) = register.bring_parts(actor=SYSTEM, part=part, rows=[(party, said)], on=TODAY)
    assert one.outcome == "NEW", (part, one)


def everybody(group: int) -> None:
    """Customers of all kinds, with all that an import can bring."""
    role, high, industry = (
        str(segments.entries(viewer=SYSTEM, of=of)[0].id)
        for of in ("ROLE", "PRIORITY", "CLASSIFICATION")
    )
    source = str(segments.entries(viewer=SYSTEM, of="SOURCE")[0].id)
    activity = str(segments.all_activities(viewer=SYSTEM)[-1].id)
    firm = a_party(
        "Wodociągi Łódź sp. z o.o.", number="A1", note="Ważny\nklient",
        identifiers={"NIP": "5213017228", "EU_VAT": "PL5213017228", "REGON": "123456785",
                     "KRS": "0000127206"},
        addresses=(register.AddressDraft(
            city="Łódź", street="Długa", building="1A", flat="2", postal_code="90-001",
            region="łódzkie", county="Łódź", commune="Łódź", place_symbol="0958000",
            commune_symbol="1061011", street_symbol="04012", post_office="Łódź 1"),),
        contacts=(register.ContactDraft("EMAIL", "biuro@example.com"),
                  register.ContactDraft("PHONE", "+48 601 200 300")),
        accounts=(register.AccountDraft("PL61109010140000071219812874"),),
    )  # fmt: skip
    bring("role", firm, role_id=role)
    bring("segment", firm, priority_id=high, classification_id=industry, source_id=source)
    bring("activity", firm, activity_id=activity, is_main="true")
    bring("member", firm, group_id=str(group))
    bring("terms", firm, payment_days="14", discount="2.50", is_dunned="false")
    bring("block", firm, what="SALES", reason="Zadłużenie")
    put(firm, moc="10,5", paliwo="gaz", media=["woda", "prad"], od="2024-02-03", licznik="L-1",
        inteligentny=True, oplata="12,50")  # fmt: skip
    _others(firm)


def _others(firm: int) -> None:
    a_party("Oddział", number="A2", parent_id=firm, place="BRANCH", function="Magazyn")
    a_party(
        "Nowak Jan", kind="PERSON", number="A3", parent_id=firm, place="CONTACT", first_name="Jan",
        last_name="Nowak", language="sk", country="SK", function="Dyrektor",
    )  # fmt: skip
    a_party(
        "Vodárne, a.s.",
        number="A6",
        country="SK",
        language="sk",
        identifiers={"ICO": "36672297", "DIC": "2022236414", "ICDPH": "SK2022236414"},
        addresses=(
            register.AddressDraft(
                city="Žilina",
                street="Bôrická",
                building="12",
                registration_number="1960",
                postal_code="010 01",
                country="SK",
            ),
        ),
    )
    a_party(
        "Novák Ján",
        kind="PERSON",
        number="A7",
        first_name="Ján",
        last_name="Novák",
        country="SK",
        language="sk",
        birth_date=dt.date(1980, 2, 1),
        identifiers={"RC": "800201/0016"},
    )
    a_party("=Anna", kind="HOUSEHOLD", number="A4", identifiers={"PESEL": "44051401359"})
    old = a_party("Dawna", kind="PUBLIC_BODY", number="A5")
    register.archive_party(actor=SYSTEM, party_id=old)


@pytest.mark.parametrize("language", ["pl", "sk", "en"])
def test_the_exported_list_comes_in_again_by_its_head_alone(language: str, tmp_path: Path) -> None:
    tab = a_tab()
    a_field(tab, "moc", "NUMBER", decimals=1)
    a_field(tab, "paliwo", "DICTIONARY", own_values=("Gaz", "Węgiel"))
    a_field(tab, "media", "MULTI_CHOICE", own_values=("Woda", "Prąd"))
    a_field(tab, "od", "DATE", labels={"pl": "Od kiedy"})
    a_field(tab, "licznik")
    a_field(tab, "inteligentny", "YES_NO")
    a_field(tab, "oplata", "MONEY")
    draft = register.GroupDraft(labels={"pl": "Zielone", "sk": "Zelené", "en": "Green"})
    group = register.add_group(actor=SYSTEM, draft=draft)
    with translation.override(language):
        with transaction.atomic():
            everybody(group)
            columns, head, *rows = exported(language)
            transaction.set_rollback(True)
        assert Party.objects.count() == 0
        text = io.StringIO()
        csv.writer(text, delimiter=";").writerows([head, *rows])
        where = making.a_csv(tmp_path / "a.csv", text.getvalue())
        kind = kinds.whole("PARTY")
        seen = reader.sample(where)
        found = guessing.suggest(kind, seen.columns, seen.rows)
        mapped: dict[str, Column] = {name: one.column for name, one in found.items()}
        report = imported("PARTY", where, columns=mapped)
        assert report.counts == {
            "NEW": 7, "CHANGED": 0, "SAME": 0, "CONFLICT": 0, "REJECTED": 0
        }, told(report, "PARTY")  # fmt: skip
        assert sorted((row.field, row.code) for row in report.rows) == [
            ("iban", "masked"), ("pesel", "masked"), ("rc", "masked")
        ], told(report, "PARTY")  # fmt: skip
        columns_again, head_again, *again = exported(language)
        assert (columns_again, head_again) == (columns, head)
        differ = {
            columns[place]
            for was, becomes in zip(rows, again, strict=True)
            for place, cell in enumerate(was)
            if becomes[place] != cell
        }
        assert differ == {"pesel", "rc", "iban"}
        told_of = {
            name for place, name in enumerate(columns)
            if name.split(".")[0] not in _WORKED_OUT and any(row[place] for row in rows)
        }  # fmt: skip
        assert told_of == {name for name in columns if name.split(".")[0] not in _WORKED_OUT}
        taken = {column.name for column in mapped.values()}
        assert {name for name in told_of if head[columns.index(name)] not in taken} == set()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM register_identifier WHERE value LIKE '%•%'")
            assert cursor.fetchone() == (0,)
        assert imported("PARTY", where, columns=mapped, dry=True).counts["SAME"] == 7

"""A row or two in every list of the desk."""

import uuid
from decimal import Decimal

from django.utils import timezone

from kartoteka.agreements.models import Agreement
from kartoteka.billing.operations import plans
from kartoteka.correspondence.models import Letter, PrintRun
from kartoteka.correspondence.operations import invitations, letters
from kartoteka.exchange.models import Mapping, Run, Source
from kartoteka.insight import operations as insight
from kartoteka.kernel.actor import SYSTEM, Realm
from kartoteka.payments.models import Found
from kartoteka.privacy import operations as privacy
from kartoteka.register import operations as register
from kartoteka.register.models import Enquiry, OutsideRun
from kartoteka.tax.models import Area, Office
from kartoteka.trail.models import Evidence
from tests import build
from tests.documents.making import a_document
from tests.payments.builders import OWN, a_line, a_statement, taken
from tests.portal.conftest import Cast, make_cast
from tests.tax.builders import a_told_taxpayer


def something_of_everything() -> Cast:
    """The cast of the portal, and two rows of what it does not bring itself."""
    cast = make_cast()
    people = (cast.anna.party.pk, cast.bartek.party.pk)
    _twins_and_merges()
    _statements(cast.creditor.pk)
    _outside(people)
    _personal_data(people)
    _letters(people)
    _tax_and_imports()
    build.a_user("nobodys@example.org", realm=Realm.PORTAL)
    for login in ("zofia", "Żaneta"):
        build.a_user(login)
    _papers_and_blocks(people)
    _calendars(people)
    _documents(cast.creditor.pk)
    return cast


def _documents(creditor_id: int) -> None:
    draft = insight.MailingDraft("BALANCE", creditor_id, timezone.localdate(), uuid.uuid4())
    insight.plan_for(actor=SYSTEM, draft=draft, parties=None)


def _calendars(people: tuple[int, int]) -> None:
    template = plans.Template(
        first_due=timezone.localdate(), count=2, months=1, days=0, currency="PLN"
    )
    amounts = dict.fromkeys(
        Agreement.objects.filter(party__in=people).values_list("pk", flat=True), Decimal(50)
    )
    plans.plan_advances(actor=SYSTEM, template=template, amounts=amounts)


def _twins_and_merges() -> None:
    place = register.AddressDraft(street="Wodna", building="7", city="Łódź")
    one, *others = (build.a_party(f"Hydro {n} Bud", addresses=(place,)) for n in range(4))
    for other in others[:2]:
        register.merge(actor=SYSTEM, survivor_id=one, loser_id=other)
    register.note_distinct(actor=SYSTEM, first_id=one, second_id=others[-1])
    build.a_party("Hydro 1 Bud", addresses=(place,))
    register.find_twins(actor=SYSTEM)


def _statements(creditor_id: int) -> None:
    draft = register.AccountDraft(iban=OWN)
    register.add_bank_account(actor=SYSTEM, party_id=creditor_id, draft=draft)
    taken(a_statement(a_line("5.00", "za wodę"), a_line("7.00", "za ścieki")))
    taken(a_statement(a_line("9.00", "czynsz"), number="2"))
    Found.objects.create(name="wyciag.sta", sha256="a" * 64, size=812, state="TAKEN", lines=2)
    Found.objects.create(name="x.exe", sha256="b" * 64, size=9, state="REFUSED", reason="?")


def _outside(people: tuple[int, int]) -> None:
    now = timezone.now()
    run = OutsideRun.objects.create(kind="VAT", state="DONE", started_on=now, job=Run().public_id)
    OutsideRun.objects.create(kind="REFRESH", started_on=now, job=Run().public_id)
    for party_id in people:
        proof = Evidence.objects.create(
            party_id=party_id, service="vies", operation="check", endpoint="https://vies.example",
            request={}, asked_at=now, took_ms=12, body=b"{}", body_hash=b"x" * 32, verdict="YES",
        )  # fmt: skip
        Enquiry.objects.create(
            run=run, party_id=party_id, about="VAT", number="5213017228", way="SEARCH",
            state="ANSWERED", status="ACTIVE", evidence=proof,
        )  # fmt: skip


def _personal_data(people: tuple[int, int]) -> None:
    today = timezone.localdate()
    draft = privacy.DisclosureDraft("COURT", "Sąd", ("IDENTITY", "MONEY"), "C", "HAND")
    for party_id in people:
        privacy.disclose(actor=SYSTEM, draft=draft, parties=[party_id], on=today)
        privacy.take_down(
            actor=SYSTEM, party_id=party_id, kind="ACCESS", received_on=today,
            channel="LETTER", text="?", today=today,
        )  # fmt: skip


def _papers_and_blocks(people: tuple[int, int]) -> None:
    today = timezone.localdate()
    for party_id in people:
        a_document(party_id, number=f"D/{party_id}", valid_to=today)
    draft = register.BlockDraft(("CONTACT",), "asked for it", today, None)
    register.set_blocks(actor=SYSTEM, party_ids=people, draft=draft)
    a_told_taxpayer("Dłużna Danuta")


def _letters(people: tuple[int, int]) -> None:
    for party_id in people:
        invitations.invite_to_portal(
            actor=SYSTEM, party_id=party_id, email=f"new{party_id}@example.org",
            on=timezone.localdate(),
        )  # fmt: skip
    letters.start_run(actor=SYSTEM)
    Letter.objects.filter(state="PRINTING").update(state="PRINTED")
    PrintRun.objects.create()


def _tax_and_imports() -> None:
    office = Office.objects.create(code="1471", name="Urząd Skarbowy Łódź-Górna")
    Area.objects.create(office=office, city="Łódź", city_key="lodz", postal_code="93-001")
    Area.objects.create(office=office, postal_code="93-002")
    source = Source.objects.create(name="ERP", secret="x", shown="sqlite", system="erp")
    mapping = Mapping.objects.create(name="m", version=1, kind="PARTY", plan={})
    Run.objects.create(kind="PARTY", source=source, mapping=mapping, counts={"NEW": 3})
    Run.objects.create(kind="RECEIVABLE", file_name="f.csv", plan={"table": "f"})

"""A row or two in every list of the desk."""

import uuid
from decimal import Decimal

from django.utils import timezone

from kartoteka.agreements.models import Agreement
from kartoteka.billing import operations as billing
from kartoteka.billing.operations import interest, offsets, plans, write_offs
from kartoteka.correspondence.models import Letter, PrintRun
from kartoteka.correspondence.operations import invitations, letters
from kartoteka.exchange.models import Mapping, Run, Source
from kartoteka.formats.ksef import File
from kartoteka.insight import operations as insight
from kartoteka.kernel.actor import SYSTEM, Realm
from kartoteka.ledger.models import Account
from kartoteka.payments import operations as payments
from kartoteka.payments.models import Found, Payer
from kartoteka.privacy import operations as privacy
from kartoteka.register import operations as register
from kartoteka.register.models import Enquiry, OutsideRun
from kartoteka.tax.models import Area, Office
from kartoteka.trail.models import Evidence
from tests import build
from tests.billing.prices import a_price_list, an_item, published
from tests.documents.making import a_document
from tests.ledger.builders import a_debit
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
    _arrangements(people)
    for one in (cast.anna, cast.celina):
        _interest_note(one.account.pk)
    _documents(cast.creditor.pk)
    for code in ("W", "S"):
        a_list = a_price_list(cast.creditor.pk, code)
        published(a_list, "2026-01-01", "", an_item(code), an_item(f"{code}2"))
    return cast


def _arrangements(people: tuple[int, int]) -> None:
    for account in Account.objects.filter(party__in=people):
        debts = [a_debit(account.pk, "50.00", "2026-02-10") for _n in range(2)]
        draft = write_offs.WriteOffDraft(
            account.pk, "WRITE_OFF", timezone.localdate(), "?", {debts[0]: Decimal(1)}
        )
        write_offs.ask_write_off(actor=SYSTEM, draft=draft)
        offsets.offset(
            actor=SYSTEM,
            draft=offsets.OffsetDraft(
                account.pk,
                {debts[1]: Decimal(1)},
                timezone.localdate(),
                their_number="F/1",
                their_due_on=timezone.localdate(),
                their_amount=Decimal(1),
            ),
        )


def _interest_note(account_id: int) -> None:
    day = timezone.localdate()
    a_debit(account_id, "1000", "2026-01-10", interest_kind="pl_statutory_delay")
    terms = interest.NoteTerms(to=day, issued_on=day, due_on=day)
    interest.note_interest(actor=SYSTEM, account_id=account_id, terms=terms)


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
    for account, title in zip(Account.objects.order_by("pk")[:2], ("", "czynsz"), strict=True):
        Payer.objects.create(bank_account=OWN, account=account, title=title, payments=3)
    _cash(creditor_id)
    Found.objects.create(name="x.exe", sha256="b" * 64, size=9, state="REFUSED", reason="?")
    for name in ("a.xml", "b.xml"):
        held = billing.hold(actor=SYSTEM, files=[File(name, b"<a/>"), File("x.pdf", b"%PDF")])
        billing.look(actor=SYSTEM, public_id=held)


def _cash(creditor_id: int) -> None:
    today = timezone.localdate()
    account = Account.objects.filter(creditor_id=creditor_id, currency="PLN").earliest("pk")
    desk = payments.add_cash_desk(
        actor=SYSTEM, code="K1", name="Kasa", creditor_id=creditor_id, currency="PLN"
    )
    for token in ("a", "b"):
        cash = payments.CashDraft(
            desk, "KP", account.pk, Decimal(7), today, "Anna", "czynsz", token
        )
        made = payments.add_cash(actor=SYSTEM, draft=cash, on=today)
        batch = payments.BatchDraft(
            creditor_id, "PLN", f"poczta {token}", "POST", today, 1, Decimal(7)
        )
        payments.begin_batch(actor=SYSTEM, draft=batch, on=today)
        refund = payments.RefundDraft(account.pk, Decimal(1), OWN, f"Anna {token}")
        payments.prepare_refund(actor=SYSTEM, draft=refund, on=today)
    payments.void_cash(actor=SYSTEM, public_id=made, reason="pomyłka", on=today)


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

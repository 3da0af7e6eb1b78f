"""Somebody about whom every room holds something, each with the same rare word in it."""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass, replace
from decimal import Decimal

import pytest
from django.utils import timezone

from kartoteka.access import operations as access
from kartoteka.access.models import User
from kartoteka.agreements import operations as agreements
from kartoteka.agreements.models import Agreement, AgreementFields
from kartoteka.agreements.rules import AgreementDraft, PointDraft
from kartoteka.billing import operations as billing
from kartoteka.billing.models import AdvancePlan, KsefInvoice, Offset, WriteOff
from kartoteka.billing.operations import limitation
from kartoteka.billing.operations.limitation import EventDraft
from kartoteka.correspondence.operations import emails, invitations, letters
from kartoteka.correspondence.rules import Recipient
from kartoteka.documents import operations as documents
from kartoteka.exchange.models import ExternalId
from kartoteka.insight import operations as insight
from kartoteka.kernel.actor import SYSTEM, Actor, Realm, Role
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, AgreementRate, DebtRate, Plan
from kartoteka.payments import operations as payments
from kartoteka.payments.models import Line
from kartoteka.privacy import operations, queries
from kartoteka.register import operations as register
from kartoteka.register.models import (
    Choice,
    CustomField,
    Enquiry,
    FieldTab,
    IdentifierException,
    OutsideFacts,
    PartyFields,
    PersonLink,
    Standing,
    TradeTerms,
    Twin,
)
from kartoteka.register.queries import party as card_of
from kartoteka.tax.models import Event, Information, InformationRow, Item, Taxpayer
from kartoteka.trail import models
from tests import build
from tests.documents.making import a_document, a_file, a_pdf
from tests.ledger.builders import a_debit
from tests.payments.builders import OWN, PAYER, a_line, a_statement, a_utility, taken

TODAY = dt.date(2026, 11, 26)
MARK = "Zyzgrzybek"
PDF = b"%PDF-1.7\n" + MARK.encode()


@dataclass(frozen=True, slots=True)
class Held:
    """The person, a clerk and a superadministrator who deal with them, and their account."""

    party_id: int
    account_id: int
    creditor_id: int
    content_id: int
    login_id: int
    clerk: Actor
    boss: Actor


@pytest.fixture
def clerk(db: None) -> Actor:
    return build.a_user("klara").as_actor("10.0.0.7")


@pytest.fixture
def boss(db: None) -> Actor:
    return build.a_superadministrator().as_actor("10.0.0.8")


@pytest.fixture
def zyz(clerk: Actor, boss: Actor) -> Held:
    """Owes nothing, has no agreement, and nothing was booked for ten years."""
    return somebody(clerk, boss)


def somebody(clerk: Actor, boss: Actor) -> Held:
    creditor_id = a_utility()
    party_id = a_person(clerk)
    account_id, login_id = a_past(party_id, creditor_id)
    content_id = some_correspondence(clerk, party_id)
    some_privacy(clerk, party_id)
    some_papers(party_id)
    some_own_fields(party_id)
    some_taxes(party_id, creditor_id)
    some_dealings(clerk, party_id)
    return Held(party_id, account_id, creditor_id, content_id, login_id, clerk, boss)


def a_person(clerk: Actor) -> int:
    party_id = build.a_party(
        "",
        kind="PERSON",
        first_name="Jan",
        last_name=MARK,
        birth_date=dt.date(1944, 5, 14),
        number=f"K-{MARK}",
        note=f"{MARK} calls on Mondays",
        identifiers={"PESEL": "44051401359"},
        addresses=(register.AddressDraft(street=f"{MARK} 1", building="1", city=f"{MARK}owo"),),
        contacts=(register.ContactDraft("EMAIL", f"{MARK.lower()}@example.org", label=MARK),),
        accounts=(register.AccountDraft(iban=PAYER, label=MARK),),
    )
    card = card_of(viewer=clerk, party_id=party_id)
    assert card is not None
    register.change_party(
        actor=clerk,
        party_id=party_id,
        draft=register.PartyDraft(
            kind="PERSON",
            name="",
            first_name="Jan",
            last_name=f"{MARK}-Nowak",
            note=f"{MARK}!",
            birth_date=dt.date(1944, 5, 15),
            number=f"K-{MARK}",
        ),
    )
    register.reveal_identifier(
        actor=clerk, identifier_id=card.identifiers[0].id, reason=f"{MARK} phoned"
    )
    ExternalId.objects.create(system="OLD", kind="PARTY", external_id=MARK, row=party_id)
    return party_id


def what_was_arranged(account_id: int) -> None:
    """An ended plan, a refused write-off, an offset: each with words of the person."""
    day = dt.date(2015, 8, 1)
    Plan.objects.create(account_id=account_id, agreed_on=day, ended_on=day, reason=MARK)
    WriteOff.objects.create(
        account_id=account_id, kind="WRITE_OFF", on=day, reason=MARK, answer=MARK,
        decided_at=timezone.now(), is_approved=False,
    )  # fmt: skip
    Offset.objects.create(
        account_id=account_id, number="PT/2015/00001", declared_on=day, is_agreement=True,
        their_number=MARK, their_due_on=day, their_amount=1, reason=MARK,
    )  # fmt: skip


def _an_agreed_rate(debit_id: int) -> None:
    DebtRate.objects.create(
        entry_id=debit_id, kind_id="pl_contractual_delay", percent=7, reason=f"{MARK} signed",
        agreed_on=dt.date(2015, 6, 1),
    )  # fmt: skip


def an_ended_agreement(party_id: int, creditor_id: int) -> None:
    """With its point and a calendar of advances."""
    point_id = agreements.add_point(
        actor=SYSTEM,
        draft=PointDraft(party_id=party_id, number="PPE-1", name=MARK, address=f"{MARK} 1"),
    )
    agreements.add_agreement(
        actor=SYSTEM,
        draft=AgreementDraft(
            party_id=party_id,
            creditor_id=creditor_id,
            number="U-1",
            point_id=point_id,
            valid_from=dt.date(2010, 1, 1),
            valid_to=dt.date(2015, 6, 30),
        ),
    )
    AdvancePlan.objects.create(
        agreement=Agreement.objects.get(party_id=party_id), currency="PLN", title=MARK
    )
    AgreementRate.objects.create(
        agreement=Agreement.objects.get(party_id=party_id), kind_id="pl_contractual_delay",
        percent=7, valid_from=dt.date(2010, 1, 1), reason=f"{MARK} signed",
        withdrawn_at=timezone.now(), why=f"{MARK} mistaken",
    )  # fmt: skip


def a_past(party_id: int, creditor_id: int) -> tuple[int, int]:
    """Money that was paid long ago, an agreement that ended, a login."""
    an_ended_agreement(party_id, creditor_id)
    account_id = ledger.open_account(
        actor=SYSTEM, party_id=party_id, creditor_id=creditor_id, currency="PLN"
    )
    what_was_arranged(account_id)
    draft = insight.MailingDraft("BALANCE", creditor_id, TODAY, uuid.uuid4())
    insight.plan_for(actor=SYSTEM, draft=draft, parties=[party_id])
    debit_id = a_debit(account_id, "80.00", "2015-06-30", number="FV/1", title=f"Woda {MARK}")
    ledger.change_due(
        actor=SYSTEM, entry_id=debit_id, due_on=dt.date(2015, 7, 31), reason=f"{MARK} asked"
    )
    _an_agreed_rate(debit_id)
    content = documents.keep(
        actor=SYSTEM, data=PDF + b"i", name=f"{MARK}.pdf", media_type="application/pdf"
    )
    billing.attach_pdf(actor=SYSTEM, entry_id=debit_id, content_id=content)
    xml = f'<?xml version="1.0"?><Faktura>{MARK}</Faktura>'.encode()
    KsefInvoice.objects.create(
        number="1234563218-20150616-000000000001-00",
        entry_id=debit_id,
        kind="VAT",
        seller_nip="1234563218",
        issued_on=dt.date(2015, 6, 16),
        amount=80,
        sha256=hashlib.sha256(xml).digest(),
        content_id=documents.keep(
            actor=SYSTEM, data=xml, name=f"{MARK}.xml", media_type="application/xml"
        ),
    )
    suit = EventDraft("SUIT", dt.date(2015, 8, 1), f"{MARK} I C 1/15")
    limitation.record_event(actor=SYSTEM, entry_ids=[debit_id], draft=suit)
    more = {"counterparty_name": f"JAN {MARK.upper()}", "counterparty_account": PAYER}
    taken(a_statement(a_line("80.00", f"FV/1 {MARK}", "2015-07-20", **more), account=OWN))
    payments.match(actor=SYSTEM)
    for line in Line.objects.filter(payment=None):
        payments.accept(actor=SYSTEM, line_id=line.pk, account_id=account_id)
    ledger.settle_all(actor=SYSTEM, on=TODAY)
    some_cash(creditor_id, account_id)
    login_id = access.portal_user_for(
        actor=SYSTEM, login=f"{MARK.lower()}@example.org", name=f"Jan {MARK}", language="pl"
    )
    register.grant_portal(actor=SYSTEM, user_id=login_id, party_id=party_id)
    User.everyone.filter(pk=login_id).update(email=f"{MARK.lower()}@example.org")
    return account_id, login_id


def some_cash(creditor_id: int, account_id: int) -> None:
    """Cash that was voided, a payment typed in a batch, a note about a line."""
    on = dt.date(2015, 7, 21)
    desk = payments.add_cash_desk(
        actor=SYSTEM, code="K1", name="Kasa", creditor_id=creditor_id, currency="PLN"
    )
    cash = payments.CashDraft(desk, "KP", account_id, Decimal(1), on, MARK, f"za {MARK}", "k")
    made = payments.add_cash(actor=SYSTEM, draft=cash, on=on)
    payments.void_cash(actor=SYSTEM, public_id=made, reason=f"{MARK} się pomylił", on=on)
    batch = payments.BatchDraft(creditor_id, "PLN", "poczta", "POST", on, 1, Decimal(1))
    batch_id = payments.begin_batch(actor=SYSTEM, draft=batch, on=on)
    number = Account.objects.values_list("party__number", flat=True).get(pk=account_id)
    item = payments.ItemDraft(number, Decimal(1), MARK)
    payments.write_batch(actor=SYSTEM, public_id=batch_id, items=[item])
    draft = payments.PaymentDraft(account_id, Decimal(1), on, MARK, "przelew")
    credit_id = payments.add_payment(actor=SYSTEM, draft=draft, on=on)
    refund = payments.RefundDraft(account_id, Decimal(1), PAYER, MARK, f"zwrot {MARK}")
    payments.prepare_refund(actor=SYSTEM, draft=refund, on=on)
    payments.return_payment(actor=SYSTEM, credit_id=credit_id, on=on, reason=f"{MARK} nie ma")
    line = Line.objects.earliest("pk")
    payments.add_note(actor=SYSTEM, line_id=line.pk, text=f"{MARK} dzwonił")


def some_correspondence(clerk: Actor, party_id: int) -> int:
    """A letter that was printed, an e-mail that was sent, an invitation that was not used."""
    content_id = documents.keep(
        actor=clerk, data=pdf_of(MARK), name="letter.pdf", media_type="application/pdf"
    )
    letters.queue_letter(
        actor=clerk,
        party_id=party_id,
        kind="OTHER",
        title=f"To {MARK}",
        content_id=content_id,
        recipient=Recipient((f"Jan {MARK}", f"{MARK} 1", "00-001 Łódź"), "PL", "00-001"),
        language="pl",
    )
    emails.send_email(
        actor=clerk, to=f"{MARK.lower()}@example.org", subject=MARK, text=MARK, party_id=party_id
    )
    invitations.invite_to_portal(
        actor=clerk, party_id=party_id, email=f"second-{MARK.lower()}@example.org", on=TODAY
    )
    run = letters.start_run(actor=clerk)
    letters.mark_printed(actor=clerk, run=run)
    from kartoteka.correspondence.models import Email

    Email.objects.update(state="SENT")
    return content_id


def some_papers(party_id: int) -> None:
    """A file on the card and a paper that the customer brought."""
    a_file(party_id, data=a_pdf(MARK), name=f"{MARK}.pdf", title=MARK, note=MARK)
    a_document(party_id, number=MARK, issuer=MARK, note=MARK)


def some_own_fields(party_id: int) -> None:
    """Fields that the office added itself, of the customer and of their agreement."""
    for record in ("party", "agreement"):
        tab = FieldTab.objects.create(record=record, key="own", labels={"pl": "Własne"})
        CustomField.objects.create(
            record=record, key="nick", tab=tab, kind="TEXT", labels={"pl": "Przezwisko"}
        )
    PartyFields.objects.update_or_create(party_id=party_id, defaults={"fields": {"nick": MARK}})
    agreement = Agreement.objects.get(party=party_id)
    AgreementFields.objects.update_or_create(
        agreement=agreement, defaults={"party_id": party_id, "fields": {"nick": MARK}}
    )


def some_taxes(party_id: int, creditor_id: int) -> None:
    """An income of 2016 that was told to the tax office."""
    day = dt.date(2016, 5, 1)
    taxpayer = Taxpayer.objects.create(
        payer_id=creditor_id, party_id=party_id, year=2016, county=MARK
    )
    item = Item.objects.create(
        taxpayer=taxpayer, kind="PRIZE", on=day, title=MARK, amount=10, pln=10, source="HAND",
        source_ref=f"{party_id}", state="COUNTED", note=MARK,
    )  # fmt: skip
    told = Information.objects.create(
        taxpayer=taxpayer, sequence=1, form="PIT-11", issued_on=day, total=10, digest="x",
        facts={"person": {"name": MARK}}, reason=MARK,
    )  # fmt: skip
    InformationRow.objects.create(
        information=told, item=item, kind="PRIZE", on=day, title=MARK, amount=10
    )
    Event.objects.create(information=told, kind="SENT", on=day, note=MARK)


def some_dealings(clerk: Actor, party_id: int) -> None:
    """A block that is over, terms, a firm that they serve, a twin, an earlier name, calls."""
    day = dt.date(2016, 1, 1)
    register.set_blocks(
        actor=clerk,
        party_ids=[party_id],
        draft=register.BlockDraft(("SALES",), MARK, valid_from=day, valid_to=day),
    )
    firm = build.a_party("Firm")
    function = Choice.objects.filter(list="FUNCTION").first() or Choice.objects.create(
        list="FUNCTION", code="HEAD", labels={"pl": "szef"}
    )
    PersonLink.objects.create(
        person_id=party_id, party_id=firm, function=function, title=MARK, note=MARK
    )
    TradeTerms.objects.create(party_id=party_id, valid_from=day, payment_days=14, note=MARK)
    Twin.objects.create(first_id=party_id, second_id=firm, score=50, reasons=[{"what": MARK}])
    IdentifierException.objects.create(
        party_id=firm, other_id=party_id, kind="NIP", value=MARK[:20], reason=MARK
    )
    evidence = models.Evidence.objects.create(
        party_id=party_id, service="mf", operation="search", endpoint="x",
        request={"name": MARK}, asked_at=timezone.now(), took_ms=1, body=MARK.encode(),
        body_hash=b"x" * 32, verdict="yes",
    )  # fmt: skip
    Enquiry.objects.create(
        party_id=party_id, about="VAT", number=MARK[:20], way="SEARCH", evidence=evidence,
        found={"name": MARK},
    )  # fmt: skip
    OutsideFacts.objects.create(
        party_id=party_id, source="BIR", legal_form=MARK, activities=[MARK], as_of=day
    )
    Standing.objects.create(party_id=party_id, about="VAT", number=MARK[:20], way="SEARCH")
    former = build.a_party(f"{MARK} Former", kind="PERSON", note=MARK, number=f"F-{MARK}")
    register.merge(actor=clerk_of(clerk), survivor_id=party_id, loser_id=former, reason=MARK)


def clerk_of(clerk: Actor) -> Actor:
    """The same person with the right to merge."""
    return replace(clerk, role=Role.ADMINISTRATOR)


def pdf_of(words: str) -> bytes:
    """A PDF of one page."""
    from kartoteka.kernel import pdf

    layout = pdf.layout("kartoteka.billing", "confirmation")
    facts = [["x", words]]
    said = dict.fromkeys(("title", "warning", "explanation", "as_of", "creditor"), "x")
    return pdf.render(layout, {**said, "language": "pl", "facts": facts})


def some_privacy(clerk: Actor, party_id: int) -> None:
    """A consent, a disclosure by hand, an answered request, a restriction that was lifted."""
    marketing = next(p for p in queries.purposes(viewer=clerk) if p.code == "MARKETING")
    operations.note_consent(
        actor=clerk,
        party_id=party_id,
        purpose_id=marketing.id,
        channel="EMAIL",
        is_given=True,
        on=TODAY,
        how="OFFICE",
        evidence=f"form signed by {MARK}",
        today=TODAY,
    )
    operations.disclose(
        actor=clerk,
        draft=a_draft(note=f"about {MARK}"),
        parties=[party_id],
        on=TODAY,
    )
    request = operations.take_down(
        actor=clerk,
        party_id=party_id,
        kind="ACCESS",
        received_on=TODAY,
        channel="LETTER",
        text=f"{MARK} asks",
        identity_note=MARK,
        today=TODAY,
    )
    operations.prolong(actor=clerk, request=request, reason=f"{MARK} is many", today=TODAY)
    operations.answer(
        actor=clerk, request=request, state="GRANTED", text=f"Dear {MARK}", on=TODAY, today=TODAY
    )
    operations.restrict(actor=clerk, party_id=party_id, reason=MARK, on=TODAY, today=TODAY)
    operations.lift_restriction(actor=clerk, party_id=party_id, on=TODAY)


def a_draft(**more: object) -> operations.DisclosureDraft:
    return operations.DisclosureDraft(
        **{  # type: ignore[arg-type]
            "recipient_kind": "COURT",
            "recipient": "Sąd Rejonowy w Łodzi",
            "scope": ("IDENTITY", "ADDRESSES"),
            "basis": "C",
            "way": "HAND",
        }
        | more
    )


def a_portal_actor() -> Actor:
    return Actor(user_id=1, realm=Realm.PORTAL, name="Celina")


def as_role(role: Role) -> Actor:
    return Actor(user_id=9, realm=Realm.DESK, role=role, name="x")

"""What stands in the money of the walk: long words, large sums, one of everything."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any

from django.utils import timezone

from kartoteka.access.models import User
from kartoteka.agreements.models import Agreement
from kartoteka.billing import operations as billing
from kartoteka.billing.models import (
    Advance,
    AdvancePlan,
    InterestNote,
    LimitationEvent,
    PriceVersion,
)
from kartoteka.billing.operations import interest, limitation, offsets, plans, prices, write_offs
from kartoteka.billing.operations.interest import NoteTerms
from kartoteka.billing.operations.limitation import EventDraft
from kartoteka.formats.ksef import File
from kartoteka.insight import operations as insight
from kartoteka.insight.reports import Asked
from kartoteka.kernel.actor import SYSTEM, Actor
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account, AgreementRate, Entry, InterestRate
from kartoteka.payments import operations as payments
from kartoteka.payments.models import Payer
from tests.billing.prices import a_price_list, an_item, published
from tests.formats.ksef.making import a_number, an_invoice
from tests.ledger.builders import a_debit, a_payment
from tests.payments.builders import OWN

NUMBER = "FAKTURA/SPRZEDAŻY/2026/02/000001-ABC"
LONG = "Przedsiębiorstwo Wielobranżowe Budowlano-Instalacyjne „Zażółć Gęślą Jaźń” " * 3
NOTE = ("interest_note", "interest_note_correct", "interest_note_withdraw")


def some_invoices() -> list[File]:
    """One of the busy customer and one of a stranger."""
    known = {"number": NUMBER, "seller": "7251801126", "buyer": "5213017228"}
    strange = {"number": "FV/2", "seller": "7251801126", "buyer": "5555555555"}
    return [
        File(f"{a_number(place, seller='7251801126')}.xml", an_invoice(**said))
        for place, said in enumerate((known, strange), 1)
    ]


def some_billing(entry_id: int, account_id: int, agreement_id: int) -> dict[str, dict[str, Any]]:
    """Invoices handed in, a calendar of advances, a suit, an interest note."""
    calendar = plans.Template(dt.date(2026, 1, 31), 12, 1, 14, "PLN", LONG[:200])
    plans.plan_advances(actor=SYSTEM, template=calendar, amounts={agreement_id: Decimal("50.00")})
    planned = {"public_id": AdvancePlan.objects.get().public_id}
    suit = EventDraft("SUIT", dt.date(2026, 3, 1), LONG[:200])
    limitation.record_event(actor=SYSTEM, entry_ids=[entry_id], draft=suit)
    note = interest.note_interest(
        actor=SYSTEM, account_id=account_id, terms=NoteTerms(*[dt.date(2026, 6, 30)] * 3)
    )
    invoices = billing.hold(actor=SYSTEM, files=some_invoices())
    billing.look(actor=SYSTEM, public_id=invoices)
    return {
        **{name: {"public_id": note} for name in NOTE},
        "interest_kind": {"code": "pl_commercial_delay"},
        "interest_rate": {
            "code": "pl_nbp_lombard",
            "rate_id": InterestRate.objects.get(kind="pl_nbp_lombard", valid_to=None).pk,
        },
        "ksef_set": {"public_id": invoices},
        "advance_plan": planned,
        "advance_change": planned | {"advance_id": Advance.objects.latest("ordinal").pk},
        "limitation_change": {"event_id": LimitationEvent.objects.get().pk, "how": "end"},
        "limitations": {"?": "?w.kind=all"},
        **_arranged(entry_id),
        **_agreed(agreement_id),
        **_prices(Account.objects.get(pk=account_id).creditor_id),
        "report": {"key": "ageing"},
        "report_save": {"key": "turnover"},
    }


def _agreed(agreement_id: int) -> dict[str, dict[str, Any]]:
    """Rates of an agreement: one that stands, points over a base, one taken back."""
    today, day = timezone.localdate(), dt.date(2027, 1, 1)
    rates = [
        ledger.agree_agreement_rate(
            actor=SYSTEM,
            agreement_id=agreement_id,
            draft=ledger.AgreementRateDraft(
                "pl_contractual_delay", Decimal("7.25"), first, None, base, LONG[:200]
            ),
            today=today,
        )
        for first, base in ((day, ""), (day.replace(year=2028), "pl_nbp_reference"))
    ]
    last = day.replace(year=2029)
    ledger.end_agreement_rate(actor=SYSTEM, rate_id=rates[1], on=last, why=LONG[:200], today=today)
    place = {"public_id": Agreement.objects.get(pk=agreement_id).public_id}
    standing = AgreementRate.objects.get(withdrawn_at=None, valid_to=last)
    return {"agreement_rates": place, "agreement_rate": place | {"rate_id": standing.pk}}


def _arranged(entry_id: int) -> dict[str, dict[str, Any]]:
    entry = Entry.objects.get(pk=entry_id)
    today, one = timezone.localdate(), Decimal(1)
    request = write_offs.ask_write_off(
        actor=SYSTEM,
        draft=write_offs.WriteOffDraft(entry.account_id, "REMISSION", today, "?", {entry_id: one}),
    )
    told = {"their_number": LONG[:80], "their_due_on": today, "their_amount": one}
    offset = offsets.offset(
        actor=SYSTEM,
        draft=offsets.OffsetDraft(entry.account_id, {entry_id: one}, today, True, **told),
    )
    debt = a_debit(entry.account_id, "70.00", "2026-02-10", number=NUMBER)
    plan = ledger.agree_plan(
        actor=SYSTEM,
        draft=ledger.PlanDraft(entry.account_id, [debt], today, [(today, Decimal(70))]),
    )
    return {
        "write_off": {"public_id": request},
        "offset": {"public_id": offset},
        "plan": {"public_id": plan},
    }


def _prices(creditor_id: int) -> dict[str, dict[str, Any]]:
    """A list in force with a long name, and a draft for which other prices stand."""
    a_list = a_price_list(creditor_id, "TARYFA-2026", labels={"pl": LONG[:80]})
    words = an_item("WODA/GOSPODARSTWA/01", "123456.12345")
    published(a_list, "2026-01-01", "", words, an_item("ABONAMENT", "9.9", None, "miesiąc"))
    prices.save_draft(actor=SYSTEM, list_id=a_list, items=[an_item("WODA"), words], note=LONG[:200])
    version = PriceVersion.objects.get(published_at__isnull=False)
    place = {"public_id": version.price_list.public_id}
    pages = (
        "price_list",
        "price_list_change",
        "price_draft",
        "price_publish",
        "price_compare",
        "price_import",
    )
    of_version = ("price_version", "price_version_end", "price_version_withdraw")
    return {
        **dict.fromkeys(pages, place),
        **dict.fromkeys(of_version, place | {"version_id": version.public_id}),
    }


def _a_saved_report(actor: Actor) -> Any:
    """With a long name, sent to its owner, who has nobody else to send it to."""
    saved = insight.save_report(
        actor=actor, name=LONG[:80], report="turnover",
        asked=Asked(timezone.localdate(), first=dt.date(2026, 1, 1)), query={},
        ending="LAST_MONTH", beginning="YEAR", is_shared=True,
    )  # fmt: skip
    User.everyone.filter(pk=actor.user_id).update(email="sara@office.example")
    draft = insight.Schedule("WEEK", "csv", "LINK", (actor.user_id or 0,))
    today = timezone.localdate()
    insight.schedule(actor=actor, saved=saved, on=today, draft=draft)
    insight.send_now(actor=actor, saved=saved, on=today)
    return saved


def some_cash(creditor_id: int) -> dict[str, dict[str, Any]]:
    """A cash document, a batch and a known payer, with long words."""
    today = timezone.localdate()
    account = Account.objects.filter(creditor_id=creditor_id, currency="PLN").earliest("pk")
    desk = payments.add_cash_desk(
        actor=SYSTEM, code="KASA1", name=LONG[:90], creditor_id=creditor_id, currency="PLN"
    )
    cash = payments.CashDraft(desk, "KP", account.pk, Decimal(7), today, LONG[:200], LONG, "a")
    batch = payments.BatchDraft(creditor_id, "PLN", LONG[:90], "POST", today, 2, Decimal(7))
    made = payments.begin_batch(actor=SYSTEM, draft=batch, on=today)
    known = Payer.objects.create(bank_account=OWN, account_id=account.pk, payments=2)
    items = [payments.ItemDraft("K1", Decimal(5), LONG[:200])]
    payments.write_batch(actor=SYSTEM, public_id=made, items=items)
    cash_made = payments.add_cash(actor=SYSTEM, draft=cash, on=today)
    back = payments.RefundDraft(account.pk, Decimal(1), OWN, LONG[:140], LONG[:100])
    credit = Entry.objects.get(source="payments.cash")
    return {
        "refund": {"public_id": payments.prepare_refund(actor=SYSTEM, draft=back, on=today)},
        "returned_payment": {"credit_id": credit.pk},
        "cash_document": {"public_id": cash_made},
        "batch": {"public_id": made},
        "payer": {"payer_id": known.pk},
    }


def some_papers(creditor_id: int, actor: Actor) -> dict[str, dict[str, Any]]:
    """Confirmations of balance that are planned, and a saved report."""
    draft = insight.MailingDraft("BALANCE", creditor_id, timezone.localdate(), uuid.uuid4())
    mailing = insight.plan_for(actor=SYSTEM, draft=draft, parties=None)
    return {
        "mailing": {"public_id": mailing},
        "saved_report": {"public_id": _a_saved_report(actor)},
    }


def an_overtaken_note(account_id: int, debit_id: int) -> None:
    """An interest note of today, corrected once, and overtaken again by money of the due day."""
    terms = NoteTerms(*[timezone.localdate()] * 3)
    note = interest.note_interest(actor=SYSTEM, account_id=account_id, terms=terms)
    for amount in ("20.00", "30.00"):
        paid = a_payment(account_id, amount, "2026-11-16", designated=(debit_id,))
        ledger.settle(
            actor=SYSTEM, credit_id=paid, on=terms.to, choices={debit_id: Decimal(amount)}
        )
        if amount == "20.00":
            interest.correct_note(
                actor=SYSTEM,
                note_id=InterestNote.objects.get(public_id=note).pk,
                issued_on=terms.issued_on,
                due_on=terms.due_on,
                reason=LONG[:200],
            )

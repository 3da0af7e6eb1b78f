"""A customer reads the own interest notes, as the office prints them, and nobody else's."""

import datetime as dt
import io
import uuid
from collections.abc import Callable
from contextlib import nullcontext
from decimal import Decimal

import pypdf
import pytest
from django.test import Client

from kartoteka.access.models import User
from kartoteka.billing.models import InterestLine, InterestNote, NoteCorrection
from kartoteka.billing.operations import interest
from kartoteka.billing.queries import interest as queries
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.models import FormerInterest, InterestRate
from tests.ledger.builders import a_payment
from tests.portal.conftest import TODAY, Cast, Customer, a_session, inside
from tests.portal.test_pages import words

pytestmark = pytest.mark.django_db
Browser = Callable[[User | None], Client]


@pytest.fixture
def note(cast: Cast) -> uuid.UUID:
    """Of Anna: 61.40 × 9.25 % × 6 / 365 = 0.0934."""
    terms = interest.NoteTerms(to=TODAY, issued_on=TODAY, due_on=TODAY + dt.timedelta(days=14))
    return interest.note_interest(actor=SYSTEM, account_id=cast.anna.account.pk, terms=terms)


def test_it_stands_among_the_invoices_and_is_the_same_paper(
    cast: Cast, note: uuid.UUID, portal: Browser
) -> None:
    anna = portal(cast.anna.user)
    page = words(anna.get("/invoices/"))
    assert "Interest notes NO/2026/00001 of 22 Nov 2026 pay by 6 Dec 2026 PLN 0.09" in page
    answer = anna.get(f"/interest-notes/{note}/pdf")
    pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
    text = " ".join(" ".join(one.extract_text() for one in pages).split())
    for fact in (
        "Interest note NO/2026/00001",
        "Anna Nowak",
        "0,09",
        "61,40",
        "17 Nov 2026",
        "art. 481 KC",
    ):
        assert fact in text, fact


def test_nobody_else_sees_it(cast: Cast, note: uuid.UUID, portal: Browser) -> None:
    celina = portal(cast.celina.user)
    assert "NO/2026" not in words(celina.get("/invoices/"))
    assert celina.get(f"/interest-notes/{note}/pdf").status_code == 404
    seen = {}
    for one in (cast.anna, cast.celina):
        with inside(a_session(one.user)):
            seen[one.party.name] = (
                list(InterestNote.objects.values_list("number", flat=True)),
                InterestLine.objects.values("entry_id", "note_id").count(),
            )
    assert seen == {"Anna Nowak": (["NO/2026/00001"], 1), "Celina Obca": ([], 0)}


def recorded_later(one: Customer, debt: int, amount: str, day: str) -> None:
    credit = a_payment(one.account.pk, amount, day, designated=(debt,))
    operations.settle(actor=SYSTEM, credit_id=credit, on=TODAY, choices={debt: Decimal(amount)})


def test_a_note_overtaken_says_what_is_due(cast: Cast, note: uuid.UUID, portal: Browser) -> None:
    """60.00 of the 61.40 were there on the due day: 1.40 × 9.25 % × 6 / 365 = 0.0021."""
    recorded_later(cast.anna, cast.anna.entries[1].pk, "60.00", "2026-11-16")
    anna = portal(cast.anna.user)
    told = (
        "By what was recorded after this note, such as a payment, the interest is PLN 0.09 less. "
        "Nothing is left to"
    )
    assert f"pay by 6 Dec 2026 {told} pay. PLN 0.09" in words(anna.get("/invoices/"))
    start = anna.get("/")
    assert "What was recorded after interest note NO/2026/00001, such as a pay" in words(start)
    assert f'href="/invoices/#note-{note}"' in start.text
    recorded_later(cast.anna, InterestLine.objects.get().entry_id, "0.09", "2026-11-22")
    paid = words(anna.get("/invoices/"))
    assert f"paid {told} pay, and PLN 0.09 too much was charged. PLN 0.09" in paid
    celina = portal(cast.celina.user)
    assert "NO/2026" not in words(celina.get("/")) + words(celina.get("/invoices/"))


def test_a_note_in_the_place_of_another_is_linked(cast: Cast, portal: Browser) -> None:
    """999.99 × 9.25 % × 82 / 365 = 20.7806; of 499.99 it is 10.3902."""
    terms = interest.NoteTerms(to=TODAY, issued_on=TODAY, due_on=TODAY)
    old = interest.note_interest(actor=SYSTEM, account_id=cast.celina.account.pk, terms=terms)
    recorded_later(cast.celina, cast.celina.entries[0].pk, "500.00", "2026-09-01")
    celina = portal(cast.celina.user)
    told = "the interest is PLN 10.39 less. In truth PLN 10.39 is left to pay. PLN 20.78"
    assert told in words(celina.get("/invoices/"))
    made = interest.correct_note(
        actor=SYSTEM,
        note_id=InterestNote.objects.get(public_id=old).pk,
        issued_on=TODAY,
        due_on=TODAY,
        reason="paid in time",
    )
    page = celina.get("/invoices/")
    assert (
        "NO/2026/00002 of 22 Nov 2026, in place of NO/2026/00001 pay by 22 Nov 2026 PLN 10.39"
    ) in words(page)
    assert "replaced on 22 Nov 2026 by NO/2026/00002 PLN 20.78" in words(page)
    assert f'<a href="#note-{made}">NO/2026/00002</a>' in page.text
    assert f'id="note-{made}"' in page.text
    assert "less" not in words(page)
    seen = {}
    for one in (cast.anna, cast.celina):
        with inside(a_session(one.user)):
            seen[one.party.name] = NoteCorrection.objects.values("note_id", "corrects_id").count()
    assert seen == {"Anna Nowak": 0, "Celina Obca": 1}


def test_interest_of_a_note_that_was_withdrawn_is_owed_again(cast: Cast, note: uuid.UUID) -> None:
    anna = cast.anna
    asked = {"party_id": anna.party.pk, "on": TODAY}
    kept = InterestNote.objects.get(public_id=note)
    figures = []
    for _twice in range(2):
        with inside(a_session(anna.user)):
            [seen] = ledger.balance(viewer=anna.actor, **asked)
        [desk] = ledger.balance(viewer=SYSTEM, **asked)
        assert seen == desk
        figures.append(str(seen.interest))
        if desk.interest == 0:
            interest.withdraw_note(actor=SYSTEM, note_id=kept.pk, on=TODAY, reason="wrong")
    assert figures == ["0.00", "0.09"]


def test_a_withdrawn_note_says_what_it_said_after_its_rate_was_corrected(
    cast: Cast, note: uuid.UUID
) -> None:
    made = InterestNote.objects.get(public_id=note)
    interest.withdraw_note(actor=SYSTEM, note_id=made.pk, on=TODAY, reason="wrong rate")
    rate = InterestRate.objects.get(kind="pl_statutory_delay", valid_to=None)
    operations.correct_rate(actor=SYSTEM, rate_id=rate.pk, percent=Decimal(90), legal_basis="M.P.")
    seen = {}
    for one in (cast.anna, cast.celina):
        with inside(a_session(one.user)):
            seen[one.party.name] = FormerInterest.objects.values("entry_id").count()
    assert seen == {"Anna Nowak": 1, "Celina Obca": 0}
    for viewer, session in ((cast.anna.actor, cast.anna.user), (SYSTEM, None)):
        with inside(a_session(session)) if session else nullcontext():
            shown = queries.interest_note(viewer=viewer, public_id=note)
            assert shown is not None
            lines = queries.note_lines(viewer=viewer, note=shown)
            [(line, found)] = queries.note_computation(viewer=viewer, note=shown, lines=lines)
        [row] = found.interest.periods
        assert (str(line.amount), str(row.amount), row.percent) == ("0.09", "0.09", Decimal("9.25"))

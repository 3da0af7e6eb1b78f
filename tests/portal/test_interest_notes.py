"""A customer reads the own interest notes, as the office prints them, and nobody else's."""

import datetime as dt
import io
import uuid
from collections.abc import Callable

import pypdf
import pytest
from django.test import Client

from kartoteka.access.models import User
from kartoteka.billing.models import InterestLine, InterestNote
from kartoteka.billing.operations import interest
from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import queries as ledger
from tests.portal.conftest import TODAY, Cast, a_session, inside
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

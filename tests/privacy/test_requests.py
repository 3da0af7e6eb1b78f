"""Requests: the term, its prolongation, the answer."""

import datetime as dt
import uuid
from typing import Any

import pytest

from kartoteka.kernel.actor import Actor
from kartoteka.privacy import operations, queries
from kartoteka.trail import queries as trail
from tests import build
from tests.privacy.conftest import TODAY, a_portal_actor

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


def a_request(clerk: Actor, **more: Any) -> uuid.UUID:
    said: dict[str, Any] = {
        "party_id": more.pop("party_id", None) or build.a_party("Anna"), "kind": "ACCESS",
        "received_on": dt.date(2026, 11, 5), "channel": "LETTER", "today": TODAY,
    }  # fmt: skip
    return operations.take_down(actor=clerk, **(said | more))


def shown(clerk: Actor, request: uuid.UUID) -> queries.RequestLine:
    found = queries.request(viewer=clerk, public_id=request)
    assert found is not None
    return found


def test_a_request_waits_for_a_month(clerk: Actor) -> None:
    request = shown(clerk, a_request(clerk, text=" what do you hold? "))

    assert request.due_on == dt.date(2026, 12, 7)  # 5 December is a Saturday
    assert (request.state, request.text, request.created_by) == (
        "OPEN",
        "what do you hold?",
        "Klara",
    )
    assert queries.waiting_count(viewer=clerk) == 1
    assert queries.waiting_count(viewer=a_portal_actor()) == 0


def test_it_is_prolonged_once_with_a_reason_and_in_time(clerk: Actor) -> None:
    request = a_request(clerk)
    with pytest.raises(operations.ReasonMissing):
        operations.prolong(actor=clerk, request=request, reason=" ", today=TODAY)
    with pytest.raises(operations.TooLateToProlong):
        operations.prolong(actor=clerk, request=request, reason="much", today=dt.date(2026, 12, 8))
    operations.prolong(actor=clerk, request=request, reason="much", today=dt.date(2026, 12, 7))

    assert shown(clerk, request).due_on == dt.date(2027, 2, 5)
    with pytest.raises(operations.ProlongedAlready):
        operations.prolong(actor=clerk, request=request, reason="more", today=TODAY)


def test_it_is_answered_once_with_words(clerk: Actor) -> None:
    request = a_request(clerk)
    said: dict[str, Any] = {"actor": clerk, "request": request, "today": TODAY}
    with pytest.raises(operations.AnswerMissing):
        operations.answer(**said, state="REFUSED", text="", on=TODAY)
    with pytest.raises(operations.NotInFuture):
        operations.answer(**said, state="REFUSED", text="no", on=TODAY + DAY)
    with pytest.raises(operations.AnsweredBeforeItCame):
        operations.answer(**said, state="REFUSED", text="no", on=dt.date(2026, 11, 4))
    operations.answer(**said, state="WITHDRAWN", text="", on=TODAY)

    assert shown(clerk, request).state == "WITHDRAWN"
    assert queries.waiting_count(viewer=clerk) == 0
    with pytest.raises(operations.NoSuchRequest):
        operations.answer(**said, state="GRANTED", text="yes", on=TODAY)


def test_one_of_tomorrow_is_not_taken_down(clerk: Actor) -> None:
    with pytest.raises(operations.NotInFuture) as refused:
        a_request(clerk, received_on=TODAY + DAY)
    assert refused.value.field == "received_on"


def test_open_ones_come_by_their_day(clerk: Actor) -> None:
    late = a_request(clerk, received_on=dt.date(2026, 11, 20))
    soon = a_request(clerk, received_on=dt.date(2026, 11, 1), kind="ERASURE")

    assert [one.public_id for one in queries.requests(viewer=clerk)] == [soon, late]
    erasures = queries.requests(viewer=clerk, kind="ERASURE", state="")
    assert [one.public_id for one in erasures] == [soon]


def test_what_changed_on_a_request_stands_in_the_history(clerk: Actor) -> None:
    anna = build.a_party("Anna")
    request = a_request(clerk, party_id=anna)
    operations.answer(
        actor=clerk, request=request, state="GRANTED", text="here", on=TODAY, today=TODAY
    )

    change = trail.changes_of(viewer=clerk, party_id=anna)[0]
    assert change.what == "request about personal data"
    assert ("state", "open", "granted") in [(f.label, f.old, f.new) for f in change.fields]

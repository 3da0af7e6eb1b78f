"""E-mails about a customer to somebody else are disclosures."""

from typing import Any

import pytest

from kartoteka.correspondence.operations import emails
from kartoteka.kernel.actor import Actor
from kartoteka.privacy import queries as privacy
from kartoteka.privacy.operations import DisclosureDraft
from kartoteka.register import operations as register
from tests import build

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk() -> Actor:
    return build.a_user("klara").as_actor()


def test_an_email_to_a_stranger_stands_in_the_register_of_disclosures(clerk: Actor) -> None:
    anna = build.a_party("Anna", contacts=(register.ContactDraft("EMAIL", "anna@example.org"),))

    def sent(to: str, **more: Any) -> list[tuple[str, str, str]]:
        emails.send_email(actor=clerk, to=to, subject="Debt", text="x", party_id=anna, **more)
        told = privacy.disclosures_of(viewer=clerk, party_id=anna)
        return [(one.recipient, one.way, one.note) for one in told]

    assert sent("Anna@example.org") == []
    assert sent("lawyer@example.org", names_nobody=True) == []
    assert sent("lawyer@example.org") == [("lawyer@example.org", "e-mail", "Debt")]
    court = DisclosureDraft("COURT", "Sąd", ("MONEY",), "C", "EMAIL")
    assert sent("sad@example.org", third_party=court)[0] == ("Sąd", "e-mail", "")

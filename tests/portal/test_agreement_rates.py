"""Interest that an agreement says is the same for the customer, and nobody else reads it."""

import datetime as dt
from decimal import Decimal

import pytest

from kartoteka.kernel.actor import SYSTEM
from kartoteka.ledger import operations as ledger
from kartoteka.ledger.models import Account
from kartoteka.ledger.queries import interest_to
from tests.ledger.builders import a_debit
from tests.portal.conftest import Cast, a_session, inside
from tests.portal.test_isolation import columns_open_to, seen

pytestmark = pytest.mark.django_db


def test_interest_by_an_agreement_is_reckoned_for_who_has_it(cast: Cast) -> None:
    agreement = cast.anna.party.agreements.get()
    account = Account.objects.get(party=cast.anna.party, creditor=agreement.creditor)
    debt = a_debit(
        account.pk, "1000", "2026-02-27", interest_kind="pl_statutory_delay",
        agreement_id=agreement.pk,
    )  # fmt: skip
    day = dt.date(2026, 3, 31)
    draft = ledger.AgreementRateDraft("pl_contractual_delay", Decimal(12), dt.date(2026, 1, 1))
    ledger.agree_agreement_rate(
        actor=SYSTEM, agreement_id=agreement.pk, draft=draft, today=dt.date(2026, 1, 1)
    )
    read = columns_open_to("kartoteka_portal", "ledger_agreementrate")
    with inside(a_session(cast.anna.user)):
        [found] = interest_to(viewer=SYSTEM, entry_ids=[debt], on=day)
        assert [(one.percent, one.legal_basis) for one in found.periods] == [
            (12, f"agreed@@{agreement.number}")
        ]
        assert seen("ledger_agreementrate", read)
    with inside(a_session(cast.bartek.user)):
        assert seen("ledger_agreementrate", read) == set()

"""Every upward call in the system: lists that lower rooms offer, filled here."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

if TYPE_CHECKING:
    from kartoteka.kernel.personal import Room


def connect() -> None:
    """Fills the lists, once, when all apps are loaded. Calling it again changes nothing."""
    from django.conf import settings
    from django.utils.functional import Promise

    from kartoteka.access import signin
    from kartoteka.access.models import User
    from kartoteka.agreements import queries as agreements
    from kartoteka.billing import queries as billing
    from kartoteka.correspondence import queries as correspondence
    from kartoteka.documents import criteria as documents_criteria
    from kartoteka.documents import queries as documents
    from kartoteka.kernel.actor import Actor
    from kartoteka.ledger import criteria as ledger
    from kartoteka.ledger import queries as ledger_queries
    from kartoteka.payments import queries as payments
    from kartoteka.privacy import rooms
    from kartoteka.register import analysis
    from kartoteka.register.criteria import PARTIES
    from kartoteka.register.outside_criteria import outside_fields
    from kartoteka.register.profiles import criteria as profiles
    from kartoteka.register.queries import blocks
    from kartoteka.register.search_sources import SOURCES, Found, SearchSource

    def agreements_found(*, viewer: Actor, text: str, limit: int) -> list[Found]:
        hits = agreements.search(viewer=viewer, text=text, limit=limit)
        return [Found(hit.party_id, _("point or agreement"), hit.what) for hit in hits]

    def closed_to(user: User) -> str | Promise:
        if settings.REALM == "portal" and blocks.portal_closed(user_id=user.pk):
            return _("Your access is blocked. Call our office.")
        return ""

    sources: list[SearchSource] = [agreements_found, payments.search, documents.search]
    SOURCES[:] = sources
    signin.KEEPERS[:] = [closed_to]
    billing.slip_accounts[:] = [payments.virtual_account]
    PARTIES.more[:] = [
        profiles.party_fields,
        outside_fields,
        documents_criteria.party_fields,
        ledger.party_fields,
    ]
    analysis.SOURCES[:] = [
        ledger_queries.analysis,
        agreements.analysis,
        correspondence.analysis,
    ]
    _acts()
    _merging()
    rooms.ROOMS[:] = _personal()


def _acts() -> None:
    """What can be done with many rows of a list at once."""
    from kartoteka.access.operations.bulk import ACTS, Act
    from kartoteka.kernel.actor import Role
    from kartoteka.register import operations as register
    from kartoteka.register.criteria import PARTIES

    ACTS[:] = [
        Act(PARTIES, "archive", _("Archive"), register.archive_many, icon="archive"),
        Act(PARTIES, "restore", _("Make active again"), register.restore_many, icon="undo-2"),
        Act(PARTIES, "group", _("Add to a group"), register.add_many_to_group, icon="group"),
        Act(
            PARTIES,
            "ungroup",
            _("Take from a group"),
            register.take_many_from_group,
            icon="ungroup",
        ),
        Act(PARTIES, "block", pgettext("verb", "Block"), register.block_many, icon="ban"),
        Act(
            PARTIES,
            "check_vat",
            _("Check VAT"),
            register.check_vat_of_many,
            role=Role.ADMINISTRATOR,
            icon="shield-check",
        ),
    ]


def _merging() -> None:
    """What every room moves when two parties are merged; no room need know the others."""
    from kartoteka.agreements import operations as agreements
    from kartoteka.correspondence.operations import merging as correspondence
    from kartoteka.exchange.operations import merging as exchange
    from kartoteka.ledger.operations import merging as ledger
    from kartoteka.register import merging

    merging.MOVERS[:] = [
        *agreements.MOVERS,
        *correspondence.MOVERS,
        *ledger.MOVERS,
        *exchange.MOVERS,
    ]
    of_creditors = (
        "agreements_agreement.creditor_id",
        "billing_series.creditor_id",
        "ledger_account.creditor_id",
        "payments_statement.creditor_id",
        "payments_line.creditor_id",
    )
    merging.STAYING.update(dict.fromkeys(of_creditors, "a creditor is never merged"))
    of_a_person = (
        "privacy_consent.party_id",
        "privacy_disclosed.party_id",
        "privacy_erasure.party_id",
        "privacy_request.party_id",
        "privacy_restriction.party_id",
    )
    merging.STAYING.update(
        dict.fromkeys(of_a_person, "what a person said stays under the name; queries ask for both")
    )


def _personal() -> "list[Room]":
    """What each room declares of personal data, lower rooms first."""
    from kartoteka.access import personal as access
    from kartoteka.agreements import personal as agreements
    from kartoteka.billing import personal as billing
    from kartoteka.correspondence import personal as correspondence
    from kartoteka.documents import personal as documents
    from kartoteka.exchange import personal as exchange
    from kartoteka.kernel import personal as kernel
    from kartoteka.ledger import personal as ledger
    from kartoteka.payments import personal as payments
    from kartoteka.privacy import personal as privacy
    from kartoteka.register import personal as register
    from kartoteka.trail import personal as trail

    told = [
        kernel, access, trail, register, privacy, documents, agreements, correspondence, ledger,
        billing, payments, exchange,
    ]  # fmt: skip
    return [one.ROOM for one in told]

"""Every upward call in the system: lists that lower rooms offer, filled here."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from kartoteka.kernel.personal import Room


def connect() -> None:
    """Fills the lists, once, when all apps are loaded. Calling it again changes nothing."""
    from kartoteka.access.operations.bulk import ACTS, Act
    from kartoteka.agreements import queries as agreements
    from kartoteka.billing import queries as billing
    from kartoteka.kernel.actor import Actor
    from kartoteka.ledger import criteria as ledger
    from kartoteka.payments import queries as payments
    from kartoteka.privacy import rooms
    from kartoteka.register import operations as register
    from kartoteka.register.criteria import PARTIES
    from kartoteka.register.search_sources import SOURCES, Found, SearchSource

    def agreements_found(*, viewer: Actor, text: str, limit: int) -> list[Found]:
        hits = agreements.search(viewer=viewer, text=text, limit=limit)
        return [Found(hit.party_id, _("point or agreement"), hit.what) for hit in hits]

    sources: list[SearchSource] = [agreements_found, payments.search]
    SOURCES[:] = sources
    billing.slip_accounts[:] = [payments.virtual_account]
    PARTIES.more[:] = [ledger.party_fields]
    ACTS[:] = [
        Act(PARTIES, "archive", _("Archive"), register.archive_many, icon="archive"),
        Act(PARTIES, "restore", _("Make active again"), register.restore_many, icon="undo-2"),
    ]
    rooms.ROOMS[:] = _personal()


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

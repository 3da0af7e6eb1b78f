"""Every upward call in the system: lists that lower rooms offer, filled here."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext


def connect() -> None:
    """Fills the lists, once, when all apps are loaded. Calling it again changes nothing."""
    from django.conf import settings
    from django.utils.functional import Promise

    from kartoteka.access import signin
    from kartoteka.access.models import User
    from kartoteka.access.operations.bulk import ACTS, Act
    from kartoteka.agreements import queries as agreements
    from kartoteka.billing import queries as billing
    from kartoteka.correspondence import queries as correspondence
    from kartoteka.documents import criteria as documents_criteria
    from kartoteka.documents import queries as documents
    from kartoteka.kernel.actor import Actor
    from kartoteka.ledger import criteria as ledger
    from kartoteka.ledger import queries as ledger_queries
    from kartoteka.payments import queries as payments
    from kartoteka.register import analysis
    from kartoteka.register import operations as register
    from kartoteka.register.criteria import PARTIES
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
        documents_criteria.party_fields,
        ledger.party_fields,
    ]
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
    ]
    analysis.SOURCES[:] = [
        ledger_queries.analysis,
        agreements.analysis,
        correspondence.analysis,
    ]

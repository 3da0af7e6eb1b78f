"""Every upward call in the system: lists that lower rooms offer, filled here."""

from django.utils.translation import gettext_lazy as _


def connect() -> None:
    """Fills the lists, once, when all apps are loaded. Calling it again changes nothing."""
    from kartoteka.access.operations.bulk import ACTS, Act
    from kartoteka.agreements import queries as agreements
    from kartoteka.billing import queries as billing
    from kartoteka.correspondence import events as correspondence_events
    from kartoteka.correspondence import queries as correspondence
    from kartoteka.kernel.actor import Actor
    from kartoteka.ledger import criteria as ledger
    from kartoteka.ledger import queries as ledger_queries
    from kartoteka.ledger.queries import events as ledger_events
    from kartoteka.payments import queries as payments
    from kartoteka.payments.queries import events as payment_events
    from kartoteka.register import analysis, timeline
    from kartoteka.register import operations as register
    from kartoteka.register.criteria import PARTIES
    from kartoteka.register.operations import restoring as register_restoring
    from kartoteka.register.queries import events as register_events
    from kartoteka.register.search_sources import SOURCES, Found, SearchSource
    from kartoteka.trail.restoring import RESTORERS

    def agreements_found(*, viewer: Actor, text: str, limit: int) -> list[Found]:
        hits = agreements.search(viewer=viewer, text=text, limit=limit)
        return [Found(hit.party_id, _("point or agreement"), hit.what) for hit in hits]

    sources: list[SearchSource] = [agreements_found, payments.search]
    SOURCES[:] = sources
    billing.slip_accounts[:] = [payments.virtual_account]
    RESTORERS.update(register_restoring.RESTORERS)
    timeline.SOURCES[:] = [
        timeline.Source("payments", timeline.PAYMENTS, payment_events.payments),
        timeline.Source("documents", timeline.DOCUMENTS, ledger_events.documents),
        timeline.Source("settlements", timeline.SETTLEMENTS, ledger_events.settlements),
        timeline.Source("letters", timeline.CONTACTS, correspondence_events.letters),
        timeline.Source("emails", timeline.CONTACTS, correspondence_events.emails),
        timeline.Source("changes", timeline.CHANGES, register_events.changes),
    ]
    PARTIES.more[:] = [ledger.party_fields]
    ACTS[:] = [
        Act(PARTIES, "archive", _("Archive"), register.archive_many, icon="archive"),
        Act(PARTIES, "restore", _("Make active again"), register.restore_many, icon="undo-2"),
    ]
    analysis.SOURCES[:] = [
        ledger_queries.analysis,
        agreements.analysis,
        correspondence.analysis,
    ]

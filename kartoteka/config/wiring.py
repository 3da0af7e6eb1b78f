"""Every upward call in the system: lists that lower rooms offer, filled here."""

from django.utils.translation import gettext_lazy as _


def connect() -> None:
    """Fills the lists, once, when all apps are loaded. Calling it again changes nothing."""
    from kartoteka.agreements import operations as agreements_operations
    from kartoteka.agreements import queries as agreements
    from kartoteka.billing import queries as billing
    from kartoteka.correspondence.operations import merging as correspondence_merging
    from kartoteka.exchange.operations import merging as exchange_merging
    from kartoteka.kernel.actor import Actor
    from kartoteka.ledger.operations import merging as ledger_merging
    from kartoteka.payments import queries as payments
    from kartoteka.register import merging
    from kartoteka.register.search_sources import SOURCES, Found, SearchSource

    def agreements_found(*, viewer: Actor, text: str, limit: int) -> list[Found]:
        hits = agreements.search(viewer=viewer, text=text, limit=limit)
        return [Found(hit.party_id, _("point or agreement"), hit.what) for hit in hits]

    sources: list[SearchSource] = [agreements_found, payments.search]
    SOURCES[:] = sources
    billing.slip_accounts[:] = [payments.virtual_account]
    merging.MOVERS[:] = [
        *agreements_operations.MOVERS,
        *correspondence_merging.MOVERS,
        *ledger_merging.MOVERS,
        *exchange_merging.MOVERS,
    ]
    # Creditors are never merged, so that keys of creditors stay what they are.
    merging.STAYING.update(
        dict.fromkeys(
            (
                "agreements_agreement.creditor_id",
                "billing_series.creditor_id",
                "ledger_account.creditor_id",
                "payments_statement.creditor_id",
                "payments_line.creditor_id",
            ),
            "a creditor is never merged",
        )
    )

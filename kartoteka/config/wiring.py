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
    from kartoteka.agreements.fields import AGREEMENT
    from kartoteka.billing import queries as billing
    from kartoteka.config import database
    from kartoteka.correspondence import queries as correspondence
    from kartoteka.documents import criteria as documents_criteria
    from kartoteka.documents import queries as documents
    from kartoteka.kernel.actor import Actor, Role
    from kartoteka.ledger import criteria as ledger
    from kartoteka.ledger import queries as ledger_queries
    from kartoteka.payments import queries as payments
    from kartoteka.register import analysis, field_criteria, field_history, record_kinds
    from kartoteka.register import operations as register
    from kartoteka.register.criteria import PARTIES
    from kartoteka.register.operations import field_upkeep
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
    record_kinds.declare(AGREEMENT)
    for record in record_kinds.KINDS:
        field_history.spell_out(record)
    field_upkeep.owner_connection[:] = [database.as_owner]
    PARTIES.more[:] = [
        field_criteria.party_fields,
        profiles.party_fields,
        outside_fields,
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
        Act(
            PARTIES,
            "check_vat",
            _("Check VAT"),
            register.check_vat_of_many,
            role=Role.ADMINISTRATOR,
            icon="shield-check",
        ),
    ]
    analysis.SOURCES[:] = [
        ledger_queries.analysis,
        agreements.analysis,
        correspondence.analysis,
    ]
    _tax_information()
    _merging()


def _tax_information() -> None:
    """What can be done with many taxpayers at once."""
    from kartoteka.access.operations.bulk import ACTS, Act
    from kartoteka.kernel.actor import Role
    from kartoteka.tax.criteria import TAXPAYERS
    from kartoteka.tax.operations import files, issuing, rows

    ACTS.extend(
        Act(TAXPAYERS, key, label, run, role=Role.ADMINISTRATOR, icon=icon)
        for key, label, run, icon in (
            ("issue", _("Issue"), issuing.issue_many, "stamp"),
            ("write", _("Write e-Declarations"), files.write_many, "file-code"),
            ("letters", _("Into the print queue"), files.queue_many, "printer"),
            ("mark", _("What became of them"), issuing.mark_many, "check"),
            ("exclude", _("Leave out"), rows.exclude_many, "ban"),
        )
    )


def _merging() -> None:
    """What every room moves when two parties are merged; no room need know the others."""
    from kartoteka.agreements import operations as agreements
    from kartoteka.correspondence.operations import merging as correspondence
    from kartoteka.exchange.operations import merging as exchange
    from kartoteka.ledger.operations import merging as ledger
    from kartoteka.register import merging
    from kartoteka.tax.operations import merging as tax

    merging.MOVERS[:] = [
        *agreements.MOVERS,
        *correspondence.MOVERS,
        *ledger.MOVERS,
        *exchange.MOVERS,
        *tax.MOVERS,
    ]
    of_creditors = (
        "agreements_agreement.creditor_id",
        "billing_series.creditor_id",
        "ledger_account.creditor_id",
        "payments_statement.creditor_id",
        "payments_line.creditor_id",
        "tax_taxpayer.payer_id",
    )
    merging.STAYING.update(dict.fromkeys(of_creditors, "a creditor is never merged"))

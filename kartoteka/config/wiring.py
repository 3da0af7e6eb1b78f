"""Every upward call in the system: lists that lower rooms offer, filled here."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext


def connect() -> None:
    """Fills the lists, once, when all apps are loaded. Calling it again changes nothing."""
    _searching()
    _listing()
    _acting()
    _card()
    _custom_fields()
    _portal()
    _merging()


def _searching() -> None:
    """What the one box finds besides parties: numbers of other rooms."""
    from kartoteka.agreements import queries as agreements
    from kartoteka.documents import queries as documents
    from kartoteka.kernel.actor import Actor
    from kartoteka.payments import queries as payments
    from kartoteka.register.search_sources import SOURCES, Found, SearchSource

    def agreements_found(*, viewer: Actor, text: str, limit: int) -> list[Found]:
        hits = agreements.search(viewer=viewer, text=text, limit=limit)
        return [Found(hit.party_id, _("point or agreement"), hit.what) for hit in hits]

    sources: list[SearchSource] = [agreements_found, payments.search, documents.search]
    SOURCES[:] = sources


def _listing() -> None:
    """What parties can be listed and asked by besides what the register knows itself."""
    from kartoteka.documents import criteria as documents
    from kartoteka.ledger import criteria as ledger
    from kartoteka.register import field_criteria
    from kartoteka.register.criteria import PARTIES
    from kartoteka.register.outside_criteria import outside_fields
    from kartoteka.register.profiles import criteria as profiles

    PARTIES.more[:] = [
        field_criteria.party_fields,
        profiles.party_fields,
        outside_fields,
        documents.party_fields,
        ledger.party_fields,
    ]


def _acting() -> None:
    """What can be done to many rows of a list at once."""
    from kartoteka.access.operations.bulk import ACTS, Act
    from kartoteka.kernel.actor import Role
    from kartoteka.register import operations as register
    from kartoteka.register.criteria import PARTIES
    from kartoteka.tax.criteria import TAXPAYERS
    from kartoteka.tax.operations import files, issuing, rows

    of_parties = (
        ("archive", _("Archive"), register.archive_many, "archive"),
        ("restore", _("Make active again"), register.restore_many, "undo-2"),
        ("group", _("Add to a group"), register.add_many_to_group, "group"),
        ("ungroup", _("Take from a group"), register.take_many_from_group, "ungroup"),
        ("block", pgettext("verb", "Block"), register.block_many, "ban"),
    )
    of_administrators = (
        (PARTIES, "check_vat", _("Check VAT"), register.check_vat_of_many, "shield-check"),
        (TAXPAYERS, "issue", _("Issue"), issuing.issue_many, "stamp"),
        (TAXPAYERS, "write", _("Write e-Declarations"), files.write_many, "file-code"),
        (TAXPAYERS, "letters", _("Into the print queue"), files.queue_many, "printer"),
        (TAXPAYERS, "mark", _("What became of them"), issuing.mark_many, "check"),
        (TAXPAYERS, "exclude", _("Leave out"), rows.exclude_many, "ban"),
    )
    ACTS[:] = [
        *(Act(PARTIES, key, label, run, icon=icon) for key, label, run, icon in of_parties),
        *(
            Act(subject, key, label, run, role=Role.ADMINISTRATOR, icon=icon)
            for subject, key, label, run, icon in of_administrators
        ),
    ]


def _card() -> None:
    """What rooms say on a customer's card: the timeline, the analysis, the way back in history."""
    from kartoteka.agreements import queries as agreements
    from kartoteka.correspondence import events as letters
    from kartoteka.correspondence import queries as correspondence
    from kartoteka.ledger import queries as ledger
    from kartoteka.ledger.queries import events as entries
    from kartoteka.payments.queries import events as payments
    from kartoteka.register import analysis, timeline
    from kartoteka.register.operations import restoring
    from kartoteka.register.queries import events as register
    from kartoteka.trail.restoring import RESTORERS

    timeline.SOURCES[:] = [
        timeline.Source("payments", timeline.PAYMENTS, payments.payments),
        timeline.Source("documents", timeline.DOCUMENTS, entries.documents),
        timeline.Source("settlements", timeline.SETTLEMENTS, entries.settlements),
        timeline.Source("letters", timeline.CONTACTS, letters.letters),
        timeline.Source("emails", timeline.CONTACTS, letters.emails),
        timeline.Source("changes", timeline.CHANGES, register.changes),
    ]
    analysis.SOURCES[:] = [ledger.analysis, agreements.analysis, correspondence.analysis]
    RESTORERS.update(restoring.RESTORERS)


def _custom_fields() -> None:
    """Which records bear custom fields, and who may make indexes for them."""
    from kartoteka.agreements.fields import AGREEMENT
    from kartoteka.config import database
    from kartoteka.register import field_history, record_kinds
    from kartoteka.register.operations import field_upkeep

    record_kinds.declare(AGREEMENT)
    for record in record_kinds.KINDS:
        field_history.spell_out(record)
    field_upkeep.owner_connection[:] = [database.as_owner]


def _portal() -> None:
    """Who may not come in, and on which account a slip is paid."""
    from django.conf import settings
    from django.utils.functional import Promise

    from kartoteka.access import signin
    from kartoteka.access.models import User
    from kartoteka.billing import queries as billing
    from kartoteka.payments import queries as payments
    from kartoteka.register.queries import blocks

    def closed_to(user: User) -> str | Promise:
        if settings.REALM == "portal" and blocks.portal_closed(user_id=user.pk):
            return _("Your access is blocked. Call our office.")
        return ""

    signin.KEEPERS[:] = [closed_to]
    billing.slip_accounts[:] = [payments.virtual_account]


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

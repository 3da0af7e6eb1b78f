"""Every upward call in the system: lists that lower rooms offer, filled here."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy as pgettext

if TYPE_CHECKING:
    from kartoteka.kernel.actor import Actor


def connect() -> None:
    """Fills the lists, once, when all apps are loaded. Calling it again changes nothing."""
    _searching()
    _listing()
    _acting()
    _card()
    _card_of_a_day()
    _custom_fields()
    _portal()
    _invoices()
    _merging()
    _personal()
    _tables()
    _files()


def _tables() -> None:
    """Who reads tables of payments by mappings of their columns."""
    from kartoteka.exchange.payments import mapping
    from kartoteka.payments.tables import READERS

    READERS[:] = [mapping.read]


def _files() -> None:
    """How a report becomes a file where no screen asks for it."""
    from kartoteka.insight.operations.saving import WRITERS
    from kartoteka.ui.lists import export

    WRITERS["csv"] = export.csv_bytes
    WRITERS["xlsx"] = export.workbook_bytes


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
    from kartoteka.register.criteria import fields as field_criteria
    from kartoteka.register.criteria import profiles
    from kartoteka.register.criteria.outside import outside_fields
    from kartoteka.register.criteria.parties import PARTIES

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
    from kartoteka.billing.criteria import LIMITATIONS, WRITE_OFFS
    from kartoteka.billing.operations import interest, limitation, write_offs
    from kartoteka.correspondence.criteria import EMAILS, LETTERS
    from kartoteka.correspondence.operations import emails, letters
    from kartoteka.insight import operations as insight
    from kartoteka.kernel.actor import Role
    from kartoteka.ledger.criteria import ENTRIES
    from kartoteka.payments.criteria.lines import WAITING
    from kartoteka.payments.criteria.refunds import REFUNDS
    from kartoteka.payments.operations import clarifying, refunds
    from kartoteka.register import operations as register
    from kartoteka.register.criteria.parties import PARTIES
    from kartoteka.register.criteria.twins import TWINS
    from kartoteka.register.operations import twins
    from kartoteka.tax.criteria import TAXPAYERS
    from kartoteka.tax.operations import files, issuing, rows

    of_parties = (
        ("archive", _("Archive"), register.archive_many, "archive"),
        ("restore", _("Make active again"), register.restore_many, "undo-2"),
        ("group", _("Add to a group"), register.add_many_to_group, "group"),
        ("ungroup", _("Take from a group"), register.take_many_from_group, "ungroup"),
        ("block", pgettext("verb", "Block"), register.block_many, "ban"),
    )
    of_clerks = (
        *((PARTIES, *one) for one in of_parties),
        (PARTIES, "interest", _("Note interest"), interest.note_many, "percent"),
        (PARTIES, "documents", _("Plan documents"), insight.take_many, "files"),
        (LIMITATIONS, "limitation", _("Record an event"), limitation.record_many, "calendar-clock"),
        (ENTRIES, "write_off", _("Ask to write off"), write_offs.ask_many, "eraser"),
        (WAITING, "assign", _("Assign"), clarifying.assign_many, "user-check"),
        (LETTERS, "withdraw", _("Withdraw"), letters.withdraw_many, "x"),
        (EMAILS, "again", _("Send again"), emails.send_again_many, "send"),
    )
    of_administrators = (
        (WRITE_OFFS, "approve", _("Approve"), write_offs.approve_many, "check"),
        (REFUNDS, "approve", _("Approve"), refunds.approve_many, "check"),
        (TWINS, "distinct", _("Not the same"), twins.not_the_same_many, "split"),
        (TWINS, "again", _("Decide again"), twins.decide_again_many, "undo-2"),
        (PARTIES, "check_vat", _("Check VAT"), register.check_vat_of_many, "shield-check"),
        (TAXPAYERS, "issue", _("Issue"), issuing.issue_many, "stamp"),
        (TAXPAYERS, "write", _("Write e-Declarations"), files.write_many, "file-code"),
        (TAXPAYERS, "letters", _("Into the print queue"), files.queue_many, "printer"),
        (TAXPAYERS, "mark", _("What became of them"), issuing.mark_many, "check"),
        (TAXPAYERS, "exclude", _("Leave out"), rows.exclude_many, "ban"),
    )
    ACTS[:] = [
        *(Act(of, key, label, run, icon=icon) for of, key, label, run, icon in of_clerks),
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
    from kartoteka.privacy.queries import events as privacy
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
        timeline.Source("privacy", privacy.PERSONAL, privacy.acts),
        timeline.Source("changes", timeline.CHANGES, register.changes),
    ]
    analysis.SOURCES[:] = [ledger.analysis, agreements.analysis, correspondence.analysis]
    RESTORERS.update(restoring.RESTORERS)


def _custom_fields() -> None:
    """Which records bear custom fields, and who may make indexes for them."""
    from kartoteka.agreements.fields import AGREEMENT
    from kartoteka.config import database
    from kartoteka.register.fields import history as field_history
    from kartoteka.register.fields import kinds as record_kinds
    from kartoteka.register.operations.fields import upkeep as field_upkeep

    record_kinds.declare(AGREEMENT)
    for record in record_kinds.KINDS:
        field_history.spell_out(record)
    field_upkeep.owner_connection[:] = [database.as_owner]


def _card_of_a_day() -> None:
    """What of other rooms the card of an earlier day tells."""
    from django.utils.translation import gettext_lazy as _

    from kartoteka.register.queries.as_of import MORE, Part

    MORE[:] = [
        Part("agreements_point", _("Points")),
        Part("agreements_agreement", _("Agreements")),
        Part("documents_customerdocument", _("Documents")),
    ]


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
    billing.debt_accounts[:] = [payments.debt_account]


def _invoices() -> None:
    """By which schemas invoices of KSeF are judged: those that the office has installed."""
    from kartoteka.billing.operations import ksef
    from kartoteka.tax import queries as tax

    ksef.schema_faults[:] = [tax.schema_faults]


def _merging() -> None:
    """What every room moves when two parties are merged; no room need know the others."""
    from kartoteka.agreements import operations as agreements
    from kartoteka.correspondence.operations import merging as correspondence
    from kartoteka.documents.operations import merging as documents
    from kartoteka.exchange.operations import merging as exchange
    from kartoteka.insight.operations import merging as insight
    from kartoteka.ledger.operations import merging as ledger
    from kartoteka.register import merging
    from kartoteka.tax.operations import merging as tax

    merging.MOVERS[:] = [
        *agreements.MOVERS,
        *documents.MOVERS,
        *correspondence.MOVERS,
        *ledger.MOVERS,
        *exchange.MOVERS,
        *insight.MOVERS,
        *tax.MOVERS,
    ]
    of_creditors = (
        "agreements_agreement.creditor_id",
        "billing_claimrule.creditor_id",
        "billing_pricelist.creditor_id",
        "billing_series.creditor_id",
        "ledger_account.creditor_id",
        "payments_batch.creditor_id",
        "payments_cashdesk.creditor_id",
        "payments_mask.creditor_id",
        "payments_refundfile.creditor_id",
        "payments_statement.creditor_id",
        "payments_line.creditor_id",
        "insight_mailing.creditor_id",
        "tax_taxpayer.payer_id",
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


def _disclosed(*, actor: "Actor", party_id: int, what: str, sha256: str) -> None:
    """A tax information leaves: to the tax office through the person's hands or their own."""
    from kartoteka.privacy import operations as privacy

    draft = privacy.DisclosureDraft(
        recipient_kind="SELF",
        recipient="",
        scope=("IDENTITY", "ADDRESSES", "MONEY"),
        basis="C",
        way="PRINT",
        note=f"{what}, SHA-256 {sha256}",
    )
    privacy.disclose(actor=actor, draft=draft, parties=[party_id])


def _personal() -> None:
    """What each room declares of personal data, lower rooms first; who tells of disclosures."""
    from kartoteka.access import personal as access
    from kartoteka.agreements import personal as agreements
    from kartoteka.billing import personal as billing
    from kartoteka.correspondence import personal as correspondence
    from kartoteka.documents import personal as documents
    from kartoteka.exchange import personal as exchange
    from kartoteka.insight import personal as insight
    from kartoteka.kernel import personal as kernel
    from kartoteka.ledger import personal as ledger
    from kartoteka.payments import personal as payments
    from kartoteka.privacy import personal as privacy
    from kartoteka.privacy import rooms
    from kartoteka.register import personal as register
    from kartoteka.tax import personal as tax
    from kartoteka.tax.operations import files
    from kartoteka.trail import personal as trail

    told = [
        kernel, access, trail, register, privacy, documents, agreements, correspondence, ledger,
        billing, payments, tax, exchange, insight,
    ]  # fmt: skip
    rooms.ROOMS[:] = [one.ROOM for one in told]
    files.DISCLOSED[:] = [_disclosed]

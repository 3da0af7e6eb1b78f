"""Every upward call in the system: lists that lower rooms offer, filled here."""

from django.utils.translation import gettext_lazy as _


def connect() -> None:
    """Fills the lists, once, when all apps are loaded. Calling it again changes nothing."""
    from kartoteka.access.operations.bulk import ACTS, Act
    from kartoteka.agreements import queries as agreements
    from kartoteka.billing import queries as billing
    from kartoteka.kernel.actor import Actor, Role
    from kartoteka.ledger import criteria as ledger
    from kartoteka.payments import queries as payments
    from kartoteka.register import operations as register
    from kartoteka.register.criteria import PARTIES
    from kartoteka.register.search_sources import SOURCES, Found, SearchSource
    from kartoteka.tax.criteria import TAXPAYERS
    from kartoteka.tax.operations import files as tax_files
    from kartoteka.tax.operations import issuing
    from kartoteka.tax.operations import rows as tax_rows

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
        *(
            Act(TAXPAYERS, key, label, run, role=Role.ADMINISTRATOR, icon=icon)
            for key, label, run, icon in (
                ("issue", _("Issue"), issuing.issue_many, "stamp"),
                ("write", _("Write e-Declarations"), tax_files.write_many, "file-code"),
                ("letters", _("Into the print queue"), tax_files.queue_many, "printer"),
                ("mark", _("What became of them"), issuing.mark_many, "check"),
                ("exclude", _("Leave out"), tax_rows.exclude_many, "ban"),
            )
        ),
    ]

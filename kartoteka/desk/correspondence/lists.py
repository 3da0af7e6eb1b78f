"""Letters, print runs and e-mails as lists."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from kartoteka.correspondence import mailbox
from kartoteka.correspondence.criteria import EMAILS, LETTERS, PRINT_RUNS
from kartoteka.desk.privacy import asking
from kartoteka.kernel.listing import Order
from kartoteka.ui.lists import ListScreen


def _pdf(_letter_id: int, values: Mapping[str, Any]) -> str:
    return reverse("letter_pdf", args=[values["public_id"]])


def _in_place(email_id: int, _values: Mapping[str, Any]) -> str:
    return f"#email-{email_id}"


def _letters_of(_run_id: int, values: Mapping[str, Any]) -> str:
    return reverse("run_pdf", args=[values["public_id"]])


PRINT_RUNS_LIST = ListScreen(
    subject=PRINT_RUNS,
    name="print_runs",
    route="letters/runs/",
    template="desk/correspondence/runs.html",
    row=_letters_of,
    columns=("made", "state", "letters", "pages", "printed", "by"),
    order=(Order("made", downwards=True),),
    always=("state", "public_id"),
    last="desk/correspondence/run_do.html",
    badges={"state": {"PRINTING": "warn", "PRINTED": "ok", "BACK": "quiet"}},
    empty="desk/correspondence/no_runs.html",
    file=_("Print runs"),
)
LETTERS_LIST = ListScreen(
    subject=LETTERS,
    name="all_letters",
    route="letters/all/",
    template="desk/correspondence/all_letters.html",
    row=_pdf,
    columns=("title", "party", "state", "queued", "printed", "pages"),
    order=(Order("queued", downwards=True),),
    always=("state", "public_id", "has_code"),
    last="desk/correspondence/letter_do.html",
    badges={"state": {"WAITING": "", "PRINTING": "warn", "PRINTED": "ok", "WITHDRAWN": "quiet"}},
    file=_("Letters"),
    exporting=asking.Export(
        LETTERS,
        "SELECT party_id FROM correspondence_letter WHERE id IN ({})",
        scope=("IDENTITY", "DOCUMENTS"),
    ),
)
EMAILS_LIST = ListScreen(
    subject=EMAILS,
    name="emails",
    route="emails/",
    template="desk/correspondence/emails.html",
    row=_in_place,
    columns=("subject", "to", "queued", "state", "problem"),
    order=(Order("queued", downwards=True),),
    always=("state", "public_id"),
    last="desk/correspondence/email_do.html",
    badges={"state": {"SENT": "ok", "UNCERTAIN": "warn", "FAILED": "late"}},
    empty="desk/correspondence/no_emails.html",
    file=_("E-mails"),
    exporting=asking.Export(
        EMAILS,
        "SELECT party_id FROM correspondence_email WHERE id IN ({})",
        scope=("IDENTITY", "CONTACTS", "DOCUMENTS"),
        names_others=True,
    ),
    context=lambda _request: {"has_mailbox": mailbox.is_open()},
)

"""Letters on their way to the printer, e-mails on their way to the server."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kartoteka.correspondence import mailbox as box
from kartoteka.correspondence import queries
from kartoteka.correspondence.operations import emails as outbox
from kartoteka.correspondence.operations import letters as queue
from kartoteka.documents import queries as documents
from kartoteka.ui import files, screens
from kartoteka.ui.screens import Request


@screens.staff()
def letters(request: Request) -> HttpResponse:
    """What waits for the printer, what is at the printer, what was printed."""
    context = {
        "waiting": queries.letters(viewer=request.actor, state="WAITING"),
        "count": queries.waiting_count(viewer=request.actor),
        "runs": [run for run in queries.runs(viewer=request.actor) if run.at_printer],
        "printed": queries.letters(viewer=request.actor, state="PRINTED"),
    }
    return screens.page(request, "desk/correspondence/letters.html", context)


@screens.staff()
@require_POST
def start_run(request: Request) -> HttpResponse:
    """All waiting letters go to the printer as one PDF."""
    queue.start_run(actor=request.actor)
    messages.success(request, _("Open the PDF, print it, and say here how it came out."))
    return redirect("letters")


@screens.staff()
@never_cache
def run_pdf(request: Request, run: UUID) -> HttpResponse:
    """The letters of a run, codes readable, in postal order."""
    return files.sent(queries.run_pdf(viewer=request.actor, run=run), name="letters.pdf")


@screens.staff()
@require_POST
def printed(request: Request, run: UUID) -> HttpResponse:
    """All came out well."""
    count = queue.mark_printed(actor=request.actor, run=run)
    said = ngettext("%(n)s letter is printed.", "%(n)s letters are printed.", count)
    messages.success(request, said % {"n": count})
    return redirect("letters")


@screens.staff()
@require_POST
def put_back(request: Request, run: UUID) -> HttpResponse:
    """The printer failed: the letters wait again."""
    queue.put_back(actor=request.actor, run=run)
    messages.success(request, _("The letters wait in the queue again."))
    return redirect("letters")


@screens.staff()
def letter_pdf(request: Request, public_id: UUID) -> HttpResponse:
    """The kept copy, codes blanked."""
    _letter, content_id = queries.letter(viewer=request.actor, public_id=public_id)
    kept = documents.content(viewer=request.actor, content_id=content_id)
    return files.sent(documents.read(viewer=request.actor, content_id=content_id), name=kept.name)


@screens.staff()
@require_POST
def withdraw(request: Request, public_id: UUID) -> HttpResponse:
    """A waiting letter will not be printed."""
    queue.withdraw(actor=request.actor, letter=public_id)
    messages.success(request, _("The letter will not be printed."))
    return redirect("letters")


@screens.staff()
@require_POST
def reprint(request: Request, public_id: UUID) -> HttpResponse:
    """A printed letter is printed once more."""
    queries.letter(viewer=request.actor, public_id=public_id)
    queue.reprint(actor=request.actor, letter=public_id)
    messages.success(request, _("The letter waits in the queue again."))
    return redirect("letters")


@screens.staff()
@require_POST
def send_again(request: Request, public_id: UUID) -> HttpResponse:
    """An e-mail that failed, or perhaps failed, is sent once more."""
    outbox.send_again(actor=request.actor, email=public_id)
    messages.success(request, _("The e-mail is on its way."))
    return redirect("emails")


@screens.staff()
@never_cache
def mailbox(request: Request) -> HttpResponse:
    """Without a mail server: what customers would have received."""
    if not box.is_open():
        raise Http404
    context = {"messages_sent": box.messages(viewer=request.actor)}
    return screens.page(request, "desk/correspondence/mailbox.html", context)

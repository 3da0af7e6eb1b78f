"""Documents in bulk: planned for whom, made in the background, printed in volumes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from kartoteka.correspondence.queries import NoSuchRun
from kartoteka.desk.mailings import forms
from kartoteka.insight import operations, queries
from kartoteka.ui import files, screens
from kartoteka.ui.templatetags.ui import JOB_NAMES, JOB_REPORTS

JOB_NAMES["insight.mailing"] = gettext_lazy("Documents in bulk")
JOB_REPORTS["insight.mailing"] = "desk/mailings/report.html"


@screens.staff()
def mailings(request: screens.Request) -> HttpResponse:
    """What was planned and made, the newest first."""
    context = {"mailings": queries.mailings(viewer=request.actor)}
    return screens.page(request, "desk/mailings/mailings.html", context)


@screens.staff()
def add(request: screens.Request) -> HttpResponse:
    """Which documents for whom; the next page shows them before anything is made."""
    number = request.GET.get("party", "")
    initial = {"who": "one" if number else "all", "number": number}
    asked = ("kind", "creditor", "first", "on")
    initial |= {name: request.GET[name] for name in asked if request.GET.get(name)}
    data = request.POST if request.method == "POST" else None
    form = forms.ForWhom(data, viewer=request.actor, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form):
            mailing = operations.plan_for(
                actor=request.actor, draft=form.draft(), parties=_parties(request, form)
            )
            return redirect("mailing", mailing)
    return screens.page(request, "desk/mailings/add.html", {"form": form})


def _parties(request: screens.Request, form: forms.ForWhom) -> list[int] | None:
    """Whom the form means; None: all customers of the creditor."""
    said = form.cleaned_data
    if said["who"] == "one":
        return [said["party"]]
    if said["who"] == "group":
        return queries.members_of(
            viewer=request.actor, group_id=said["group"], on=timezone.localdate()
        )
    return None


@screens.staff()
@require_POST
def make(request: screens.Request, public_id: UUID) -> HttpResponse:
    """The worker makes them; its progress is watched."""
    job = operations.make_later(actor=request.actor, mailing=public_id, on=timezone.localdate())
    return redirect("job", job)


@screens.staff()
@require_POST
def drop(request: screens.Request, public_id: UUID) -> HttpResponse:
    """What was planned is not made."""
    operations.drop(actor=request.actor, mailing=public_id)
    messages.success(request, _("Nothing will be made."))
    return redirect("mailings")


@screens.staff()
@never_cache
def volume(request: screens.Request, public_id: UUID, ordinal: int) -> HttpResponse:
    """A volume for the printer, with the list of who is in it on top."""
    try:
        data = queries.volume_pdf(viewer=request.actor, public_id=public_id, ordinal=ordinal)
    except (queries.NoSuchMailing, NoSuchRun) as refusal:
        raise Http404 from refusal
    return files.sent(data, name=f"volume-{ordinal}.pdf")

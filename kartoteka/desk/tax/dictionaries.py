"""Tax offices and the forms of e-Declarations, as the office keeps them."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kartoteka.desk.tax import forms
from kartoteka.desk.tax.views import form_page, sent
from kartoteka.formats.edeclaration import File
from kartoteka.kernel.actor import Role
from kartoteka.tax import queries, rules
from kartoteka.tax.csvfiles import OfficeLine
from kartoteka.tax.operations import forms as form_operations
from kartoteka.tax.operations import offices as office_operations
from kartoteka.ui import screens

MOST_FILES = 20


@screens.staff(Role.ADMINISTRATOR)
def add_office(request: screens.Request) -> HttpResponse:
    """A tax office by hand."""
    form = forms.AddOffice(sent(request))
    if form.is_valid():
        with screens.refusals_on(form):
            office_operations.add_office(
                actor=request.actor, line=OfficeLine(row=0, **form.cleaned_data)
            )
            messages.success(request, _("Saved."))
            return redirect("tax_offices")
    return form_page(
        request,
        form,
        title=_("Add a tax office"),
        intro=_("The same code again renames the office or gives it another area."),
        submit=_("Save"),
        back=reverse("tax_offices"),
    )


@screens.staff(Role.ADMINISTRATOR)
def import_offices(request: screens.Request) -> HttpResponse:
    """Tax offices from a CSV file, all or none."""
    form = forms.ImportOffices(sent(request), request.FILES or None)
    if form.is_valid():
        with screens.refusals_on(form):
            count = office_operations.import_offices(
                actor=request.actor, data=form.cleaned_data["file"].read()
            )
            said = ngettext("%(n)s row is in.", "%(n)s rows are in.", count)
            messages.success(request, said % {"n": count})
            return redirect("tax_offices")
    return form_page(
        request,
        form,
        title=_("Import tax offices"),
        submit=_("Import"),
        back=reverse("tax_offices"),
    )


@screens.staff(Role.ADMINISTRATOR)
@require_POST
def remove_area(request: screens.Request, area_id: int) -> HttpResponse:
    """An area belongs to nobody any more."""
    office_operations.remove_area(actor=request.actor, area_id=area_id)
    messages.success(request, _("Removed."))
    return redirect("tax_offices")


@screens.staff()
def installed(request: screens.Request) -> HttpResponse:
    """The forms that are installed, and which year is told on which."""
    found = queries.forms(viewer=request.actor)
    year = timezone.localdate().year - 1
    may = request.actor.may(Role.ADMINISTRATOR)
    form = forms.ChooseForm(sent(request) if may else None, installed=found, initial={"year": year})
    if form.is_valid():
        given = form.cleaned_data
        with screens.refusals_on(form):
            form_operations.choose_form(
                actor=request.actor,
                year=given["year"],
                schema_id=given["schema"],
                confirmed=screens.confirmed(request),
            )
            messages.success(request, _("Saved."))
            return redirect("tax_forms")
    context = {
        "forms": found,
        "form": form,
        "may": may,
        "year": year,
        "form_name": rules.form_of(year),
    }
    return screens.page(request, "desk/tax/forms.html", context)


@screens.staff(Role.ADMINISTRATOR)
def install(request: screens.Request) -> HttpResponse:
    """An XSD with the files that it imports is installed."""
    form = forms.Install(sent(request), request.FILES or None)
    if form.is_valid():
        given = [form.cleaned_data["file"], *form.cleaned_data["others"][:MOST_FILES]]
        with screens.refusals_on(form):
            files = [File(one.name or "", one.read()) for one in given]
            schema_id = form_operations.install(actor=request.actor, files=files)
            messages.success(request, _("The form is installed. Say what stands where in it."))
            return redirect("tax_form", schema_id)
    return form_page(
        request,
        form,
        title=_("Install a form"),
        intro=_(
            "The ministry publishes the XSD of each form and year, and the files that it imports, "
            "in its repository crd.gov.pl. The program reads them from here only."
        ),
        submit=_("Install"),
        back=reverse("tax_forms"),
    )


@screens.staff(Role.ADMINISTRATOR)
def form(request: screens.Request, schema_id: int) -> HttpResponse:
    """What stands at which place of a form."""
    shown = queries.form(viewer=request.actor, schema_id=schema_id)
    if shown is None:
        raise Http404
    places = queries.places(viewer=request.actor, schema_id=schema_id)
    filled = forms.Places(sent(request), places=places)
    if filled.is_valid():
        with screens.refusals_on(filled):
            form_operations.map_values(actor=request.actor, schema_id=schema_id, said=filled.said())
            messages.success(request, _("Saved."))
            return redirect("tax_forms")
    return screens.page(request, "desk/tax/places.html", {"form": filled, "shown": shown})

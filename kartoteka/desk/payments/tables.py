"""Tables of payments: the office says once which column is what, where the file is handed in."""

import uuid
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from kartoteka.desk.exchange.forms import HEADERS, SEPARATORS, MapColumns
from kartoteka.exchange import operations as exchange
from kartoteka.exchange.payments import mapping
from kartoteka.exchange.reading.decoding import OFFERED
from kartoteka.exchange.reading.refusals import Unreadable
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import queries as ledger
from kartoteka.ledger.queries import choices
from kartoteka.payments import operations, queries
from kartoteka.ui import screens

_HEADER = {"yes": True, "no": False}
_FOR_ALL = ("creditor", "kind", "account", "currency", "keep_as", "closing")
_WRITTEN = ("encoding", "separator", "header")


class MapTable(MapColumns):
    """Which column of a table of payments is what, and what holds for all its rows."""

    widths = {
        "creditor": 4, "kind": 4, "account": 4, "currency": 4, "keep_as": 4, "closing": 4,
        "encoding": 4, "separator": 4, "header": 4, "table": 4,
    }  # fmt: skip

    def __init__(self, *args: Any, look: mapping.Look, **kwargs: Any) -> None:
        self._look = look
        super().__init__(*args, to_map=look.to_map, plan=dict(look.plan), **kwargs)
        del self.fields["system"]
        self.fields["keep_as"].required = True
        self.fields["keep_as"].help_text = _(
            "Such as the bank's name. A later file with these columns is known by itself."
        )
        if len(look.fitting) == 1:
            self.initial.setdefault("keep_as", look.fitting[0][1])

    def _add_settings(self, given: dict[str, Any], viewer: Actor) -> None:
        known = ledger.creditors(viewer=viewer)
        creditors = [(str(one.party_id), one.name) for one in known]
        self._usual = {str(one.party_id): one.currency for one in known}
        only = known[0].currency if len(known) == 1 else ""
        self.fields["creditor"] = forms.ChoiceField(
            label=_("Creditor"),
            choices=creditors if len(creditors) == 1 else [("", "—"), *creditors],
            initial=str(given.get("creditor", "")),
            help_text=_("Whose payments these are."),
        )
        self.fields["kind"] = forms.ChoiceField(
            label=_("Kind of payment"), choices=choices.VIA, initial=given.get("kind", self._kind())
        )
        self.fields["account"] = forms.CharField(
            label=_("Account or cash desk"),
            max_length=40,
            required=False,
            initial=given.get("account", ""),
            help_text=_("The creditor's account, or a name of your own such as KASA 1."),
        )
        self.fields["currency"] = forms.CharField(
            label=_("Currency"),
            max_length=3,
            required=False,
            initial=given.get("currency", only),
            help_text=_("Of rows that name none; empty: the creditor's own."),
        )
        self.fields["closing"] = forms.BooleanField(
            label=_("Pass over sentences under the table"),
            required=False,
            initial=given.get("closing", not given),
            help_text=_("Such as the bank's closing words. They are shown, not asked about."),
        )
        self._add_written()

    def _kind(self) -> str:
        """A bailiff's list is told by its columns."""
        found = {each.field.name for each in self._look.to_map.places if each.column}
        return "BAILIFF" if found & {"case", "principal"} else "BANK"

    def _add_written(self) -> None:
        plan, found = self._look.plan, self._look.to_map.options
        if len(self._look.tables) > 1:
            self.fields["table"] = forms.ChoiceField(
                label=_("Sheet"),
                choices=[(name, name) for name in self._look.tables],
                initial=self._look.table,
            )
        if found.get("encoding"):
            as_found = _("as found in the file")
            self.fields["encoding"] = forms.ChoiceField(
                label=_("Encoding"),
                required=False,
                choices=[("", f"{as_found}: {found['encoding']}"), *((o, o) for o in OFFERED)],
                initial=plan.get("encoding", ""),
            )
            self.fields["separator"] = forms.ChoiceField(
                label=_("Separator"),
                required=False,
                choices=SEPARATORS,
                initial=plan.get("separator", ""),
                help_text=_("Found: %(sign)s") % {"sign": _shown(found.get("separator", ""))},
            )
        self.fields["header"] = forms.ChoiceField(
            label=_("Names of columns"),
            required=False,
            choices=HEADERS,
            initial={True: "yes", False: "no"}.get(plan.get("header", None), ""),
        )

    def clean(self) -> dict[str, Any]:
        """All that is missing is told at once: the operation refuses one thing at a time."""
        said: dict[str, Any] = super().clean() or {}
        if "account" not in self.errors and not (
            said.get("account", "").strip() or said.get("column_own_account")
        ):
            self.add_error("account", exchange.NoAccount.message)
        if not any(name.startswith("column_") for name in self.errors):
            with screens.refusals_on(self):
                exchange.check_columns(self.mapped())
        return said

    def settings(self) -> list[forms.BoundField]:
        """What holds for all rows."""
        return [self[name] for name in _FOR_ALL]

    def how_written(self) -> list[forms.BoundField]:
        """How the file is written, as found or as the person says."""
        return [self[name] for name in ("table", *_WRITTEN) if name in self.fields]

    def given(self) -> dict[str, Any]:
        """What holds for all rows, as a mapping keeps it."""
        said = self.cleaned_data
        return {
            "creditor": int(said["creditor"]),
            "kind": said["kind"],
            "account": said["account"],
            "closing": said["closing"],
            "currency": said["currency"] or self._usual[said["creditor"]],
        }


def _shown(separator: str) -> str:
    return {"\t": "Tab"}.get(separator, separator)


def _written(request: screens.Request) -> dict[str, Any]:
    """How the person says that the file is written; nothing where it was found right."""
    said: dict[str, Any] = {name: request.POST.get(name, "") for name in ("encoding", "separator")}
    return {**said, "header": _HEADER.get(request.POST.get("header", ""))}


def _chosen(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(text)
    except ValueError as error:
        raise Http404 from error


@screens.staff()
def map_table(request: screens.Request, public_id: uuid.UUID) -> HttpResponse:
    """Which column is what in a table that is held; then the file is shown as it is read."""
    if use := request.POST.get("use"):
        operations.read_as(actor=request.actor, public_id=public_id, mapping=_chosen(use))
        return redirect("take_in", public_id)
    file = queries.held_bytes(viewer=request.actor, public_id=public_id)
    if file is None:
        messages.info(request, _t("The file is not here any more. Hand it in again."))
        return redirect("hand_in")
    table, written = request.POST.get("table", ""), _written(request)
    try:
        look = mapping.look(
            viewer=request.actor, data=file[1], name=file[0], table=table, written=written
        )
    except Unreadable as refusal:
        messages.error(request, refusal.sentence())
        return redirect("hand_in")
    again = "again" in request.POST
    form = MapTable(
        None if again or request.method != "POST" else request.POST,
        initial=request.POST.dict() if again else {},
        look=look,
        viewer=request.actor,
    )
    if form.is_valid():
        with screens.refusals_on(form):
            draft = exchange.Draft(
                keep_as=form.cleaned_data["keep_as"],
                columns=form.mapped(),
                given=form.given(),
                written=written,
                table=table,
            )
            exchange.keep_table(actor=request.actor, held=public_id, draft=draft)
            return redirect("take_in", public_id)
    context = {"form": form, "look": look, "name": file[0], "public_id": public_id}
    return screens.page(request, "desk/payments/map_table.html", context)

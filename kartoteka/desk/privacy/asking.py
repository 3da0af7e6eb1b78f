"""What an export asks before it sends personal data: to whom, and on what basis.

    asked = asking.ask(request, heading=_("Export to a file"), back=reverse("parties"),
                       scope=("IDENTITY",), parties=privacy.Selection(...))
    return asked or StreamingHttpResponse(...)

Without an answer it is the page that asks; with one the disclosure stands in the register, and the
caller sends what it has.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg import sql as psql

from kartoteka.desk.privacy import forms
from kartoteka.kernel import listing
from kartoteka.kernel.criteria import Field, Subject
from kartoteka.privacy import operations
from kartoteka.ui import screens

_LAST_BASIS = "export_basis"  # whoever exports again need not choose it again
# Which group of data a field of the register belongs to; money has fields by currency.
_GROUPS = {
    "IDENTIFIERS": {
        "nip", "regon", "krs", "pesel", "ico", "dic", "icdph", "eu_vat", "rc",
    },
    "ADDRESSES": {"address", "city", "street", "postal_code"},
    "CONTACTS": {"email", "phone"},
    "ACCOUNTS": {"iban"},
    "MONEY": {"due", "overdue", "overpaid", "overdue_days"},
    "IDENTITY": {"name", "number", "first_name", "last_name", "birth_date", "function", "head"},
}  # fmt: skip


# What an Export of rows that concern no customer says of their customers.
NO_CUSTOMERS = "SELECT NULL::bigint WHERE NULL IN ({})"


@dataclass(frozen=True, slots=True)
class Export:
    """What a list asks before it becomes a file, as ListScreen's `exporting`.

    `parties` selects the ids of the customers concerned, given the statement of the rows' keys at
    `{}`. `scope` are the groups of data that the rows are of, whatever columns are shown;
    `names_others` says that rows may name people who are no customers.
    """

    subject: Subject
    parties: str = "{}"
    scope: tuple[str, ...] = ()
    names_others: bool = False

    def __call__(
        self, request: screens.Request, which: listing.Which, fields: Sequence[Field]
    ) -> HttpResponse | None:
        """The page that asks; None where no column could tell who somebody is, or once it is
        answered."""
        if not any(field.is_personal for field in fields):
            return None
        asked = listing.ids(self.subject, which)
        return ask(
            request,
            heading=_("Export to a file"),
            back=request.META.get("HTTP_REFERER", "/"),
            scope=self.scope or scope_of(fields),
            parties=operations.Selection(psql.SQL(self.parties).format(asked.sql), asked.values),
            initial={
                "recipient_kind": "OWN",
                "recipient": getattr(request.user, "name", ""),
                "basis": request.session.get(_LAST_BASIS, ""),
            },
            names_others=self.names_others,
            text=_("In the file: %(columns)s.")
            % {"columns": ", ".join(str(field.label) for field in fields)},
        )


def scope_of(fields: Iterable[Field]) -> tuple[str, ...]:
    """The groups of data that these fields are of, as the register of disclosures names them."""
    found: dict[str, None] = {}
    for field in fields:
        key = field.key.partition(".")[0]
        group = next((one for one, keys in _GROUPS.items() if key in keys), "")
        if group or field.is_personal:
            found[group or "OTHER"] = None
    return tuple(found)


def ask(
    request: screens.Request,
    *,
    heading: str,
    back: str,
    scope: tuple[str, ...],
    parties: Collection[int] | operations.Selection,
    way: str = "EXPORT",
    initial: dict[str, Any] | None = None,
    formats: Sequence[tuple[str, str]] = (),
    names_others: bool = False,
    trail: Sequence[tuple[str, str]] = (),
    text: str = "",
) -> HttpResponse | None:
    """The page that asks, or None once the disclosure is noted and the data may go.

    `formats` are the values of `format` that the form may send, each a button with its words;
    `trail` are the pages above this one, `text` says what the file will hold.
    """
    form = forms.Recipient(request.POST or None, initial=initial)
    if form.is_valid():
        with screens.refusals_on(form):
            operations.disclose(
                actor=request.actor,
                draft=form.draft(scope=scope, way=way, names_others=names_others),
                parties=parties,
                on=timezone.localdate(),
            )
            request.session[_LAST_BASIS] = form.cleaned_data["basis"]
            return None
    context = {
        "form": form,
        "heading": heading,
        "back": back,
        "trail": trail,
        "text": text,
        "formats": formats or [("", _("Send the file"))],
    }
    return screens.page(request, "desk/privacy/ask.html", context)

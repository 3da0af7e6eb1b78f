"""Forms of imports: what to read, which table, which column goes where."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import kinds, queries
from kartoteka.exchange.fields import Column, Form
from kartoteka.exchange.reading.decoding import OFFERED
from kartoteka.kernel.actor import Actor
from kartoteka.ledger import queries as ledger

_AS_FOUND = ("", _("as found in the file"))
SEPARATORS = [
    _AS_FOUND, (";", _("semicolon")), (",", _("comma")), ("\t", _("tab")), ("|", _("bar")),
]  # fmt: skip
HEADERS = [_AS_FOUND, ("yes", _("in the first row")), ("no", _("there are none"))]
MARKS = [("", _("as in the column")), (",", "1 234,56"), (".", "1,234.56")]
ORDERS = [
    ("dmy", _("day/month/year")), ("mdy", _("month/day/year")),
    ("unix", _("seconds since 1970")),
]  # fmt: skip
_CURRENCIES = [("PLN", "PLN"), ("EUR", "EUR"), ("CZK", "CZK")]
_COUNTRIES = [("PL", _("Poland")), ("SK", _("Slovakia"))]
_CHANGING = [
    ("OVERWRITE", _("becomes what the file says")), ("FILL", _("is only filled where it is empty")),
]  # fmt: skip
_SAMPLE_SHOWN = 40
_SYSTEMS_SHOWN = 6


class NewImport(forms.Form):
    """What is imported, and where from."""

    widths = {"kind": 12, "file": 6, "source": 6}

    kind = forms.ChoiceField(label=_("What to import"), widget=forms.RadioSelect)
    file = forms.FileField(
        label=_("File"),
        required=False,
        help_text=_("CSV, XLSX or an SQLite database, at most 512 MB."),
    )
    source = forms.ChoiceField(
        label=_("Or a named source"),
        required=False,
        help_text=_("Databases whose addresses a superadministrator has kept."),
    )

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = kinds.offered()
        self.fields["kind"].choices = [(kind.code, kind.label) for kind in offered]  # type: ignore[attr-defined]
        self.initial.setdefault("kind", offered[0].code)
        named = [(str(row.public_id), row.name) for row in queries.sources(viewer=viewer)]
        self.fields["source"].choices = [("", "—"), *named]  # type: ignore[attr-defined]
        if not named:
            del self.fields["source"]
            self.fields["file"].required = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("file")) == bool(given.get("source")):
            self.add_error("file", _("Choose either a file or a source."))
        return given


class RepeatImport(forms.Form):
    """A kept mapping once more, with a new file."""

    file = forms.FileField(label=_("File"), help_text=_("Of the same make as the last time."))


class ChooseTable(forms.Form):
    """Which table, or for a named source which query, and how a file is written."""

    widths = {"table": 12, "query": 12, "encoding": 4, "separator": 4, "header": 4}

    table = forms.ChoiceField(label=_("Table"), required=False, widget=forms.RadioSelect)
    query = forms.CharField(
        label=_("Or a query"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "class": "mono", "spellcheck": "false"}),
        help_text=_("One SELECT. It runs for reading only."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"), required=False, choices=[_AS_FOUND, *((o, o) for o in OFFERED)]
    )
    separator = forms.ChoiceField(label=_("Separator"), required=False, choices=SEPARATORS)
    header = forms.ChoiceField(label=_("Names of columns"), required=False, choices=HEADERS)

    def __init__(
        self, *args: Any, contents: queries.Offered | None, from_database: bool, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        tables = contents.tables if contents else ()
        kind = contents.kind if contents else "csv"
        self.fields["table"].choices = [  # type: ignore[attr-defined]
            (table.name, _described(table.name, table.columns)) for table in tables
        ]
        if contents and not self.initial.get("table"):
            self.initial["table"] = contents.likely
        if kind == "csv":
            del self.fields["table"]
        if not from_database:
            del self.fields["query"]
        for name in ("encoding", "separator"):
            if kind != "csv":
                del self.fields[name]
        if kind == "database":
            del self.fields["header"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "table" in self.fields and not given.get("table") and not given.get("query"):
            self.add_error("table", _("Choose a table."))
        return given

    def written(self) -> dict[str, Any]:
        """How the file is written, as the person says."""
        given = self.cleaned_data
        said: dict[str, Any] = {
            name: given[name] for name in ("encoding", "separator") if name in given
        }
        if "header" in given:
            said["header"] = {"yes": True, "no": False}.get(given["header"])
        return said


def _shown(column: str) -> str:
    """The name of a column; of one without any, its place in the reader's language."""
    place = column.removeprefix("Column ")
    if place == column or not place.isdecimal():
        return column
    return gettext("Column %(place)s") % {"place": place}


def _described(name: str, columns: Sequence[str]) -> str:
    shown = ", ".join(map(_shown, columns[:8])) + (", …" if len(columns) > 8 else "")  # noqa: PLR2004
    return f"{name} ({shown})" if shown else name


@dataclass(frozen=True, slots=True)
class Line:
    """A field of the kind on the mapping page: its bound choices, suggestion and samples."""

    place: queries.Place
    column: forms.BoundField
    written: forms.BoundField | None

    @property
    def is_needed(self) -> bool:
        """Whether the import cannot do without it."""
        return self.place.field.required


class MapColumns(forms.Form):
    """A choice of column for every field, and what holds for all rows."""

    widths = {
        "system": 4,
        "creditor_id": 4,
        "currency": 4,
        "country": 4,
        "changing": 4,
        "keep_as": 4,
    }

    system = forms.CharField(
        label=_("Program"),
        max_length=20,
        help_text=_("What the program is called. Its ids are remembered under this name."),
    )
    keep_as = forms.CharField(
        label=_("Keep the mapping as"),
        max_length=80,
        required=False,
        help_text=_("A name under which it can be repeated."),
    )

    def __init__(
        self, *args: Any, to_map: queries.ToMap, plan: dict[str, Any], viewer: Actor, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._to_map = to_map
        given = plan.get("given", {})
        self.initial.setdefault("system", to_map.system)
        if to_map.systems:
            self.fields["system"].help_text = _(
                "What the program is called. Its ids are remembered under this name; known so far: "
                "%(names)s."
            ) % {"names": ", ".join(to_map.systems[:_SYSTEMS_SHOWN])}
        self._add_settings(given, viewer)
        choices = [("", "—")] + [
            (name, " · ".join((_shown(name), *(one[:_SAMPLE_SHOWN] for one in samples[:1]))))
            for name, samples in to_map.columns
        ]
        for place in to_map.places:
            self._add_place(place, choices)

    def _add_settings(self, given: dict[str, Any], viewer: Actor) -> None:
        asked = self._to_map.kind.settings
        creditors = ledger.creditors(viewer=viewer)
        # An office all of whose creditors are Slovak has Slovak customers who owe euro.
        home = "SK" if {creditor.country for creditor in creditors} == {"SK"} else "PL"
        if "creditor_id" in asked:
            ours = [(str(c.party_id), c.name) for c in creditors]
            self.fields["creditor_id"] = forms.ChoiceField(
                label=_("Creditor"),
                choices=ours if len(ours) == 1 else [("", "—"), *ours],
                required=False,
                initial=str(given.get("creditor_id", "")),
                help_text=_("Of rows that name none."),
            )
        if "currency" in asked:
            self.fields["currency"] = forms.ChoiceField(
                label=_("Currency"), choices=_CURRENCIES,
                initial=given.get("currency", {"SK": "EUR"}.get(home, "PLN")),
                help_text=_("Of rows that name none."),
            )  # fmt: skip
        if "country" in asked:
            self.fields["country"] = forms.ChoiceField(
                label=_("Country"), choices=_COUNTRIES, initial=given.get("country", home),
                help_text=_("Of rows that name none."),
            )  # fmt: skip

        if "changing" in asked:
            self.fields["changing"] = forms.ChoiceField(
                label=_("What is there already"), choices=_CHANGING,
                initial=given.get("changing", "OVERWRITE"),
            )  # fmt: skip

    def _add_place(self, place: queries.Place, choices: list[tuple[str, str]]) -> None:
        field, column = place.field, place.column
        label = str(field.label)
        self.fields[f"column_{field.name}"] = forms.ChoiceField(
            label=label,
            required=False,
            choices=choices,
            initial=column.name if column else "",
        )
        if field.form is Form.AMOUNT:
            self.fields[f"written_{field.name}"] = forms.ChoiceField(
                label=label, required=False, choices=MARKS,
                initial=column.mark if column else "",
            )  # fmt: skip
        if field.form is Form.DATE:
            self.fields[f"written_{field.name}"] = forms.ChoiceField(
                label=label, required=False, choices=ORDERS,
                initial=column.order if column else "dmy",
            )  # fmt: skip

    def lines(self) -> list[Line]:
        """The fields of the kind in their order, with their choices."""
        return [
            Line(
                place,
                self[f"column_{place.field.name}"],
                self[f"written_{place.field.name}"] if place.field.form is not Form.TEXT else None,
            )
            for place in self._to_map.places
        ]

    @property
    def asks_how_written(self) -> bool:
        """Whether there are amounts or dates, whose writing can be chosen."""
        return any(place.field.form is not Form.TEXT for place in self._to_map.places)

    def settings(self) -> list[forms.BoundField]:
        """What holds for all rows."""
        return [self[name] for name in ("system", *self._to_map.kind.settings, "keep_as")]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        used: dict[str, str] = {}
        for place in self._to_map.places:
            name = given.get(f"column_{place.field.name}")
            if name and name in used:
                words = {"column": name, "other": used[name]}
                self.add_error(
                    f"column_{place.field.name}",
                    _("%(column)s is chosen for %(other)s already.") % words,
                )
            elif name:
                used[name] = str(place.field.label)
        asks_creditor = "creditor_id" in self.fields and not given.get("column_creditor")
        if asks_creditor and not given.get("creditor_id"):
            self.add_error("creditor_id", _("Say whose receivables they are."))
        return given

    def mapped(self) -> dict[str, Column]:
        """The chosen columns."""
        given, found = self.cleaned_data, {}
        for place in self._to_map.places:
            name = given.get(f"column_{place.field.name}")
            if name:
                written = given.get(f"written_{place.field.name}", "")
                is_date = place.field.form is Form.DATE
                found[place.field.name] = (
                    Column(name, order=written) if is_date else Column(name, mark=written)
                )
        return found

    def given(self) -> dict[str, Any]:
        """The settings of the kind."""
        values = {name: self.cleaned_data.get(name) for name in self._to_map.kind.settings}
        if creditor := values.get("creditor_id"):
            values["creditor_id"] = int(creditor)
        return {name: value for name, value in values.items() if value}


class NameSource(forms.Form):
    """A database by its address, which is seen only while it is typed."""

    widths = {"name": 6, "system": 6, "address": 12}

    name = forms.CharField(label=_("Name"), max_length=60)
    system = forms.CharField(
        label=_("Program"),
        max_length=20,
        required=False,
        help_text=_("What the program is called. Its ids are remembered under this name."),
    )
    address = forms.CharField(
        label=_("Address"),
        max_length=500,
        widget=forms.PasswordInput(render_value=False, attrs={"autocomplete": "off"}),
        help_text=_(
            "kind://user:password@server/name; kinds are postgresql, mysql, mariadb, mssql and "
            "oracle. Use a user who may only read. The address is kept sealed and never shown."
        ),
    )

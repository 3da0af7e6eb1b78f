"""Two people at one form: what it was when it was opened, theirs now, yours, chosen field by field.

A form that edits a row is a `Versioned` one: it carries the version of the row and what its fields
said when it was opened. When an operation refuses because the row changed meanwhile,
`screens.refusals_on` calls `compare()`: `ui/errors.html` shows the fields that differ side by side,
and the form, sent again, takes theirs where theirs was chosen.
"""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kartoteka.ui import figures

CHANGED_MEANWHILE = "changed_meanwhile"  # how the code of such a refusal ends
_PICK, _THEIRS, _LONGEST = "pick-", "theirs", 50_000


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of which two versions exist, in words; `takes_theirs` is what is proposed."""

    name: str
    label: str
    was: str
    theirs: str
    yours: str
    takes_theirs: bool


class Versioned(forms.Form):
    """Carries which state of the row the person saw, and what it said."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    meanwhile: tuple[Difference, ...] = ()

    def __init__(self, data: QueryDict | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(data, *args, **kwargs)
        self.initial["seen"] = json.dumps(self.said_at_first(), ensure_ascii=False)
        if data is not None and any(name.startswith(_PICK) for name in data):
            self._take_what_was_picked()

    def was_changed(self, name: str) -> bool:
        """Whether another changed this very field after the person had opened the form."""
        seen = self._seen()
        return name in seen and seen[name] != self.said_at_first().get(name, "")

    def compare(self) -> None:
        """Sets `meanwhile`, and the form up for the row's present version."""
        was, theirs = self._seen(), self.said_at_first()
        found = []
        for bound in self.visible_fields():
            name = bound.name
            yours = _text(bound.field.to_python(bound.data) if bound.data else "")
            now, before = theirs.get(name, ""), was.get(name, "")
            if bound.field.disabled or yours == now:
                continue
            found.append(
                Difference(
                    name=name,
                    label=str(bound.label),
                    was=self._words(name, before),
                    theirs=self._words(name, now),
                    yours=self._words(name, yours),
                    takes_theirs=yours == before,
                )
            )
        self.meanwhile = tuple(found)
        said = {"version": self.initial.get("version", ""), "seen": self.initial["seen"]}
        self.data = self._with(said)

    def _take_what_was_picked(self) -> None:
        """Puts theirs, as the row says now, where the person chose it."""
        theirs = self.said_at_first()
        picked = [name for name in self.fields if self.data.get(f"{_PICK}{name}") == _THEIRS]
        self.data = self._with({name: theirs.get(name, "") for name in picked})

    def _with(self, said: dict[str, str]) -> QueryDict:
        """What was sent with other values in place; "" is as if it had not been sent."""
        data = QueryDict(mutable=True)
        data.update(cast("Any", self.data))
        for name, value in said.items():
            data.pop(name, None)
            if value:
                data[name] = value
        return data

    def said_at_first(self) -> dict[str, str]:
        """What the row says in each field, as the form's inputs write it."""
        return {
            name: _text(self.get_initial_for_field(field, name))
            for name, field in self.fields.items()
            if name not in {"version", "seen"}
        }

    def _seen(self) -> dict[str, str]:
        try:
            seen = json.loads(self.data.get("seen", "")[:_LONGEST])
        except ValueError:
            return {}
        return {str(k): str(v) for k, v in seen.items()} if isinstance(seen, dict) else {}

    def _words(self, name: str, value: str) -> str:
        field = self.fields[name]
        if isinstance(field, forms.BooleanField):
            return _("yes") if value else _("no")
        if isinstance(field, forms.DateField) and value:
            return _day(value)
        choices = dict(getattr(field, "choices", ()))
        return str(choices.get(value, value)) or "—"


def _day(value: str) -> str:
    try:
        return figures.day(dt.date.fromisoformat(value), get_language() or "pl")
    except ValueError:
        return value


def _text(value: Any) -> str:
    """A value as the form's own inputs write it: a ticked box is "on"."""
    if value is None or value is False:
        return ""
    return "on" if value is True else str(value).replace("\r\n", "\n")

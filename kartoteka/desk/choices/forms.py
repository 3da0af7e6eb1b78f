"""The form of an entry: its name in three languages, colour, retirement."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.labels import LANGUAGES
from kartoteka.register.queries import choices
from kartoteka.register.queries.segments import Entry


def _words(label: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=80, required=False)


class Named(forms.Form):
    """Words in three languages, of which one is enough."""

    pl = _words(_("Name in Polish"))
    sk = _words(_("Name in Slovak"))
    en = _words(_("Name in English"))

    def labels(self) -> dict[str, str]:
        """The words by language."""
        return {language: self.cleaned_data[language] for language in LANGUAGES}


class NewEntry(Named):
    """A new entry."""

    widths = {"pl": 4, "sk": 4, "en": 4}

    colour = forms.ChoiceField(label=_("Colour"), choices=choices.COLOURS, required=False)


class ChangedEntry(NewEntry):
    """An entry that is there."""

    is_retired = forms.BooleanField(
        label=_("Retired: stays where it is, is no longer offered"), required=False
    )
    version = forms.CharField(required=False, widget=forms.HiddenInput)

    @classmethod
    def of(cls, entry: Entry) -> dict[str, Any]:
        """What the form shows of an entry."""
        more = {name: getattr(entry, name) for name in ("colour", "is_retired", "version")}
        return {**entry.labels, **more}

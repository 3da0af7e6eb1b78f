"""The form of the first superadministrator."""

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.ui.context import LANGUAGES


class First(forms.Form):
    """Who I am and the password that I choose, twice."""

    name = forms.CharField(
        label=_("Name and surname"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    login = forms.CharField(
        label=_("Login"),
        max_length=150,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        ),
    )
    password = forms.CharField(
        label=_("Password"),
        max_length=128,
        strip=False,
        help_text=_(
            "At least 10 characters. Several words in a row are good and easy to remember."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=_("Password once more"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if self.cleaned_data.get("password") not in (None, again):
            raise forms.ValidationError(_("The two passwords differ."))
        return again

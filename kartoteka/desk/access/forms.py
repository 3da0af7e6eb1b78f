"""Forms of users, units and one's own panel."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from kartoteka.access import queries
from kartoteka.kernel.actor import Actor, Role
from kartoteka.ui.context import LANGUAGES

ROLES = [
    (Role.CLERK.value, _("Clerk")),
    (Role.ADMINISTRATOR.value, _("Administrator")),
    (Role.SUPERADMINISTRATOR.value, _("Superadministrator")),
]
THEMES = [("auto", _("As the device")), ("light", _("Light")), ("dark", _("Dark"))]
DEEPER = "\u2003"


def unit_choices(viewer: Actor, *, without: int | None = None) -> list[tuple[Any, str]]:
    """Units as a tree, for a select; the first choice is none."""
    shown = [
        (unit.unit_id, DEEPER * unit.depth + unit.name)
        for unit in queries.units(viewer=viewer)
        if unit.unit_id != without
    ]
    return [("", "—"), *shown]


def choose(form: forms.Form, **choices: list[Any]) -> None:
    """Fills selects with what this viewer may choose."""
    for name, rows in choices.items():
        cast("forms.ChoiceField", form.fields[name]).choices = rows


class ChangeUser(forms.Form):
    """What is known of somebody on the staff. Only superadministrators may give their own role."""

    widths = {"name": 6, "email": 6, "role": 6, "unit": 6, "language": 6}

    name = forms.CharField(label=_("Name and surname"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), required=False, max_length=254)
    role = forms.ChoiceField(label=_("Role"))
    unit = forms.TypedChoiceField(label=_("Unit"), required=False, coerce=int, empty_value=None)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, *args: Any, viewer: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [row for row in ROLES if viewer.may(Role(row[0]))]
        choose(self, role=roles, unit=unit_choices(viewer))


class AddUser(ChangeUser):
    """A new person on the staff."""

    widths = {**ChangeUser.widths, "login": 6}

    login = forms.CharField(
        label=_("Login"),
        max_length=150,
        help_text=_(
            "What the person types at sign-in, such as a.nowak. It cannot be changed later."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )
    field_order = ["login", "name", "email", "role", "unit", "language"]


class ResetPassword(forms.Form):
    """A new password for somebody who has lost it."""

    remove_second_factor = forms.BooleanField(
        label=_("Also remove the second factor (the phone or the key is lost)"), required=False
    )


class ChangeUnit(forms.Form):
    """A part of the office."""

    widths = {"code": 4, "name": 8}

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=120)
    parent = forms.TypedChoiceField(
        label=_("Stands under"), required=False, coerce=int, empty_value=None
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(
        self, *args: Any, viewer: Actor, unit_id: int | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, parent=unit_choices(viewer, without=unit_id))


class Preferences(forms.Form):
    """How I want to see the program."""

    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    theme = forms.ChoiceField(label=_("Appearance"), choices=THEMES, widget=forms.RadioSelect)

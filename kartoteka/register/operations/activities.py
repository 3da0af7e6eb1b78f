"""Official classifications of activities, taken over from a file of the office."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints, sql, staging
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.register import rules
from kartoteka.register.models import Activity
from kartoteka.register.operations.choices import OnlyAdministrators

_HERE = "kartoteka.register"
_SLOVAK_SUBCLASS = re.compile(r"(\d\d)\.?(\d\d)\.?(\d)")
_LEVELS = [
    re.compile(r"[A-V]"),
    re.compile(r"\d\d"),
    re.compile(r"\d\d\.\d"),
    re.compile(r"\d\d\.\d\d"),
    re.compile(r"\d\d\.\d\d\.[A-Z0-9]"),
]
_DIVISION = 2


class BadActivity(Refusal):
    """A row of the file is no activity."""

    code = "register.bad_activity"
    message = _("Row %(row)s: %(value)s is no code of a classification.")


class UnknownScheme(Refusal):
    """A row of the file names no classification that we know."""

    code = "register.unknown_scheme"
    message = _("Row %(row)s: %(value)s is none of %(known)s.")


class NamelessActivity(Refusal):
    """A row of the file has a code and no name."""

    code = "register.nameless_activity"
    message = _("Row %(row)s: %(value)s has no name.")


class ActivityWithoutParent(Refusal):
    """A code stands under none: its group or division is neither in the file nor there already."""

    code = "register.activity_without_parent"
    message = _("%(code)s belongs to %(parent)s, which is neither in the file nor there already.")


@dataclass(frozen=True, slots=True)
class ActivityRow:
    """A line of a file: classification, code, names by language; a name may be missing.

    `parent` is needed for a division only (its section); of all others the code tells it.
    """

    scheme: str
    code: str
    pl: str = ""
    sk: str = ""
    en: str = ""
    parent: str = ""


def load_activities(*, actor: Actor, rows: Iterable[ActivityRow]) -> int:
    """Add the activities of a classification and name anew those that are there; all or none.

    Returns how many were added or changed. Raises OnlyAdministrators, UnknownScheme, BadActivity,
    NamelessActivity (rows counted from 1), ActivityWithoutParent.
    """
    if not actor.may(Role.ADMINISTRATOR):
        raise OnlyAdministrators
    with acting(actor), constraints.spoken():
        sql.run(_HERE, "activities_begin")
        columns = ("n", "scheme", "code", "parent", "level", "pl", "sk", "en")
        staged = (_staged(n, row) for n, row in enumerate(rows, start=1))
        staging.fill("register_activity_staging", columns, staged)
        lost = sql.row(_HERE, "activities_lost")
        if lost is not None:
            raise ActivityWithoutParent(code=lost[0], parent=lost[1] or "—")
        return sql.run(_HERE, "activities_take")


def level_and_parent(code: str) -> tuple[int, str] | None:
    """The level of a code (1 to 5) and the code above it, "" where it does not tell; else None."""
    for level, shape in enumerate(_LEVELS, start=1):
        if shape.fullmatch(code):
            parent = code.rpartition(".")[0] if level > _DIVISION + 1 else ""
            if level == _DIVISION + 1:
                parent = code[:2]
            elif level == _DIVISION + 2:
                parent = code[:-1]
            return level, parent
    return None


def _staged(n: int, row: ActivityRow) -> tuple[object, ...]:
    scheme = rules.tidy(row.scheme).upper().replace(" ", "").replace("REV.", "")
    if scheme not in Activity.Scheme.values:
        raise UnknownScheme(row=n, value=row.scheme, known=", ".join(Activity.Scheme.values))
    code = rules.tidy(row.code).upper()
    if slovak := _SLOVAK_SUBCLASS.fullmatch(code):
        code = ".".join(slovak.groups())
    found = level_and_parent(code)
    if found is None:
        raise BadActivity(row=n, value=row.code)
    names = [rules.tidy(name)[:300] for name in (row.pl, row.sk, row.en)]
    if not any(names):
        raise NamelessActivity(row=n, value=code)
    level, parent = found
    return n, scheme, code, parent or rules.tidy(row.parent).upper(), level, *names

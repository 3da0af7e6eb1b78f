"""How "no" travels: an operation raises a Refusal, a screen shows it, nobody else catches it.

A Refusal is defined beside the function that raises it. It carries a stable code, a sentence in
the reader's language and the facts that fill the sentence. Any other exception is a bug.
"""

import datetime as dt
import re
from decimal import Decimal
from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import get_language

from kartoteka.kernel import days

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


def worded(fact: Any) -> Any:
    """A day or a decimal as a reader of the active language has it; anything else as it is."""
    language = get_language() or "en"
    if isinstance(fact, str) and _ISO_DAY.fullmatch(fact):
        try:
            fact = dt.date.fromisoformat(fact)
        except ValueError:
            return fact
    if isinstance(fact, dt.date) and not isinstance(fact, dt.datetime):
        return days.written(fact, language)
    if isinstance(fact, Decimal):
        said = f"{fact:,}".replace("-", "\u2212")
        return said if language == "en" else said.replace(",", "\u00a0").replace(".", ",")
    return fact


class Refusal(Exception):  # noqa: N818  (a refusal is an answer, not an error)
    """An operation said no, for a reason that the person can act on.

    `code` is stable (`room.reason`), `message` is a translatable sentence with `%(name)s` places
    that `facts` fill, `field` names the form field it belongs to, if one does.
    """

    code: ClassVar[str] = "kernel.refused"
    message: ClassVar[str | Promise] = "Refused."
    field: str | None = None

    def __init__(self, *, field: str | None = None, **facts: Any) -> None:
        self.facts = facts
        if field is not None:
            self.field = field
        super().__init__(self.code)

    def sentence(self) -> str:
        """The reason in the active language."""
        if not self.facts:
            return str(self.message)
        return str(self.message) % {name: worded(fact) for name, fact in self.facts.items()}

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence()}"


class Confirmable(Refusal):
    """A no that the person may override: the screen repeats the request with the code confirmed.

    Operations that may raise one take `confirmed: frozenset[str]` and pass over the codes in it.
    """

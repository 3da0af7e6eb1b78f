"""How "no" travels: an operation raises a Refusal, a screen shows it, nobody else catches it.

A Refusal is defined beside the function that raises it. It carries a stable code, a sentence in
the reader's language and the facts that fill the sentence. Any other exception is a bug.
"""

from typing import Any, ClassVar

from django.utils.functional import Promise


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
        return str(self.message) % self.facts if self.facts else str(self.message)

    def __str__(self) -> str:
        return f"{self.code}: {self.sentence()}"


class Confirmable(Refusal):
    """A no that the person may override: the screen repeats the request with the code confirmed.

    Operations that may raise one take `confirmed: frozenset[str]` and pass over the codes in it.
    """

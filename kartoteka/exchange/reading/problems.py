"""How the subprocess says no: a code and facts, which the reader turns into a Refusal."""

from typing import Any


class Problem(Exception):  # noqa: N818  (an answer to the person, not a bug)
    """The source cannot be read. `code` names the sentence in `refusals`, `facts` fill it."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

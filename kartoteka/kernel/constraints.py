"""The database's last word in people's words: constraint names mapped to Refusals in one place.

A room registers its constraints in its `operations` module:
`constraints.means("register_identifier_unique", IdentifierTaken)`. Operations wrap their writes in
`constraints.spoken()`; an IntegrityError (or an exception that a trigger raises with a constraint
name) whose constraint is known leaves as its Refusal, any other stays the bug that it is.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import DatabaseError, transaction

from kartoteka.kernel.errors import Refusal

_REFUSALS: dict[str, Callable[[], Refusal]] = {}


def means(constraint: str, refusal: Callable[[], Refusal]) -> None:
    """Says which Refusal a violation of `constraint` is."""
    _REFUSALS[constraint] = refusal


@contextmanager
def spoken() -> Iterator[None]:
    """A savepoint in which violated constraints that have words are raised as their Refusals."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        name = broken(error)
        if name in _REFUSALS:
            raise _REFUSALS[name]() from error
        raise


def broken(error: DatabaseError) -> str:
    """The name of the constraint that was violated, '' where it was none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""

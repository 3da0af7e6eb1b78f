"""The transaction of an operation: atomic, and the database knows who acts in it."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

from kartoteka.kernel.actor import Actor

_HAND_DOWN = """
SELECT set_config('kartoteka.through', 'operation', true),
       set_config('kartoteka.actor', %s, true),
       set_config('kartoteka.real_actor', %s, true),
       set_config('kartoteka.address', %s, true)
"""


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """Opens a transaction (or savepoint) whose changes the history ascribes to `actor`."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                _HAND_DOWN,
                [str(actor.user_id or ""), str(actor.real_user_id or ""), actor.address],
            )
        yield

"""The wall around a customer's pages: the database itself shows only what is the customer's.

Signing in runs on the door's connection, which knows sign-ins and no business. Every other page of
a signed-in customer runs in one transaction on a connection whose only role is `kartoteka_portal`,
under row security, with the session's secret key set: the policies find out for themselves whose
it is. Nothing leads from that connection to any other role, and it only reads.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.db import connection, connections, transaction
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]

# What belongs to signing in. Anything else that a stranger asks for finds no rights at all.
AT_THE_DOOR = ("/account/", "/activate/", "/forgotten/", "/healthz")
_ENTER = """
SELECT set_config('role', 'kartoteka_portal', true), set_config('kartoteka.session', %s, true)
"""


class IsolationMiddleware:
    """The last middleware: right around the view and the making of its page."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info.startswith(AT_THE_DOOR) or not request.user.is_authenticated:
            return self.get_response(request)
        with isolated(request.session.session_key or ""):
            return self.get_response(request)


@contextmanager
def isolated(session_key: str) -> Iterator[None]:
    """One transaction that sees what the customer of this session may see, and nothing else.

    It only reads, so it always ends by rolling back, role and session key included.
    """
    with _portals_connection(), transaction.atomic():
        try:
            with connection.cursor() as cursor:
                cursor.execute(_ENTER, [session_key])
            yield
        finally:
            transaction.set_rollback(True)


@contextmanager
def _portals_connection() -> Iterator[None]:
    # Rooms ask `default`: it stands for the portal's own connection while the page is made. Tests
    # have one connection only, on which the role above is the whole step down.
    if "portal" not in connections:
        yield
        return
    door = connections["default"]
    connections["default"] = connections["portal"]
    try:
        yield
    finally:
        connections["default"] = door

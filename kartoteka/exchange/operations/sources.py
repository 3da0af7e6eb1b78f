"""Databases to import from: named once by who may know their addresses."""

import uuid

from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import plans, sealing
from kartoteka.exchange.models import Source
from kartoteka.exchange.operations.rights import require
from kartoteka.exchange.reading import addresses, reader
from kartoteka.exchange.reading.problems import Problem
from kartoteka.exchange.reading.refusals import Unreadable
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal


class NameTaken(Refusal):
    code = "exchange.name_taken"
    message = _("There is a source of this name already. Choose another name.")
    field = "name"


class FileOnServer(Refusal):
    code = "exchange.file_on_server"
    message = _("A file on the server can be named only on the command line. Upload it instead.")
    field = "address"


class UnknownSource(Refusal):
    code = "exchange.unknown_source"
    message = _("There is no such source. Choose one from the list.")
    field = "source"


constraints.means("exchange_source_name_unique", NameTaken)


def name_source(
    *, actor: Actor, name: str, address: str, system: str = "", may_be_file: bool = False
) -> uuid.UUID:
    """Keeps the address of a database under a name, after looking into it.

    The address is sealed and never shown again. `may_be_file` is for the command line only.
    Raises NotAllowed, Unreadable, FileOnServer, NameTaken.
    """
    require(actor, Role.SUPERADMINISTRATOR)
    try:
        understood = addresses.understand(address)
    except Problem as problem:
        raise Unreadable(problem.code, **problem.facts) from None
    if understood.family == "sqlite" and not may_be_file:
        raise FileOnServer
    reader.tables(reader.Where(address=address))
    with acting(actor), constraints.spoken():
        source = Source.objects.create(
            name=name.strip(),
            secret=sealing.seal(address),
            shown=understood.shown[:250],
            system=(system or plans.system_of(name))[: plans.LONGEST_SYSTEM],
        )
    return source.public_id


def end_source(*, actor: Actor, public_id: uuid.UUID) -> None:
    """Takes a source off the list and forgets its address; runs keep its name.

    Raises NotAllowed, UnknownSource.
    """
    require(actor, Role.SUPERADMINISTRATOR)
    with acting(actor):
        ended = Source.objects.filter(public_id=public_id, is_active=True).update(
            is_active=False, secret=""
        )
    if not ended:
        raise UnknownSource

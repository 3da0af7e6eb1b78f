"""Sets of invoices: what they are, and the job that works on one."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from kartoteka.access import queries as access
from kartoteka.billing.models import InvoiceSet, SetLine
from kartoteka.kernel.actor import Actor, Role


@dataclass(frozen=True, slots=True)
class InvoiceSetView:
    """A set with its figures; `came_in` says that something of it has come in for good. `job` is
    the unfinished one of the viewer."""

    public_id: UUID
    name: str
    sha256: str
    size: int
    files: int
    state: str
    reason: str
    new: int
    known: int
    refused: int
    sums: tuple[tuple[str, Decimal], ...]
    came_in: bool
    held_at: dt.datetime
    job: UUID | None

    @property
    def is_taken(self) -> bool:
        """Whether it was taken in."""
        return self.state == InvoiceSet.State.TAKEN

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to decide."""
        return self.state in (InvoiceSet.State.HELD, InvoiceSet.State.LOOKED)


def invoice_set(*, viewer: Actor, public_id: UUID) -> InvoiceSetView | None:
    """The set of that name, or None. Staff only."""
    found = None
    if viewer.may(Role.CLERK):
        found = InvoiceSet.objects.defer("data").filter(public_id=public_id).first()
    if found is None:
        return None
    figures = found.figures
    job = access.job(viewer=viewer, public_id=found.job) if found.job else None
    return InvoiceSetView(
        public_id=found.public_id,
        name=found.name,
        sha256=found.sha256,
        size=found.size,
        files=found.files,
        state=found.state,
        reason=found.reason,
        new=figures.get("new", 0),
        known=figures.get("known", 0),
        refused=figures.get("refused", 0),
        sums=tuple((name, Decimal(one)) for name, one in figures.get("sums", {}).items()),
        came_in=SetLine.objects.filter(of=found, is_done=True).exists(),
        held_at=found.held_at,
        job=job.public_id if job is not None and not job.is_finished else None,
    )

"""Where personal data is: what every room declares of its tables, in its own `personal.py`.

    ROOM = Room(
        "agreements",
        places=(Place("agreements_point", ("name", "address"), OF_PARTY, beside=("number",)),),
        impersonal={"agreements_agreement": ("number",)},
        erase=operations.erase,
    )

A test walks the catalogue of the database: a column that can hold text and stands in no declaration
fails it.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from django.utils.functional import Promise

from kartoteka.kernel.actor import Actor

# How most rows are reached: the condition on the row `r` of a Place.
OF_PARTY = "r.party_id = ANY (%(parties)s)"


@dataclass(frozen=True, slots=True)
class Subjects:
    """Whose data: parties, and the logins of the portal that act for nobody else."""

    parties: tuple[int, ...]
    logins: tuple[int, ...] = ()

    @property
    def parameters(self) -> dict[str, list[int]]:
        """As the statements of a Place take them: `parties` and `logins`."""
        return {"parties": list(self.parties), "logins": list(self.logins)}


@dataclass(frozen=True, slots=True)
class Place:
    """A table in which people are named.

    `columns` hold the personal data: erasing leaves nothing of them. `reached` is the SQL condition
    on the row `r` that finds the rows of `%(parties)s` and `%(logins)s`; empty where no row can be
    told to be a person's. `beside` are columns that a report shows with them. `shown_as` gives the
    SQL expression that stands for a column in a report. `kept` says, where erasing does not touch
    the place, why and until when. `title` is what a report calls the place, where the table's model
    has no words of its own.
    """

    table: str
    columns: tuple[str, ...]
    reached: str = ""
    beside: tuple[str, ...] = ()
    shown_as: Mapping[str, str] = field(default_factory=dict)
    kept: str | Promise = ""
    title: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What forbids to erase a party now, in words that `facts` fill."""

    party_id: int
    code: str
    words: str | Promise
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The hold in the active language."""
        return str(self.words) % self.facts if self.facts else str(self.words)


@dataclass(frozen=True, slots=True)
class Event:
    """A day from which retention runs: the last on which something of the `kind` happened, under
    the law of `country` ("" where it is the party's own)."""

    party_id: int
    kind: str
    day: dt.date
    country: str = ""


class Holds(Protocol):
    """Asks a room what forbids to erase these parties on a day."""

    def __call__(self, *, viewer: Actor, parties: list[int], on: dt.date) -> list[Held]:
        """One row a hold; a party that nothing holds is absent."""


class Events(Protocol):
    """Asks a room from which days retention runs."""

    def __call__(self, *, viewer: Actor, parties: list[int]) -> list[Event]:
        """One row a party, kind and country."""


Eraser = Callable[..., dict[str, int]]
Lock = Callable[..., None]
Logins = Callable[..., tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Room:
    """What a room says of personal data in it.

    `impersonal` names the columns that could hold text about people but do not. `erase(actor,
    subjects)` takes the data of these people out and answers how many rows of each table it
    touched; it stands in the caller's transaction. `lock(actor, subjects)` comes before the holds
    are asked: what it locks cannot change until the erasure is over. `logins(viewer, parties)` are
    logins of the portal that the room knows to be these parties' and nobody else's.
    """

    name: str
    places: tuple[Place, ...] = ()
    impersonal: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    erase: Eraser | None = None
    lock: Lock | None = None
    logins: Logins | None = None
    holds: tuple[Holds, ...] = ()
    events: tuple[Events, ...] = ()


# Arguments of jobs are ids, never rows (kernel.jobs), and a job that succeeded is deleted.
ROOM = Room(
    "kernel",
    impersonal={
        "django_content_type": ("app_label", "model"),
        "django_migrations": ("app", "name"),
        "kernel_allowance": ("name", "span"),
        "procrastinate_jobs": ("queue_name", "task_name", "lock", "args", "queueing_lock"),
        "procrastinate_periodic_defers": ("task_name", "periodic_id"),
    },
)

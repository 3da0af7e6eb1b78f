"""Who asks and who acts: the value that every query takes as `viewer` and operation as `actor`."""

from dataclasses import dataclass
from enum import StrEnum


class Realm(StrEnum):
    """Where a user signs in. The two never mix: other process, cookie and database role."""

    DESK = "desk"
    PORTAL = "portal"


class Role(StrEnum):
    """Levels of staff, each with all the rights of those before it."""

    CLERK = "CLERK"
    ADMINISTRATOR = "ADMINISTRATOR"
    SUPERADMINISTRATOR = "SUPERADMINISTRATOR"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the program itself.

    `user_id` is None only for the program. `role` is None for a portal user. `real_user_id` is set
    when staff look at the portal as a customer. `address` is the network address, kept in history.
    """

    user_id: int | None
    realm: Realm
    role: Role | None = None
    name: str = ""
    real_user_id: int | None = None
    address: str = ""

    def may(self, role: Role) -> bool:
        """Whether the actor is staff of at least this role."""
        order = list(Role)
        return self.role is not None and order.index(self.role) >= order.index(role)


SYSTEM = Actor(user_id=None, realm=Realm.DESK, role=Role.SUPERADMINISTRATOR, name="system")

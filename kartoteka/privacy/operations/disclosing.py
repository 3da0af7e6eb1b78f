"""The register of disclosures: one row for what went out, one for each person concerned."""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext_lazy as _
from psycopg import sql as psql

from kartoteka.kernel import constraints, sql
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.privacy.models import Basis, Disclosure
from kartoteka.privacy.operations.consents import NotInFuture
from kartoteka.privacy.operations.rights import require

Recipient = Disclosure.Recipient
Way = Disclosure.Way
Scope = Disclosure.Scope


class RecipientMissing(Refusal):
    code = "privacy.recipient_missing"
    message = _("Name who receives the data.")
    field = "recipient"


class ScopeMissing(Refusal):
    code = "privacy.scope_missing"
    message = _("Say what data it is: choose one group at least.")
    field = "scope"


class NobodyConcerned(Refusal):
    code = "privacy.nobody_concerned"
    message = _("There is nobody in it: nothing was disclosed.")
    field = "numbers"


constraints.means("privacy_disclosure_of_somebody", NobodyConcerned)
constraints.means("privacy_disclosure_recipient_named", RecipientMissing)


@dataclass(frozen=True, slots=True)
class Selection:
    """The persons concerned as a statement that selects party ids, with its named parameters."""

    statement: psql.Composable
    parameters: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class DisclosureDraft:
    """What is disclosed to whom. `recipient_kind`, `scope`, `way` and `basis` are codes of
    Disclosure; `recipient` is the name, empty where it is the person concerned. `names_others`:
    people who are no customers are in it too, so that there may be no customer at all."""

    recipient_kind: str
    recipient: str
    scope: tuple[str, ...]
    basis: str
    way: str
    basis_note: str = ""
    note: str = ""
    names_others: bool = False


_OF_IDS = psql.SQL("SELECT unnest(%(disclosed_ids)s::bigint[])")


def disclose(
    *,
    actor: Actor,
    draft: DisclosureDraft,
    parties: Collection[int] | Selection,
    on: dt.date | None = None,
) -> uuid.UUID:
    """Note in the register that data of `parties` goes out on the day `on`, which is today where
    the caller has no day at hand; returns the disclosure's name.

    `parties` are ids, or a Selection: of 300,000 the rows are written by one statement. Belongs
    into the transaction of what sends the data, before it is sent. Ids that are nobody's are left
    out. Raises RecipientMissing, ScopeMissing, NobodyConcerned.
    """
    require(actor, Role.CLERK)
    is_self = draft.recipient_kind == Recipient.SELF
    recipient = "" if is_self else " ".join(draft.recipient.split())
    if not is_self and not recipient:
        raise RecipientMissing
    if not draft.scope:
        raise ScopeMissing
    if not isinstance(parties, Selection):
        parties = Selection(_OF_IDS, {"disclosed_ids": list(parties)})
    public_id = uuid.uuid4()
    values: dict[str, Any] = {
        "public_id": public_id,
        "disclosed_on": on,
        "actor": actor.user_id,
        "recipient_kind": draft.recipient_kind,
        "recipient": recipient,
        "scope": sorted(set(draft.scope)),
        "basis": Basis(draft.basis).value,
        "basis_note": draft.basis_note.strip(),
        "way": Way(draft.way).value,
        "note": draft.note.strip(),
        "names_others": draft.names_others,
        "zone": settings.TIME_ZONE,
    }
    statement = psql.SQL(sql.text("kartoteka.privacy", "disclose")).format(parties.statement)
    with acting(actor), constraints.spoken(), connection.cursor() as cursor:
        named = {f"of_{name}": value for name, value in values.items()}
        cursor.execute(statement, {**parties.parameters, **named})
    return public_id


def disclose_by_hand(
    *,
    actor: Actor,
    draft: DisclosureDraft,
    parties: Collection[int],
    on: dt.date,
    today: dt.date,
) -> uuid.UUID:
    """As `disclose`, for what went out past the program: told, handed over, sent by post.

    Raises NotInFuture too.
    """
    if on > today:
        raise NotInFuture
    return disclose(actor=actor, draft=draft, parties=parties, on=on)

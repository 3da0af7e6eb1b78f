"""Schemes as data: made from others, changed by versions, chosen by kind of payment, tried."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.ledger import locks
from kartoteka.ledger.models import Account, Creditor, Scheme, SchemeChoice, Via
from kartoteka.ledger.operations.accounts import UnknownScheme
from kartoteka.ledger.operations.posting import UnknownCreditor
from kartoteka.ledger.operations.replaying import Difference, differences, open_now, take_back
from kartoteka.ledger.operations.rights import require
from kartoteka.ledger.operations.settling import settle_held

_COMPONENTS = {"COST", "INTEREST", "PRINCIPAL"}


@dataclass(frozen=True, slots=True)
class SchemeDraft:
    """The terms of a scheme: see `models.Scheme`. `labels` are its name by language."""

    labels: Mapping[str, str]
    country: str
    regime: str
    components: tuple[str, ...]
    interest: str
    basis: str
    claims: str = "OLDEST_DUE"
    sharing: str = "IN_TURN"
    designation: str = "FOLLOWED"
    overpayment: str = "KEEP"
    threshold: Decimal = field(default=Decimal(0))
    ahead_days: int | None = None
    by_component: bool = False
    plan_first: bool = False
    follows_parts: bool = False


class SchemeCodeWrong(Refusal):
    code = "ledger.scheme_code_wrong"
    message = _("A code is made of capital letters, digits and underscores, 40 at most.")
    field = "code"


class SchemeCodeTaken(Refusal):
    code = "ledger.scheme_code_taken"
    message = _("There is a scheme “%(scheme)s” already. Choose another code.")
    field = "code"


class ReadySchemeStays(Refusal):
    code = "ledger.ready_scheme_stays"
    message = _("Schemes that came with the program stay as they are. Make your own from this one.")


class ComponentsWrong(Refusal):
    code = "ledger.components_wrong"
    message = _("The order inside a debt names costs, interest and principal, each once.")
    field = "components"


def add_scheme(*, actor: Actor, code: str, draft: SchemeDraft) -> None:
    """Adds a scheme of the office's own. Raises `NotAllowed`, `SchemeCodeWrong`,
    `SchemeCodeTaken`, `ComponentsWrong`."""
    require(actor, Role.ADMINISTRATOR)
    if not re.fullmatch(r"[A-Z0-9_]{1,40}", code):
        raise SchemeCodeWrong
    with acting(actor):
        if Scheme.objects.filter(code=code).exists():
            raise SchemeCodeTaken(scheme=code)
        Scheme.objects.create(code=code, **_terms(draft))


def change_scheme(*, actor: Actor, code: str, draft: SchemeDraft) -> None:
    """Changes the office's own scheme; what was settled keeps its version.

    Raises `NotAllowed`, `UnknownScheme`, `ReadySchemeStays`, `ComponentsWrong`.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        scheme = Scheme.objects.select_for_update().filter(code=code).first()
        if scheme is None:
            raise UnknownScheme(scheme=code)
        if scheme.is_ready:
            raise ReadySchemeStays
        Scheme.objects.filter(code=code).update(**_terms(draft))


def choose_scheme(*, actor: Actor, creditor_id: int, via: str, scheme: str) -> None:
    """By which scheme the creditor's money of a kind (`models.Via`) is used from now on; "" goes
    back to each account's own. Raises `NotAllowed`, `UnknownCreditor`, `UnknownScheme`."""
    require(actor, Role.ADMINISTRATOR)
    if via not in Via.values or (scheme and not Scheme.objects.filter(code=scheme).exists()):
        raise UnknownScheme(scheme=scheme)
    with acting(actor):
        if not Creditor.objects.filter(pk=creditor_id).exists():
            raise UnknownCreditor(source_ref=str(creditor_id))
        chosen = SchemeChoice.objects.filter(creditor_id=creditor_id, via=via)
        if not scheme:
            chosen.delete()
        elif not chosen.update(scheme_id=scheme):
            SchemeChoice.objects.create(creditor_id=creditor_id, via=via, scheme_id=scheme)


def use_scheme(*, actor: Actor, account_id: int, scheme: str) -> None:
    """Gives an account another scheme; what was settled stays. Raises `NotAllowed`,
    `UnknownScheme`, `AccountBusy`."""
    require(actor, Role.ADMINISTRATOR)
    if not Scheme.objects.filter(code=scheme).exists():
        raise UnknownScheme(scheme=scheme)
    with acting(actor):
        locks.lock_by_hand([account_id])
        Account.objects.filter(pk=account_id).update(scheme_id=scheme)


def try_scheme(
    *, viewer: Actor, scheme: str, on: dt.date, account_ids: list[int]
) -> list[Difference]:
    """How the money of accounts would stand, had it been used by `scheme` from the beginning.

    Takes back all that automation settled, settles anew to `on`, compares and takes all of it back;
    what was settled by hand stays. Raises `NotAllowed`, `UnknownScheme`, `AccountBusy`,
    `PeriodClosed`.
    """
    require(viewer, Role.CLERK)
    if not Scheme.objects.filter(code=scheme).exists():
        raise UnknownScheme(scheme=scheme)
    with acting(viewer):
        locks.lock_by_hand(account_ids)
        before = open_now(account_ids)
        take_back(actor=viewer, account_ids=account_ids, reason="–")
        Account.objects.filter(pk__in=account_ids).update(scheme_id=scheme)
        settle_held(account_ids, on, viewer, late_too=True)
        told = differences(before, open_now(account_ids))
        transaction.set_rollback(True)
    return told


def _terms(draft: SchemeDraft) -> dict[str, object]:
    if set(draft.components) != _COMPONENTS or len(draft.components) != len(_COMPONENTS):
        raise ComponentsWrong
    return asdict(draft) | {"components": list(draft.components), "labels": dict(draft.labels)}

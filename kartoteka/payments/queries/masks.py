"""Masks of virtual accounts: how many numbers are given, how many are left."""

from dataclasses import dataclass

from kartoteka.kernel.actor import Actor
from kartoteka.ledger.models import Account
from kartoteka.payments.models import Mask, VirtualAccount

FEW_LEFT, FEW_SHARE = 1_000, 10  # told ahead: fewer than a thousand, or than a tenth


@dataclass(frozen=True, slots=True)
class MaskRow:
    """A mask; `without` are the ledger accounts that have no virtual account yet."""

    mask_id: int
    creditor: str
    currency: str
    country: str
    prefix: str
    digits: int
    given: int
    left: int
    is_closed: bool
    without: int

    @property
    def runs_out(self) -> bool:
        """Whether another mask should be asked for."""
        whole = 10**self.digits - 1
        few = min(FEW_LEFT, whole * FEW_SHARE // 100)
        return not self.is_closed and (self.left <= few or self.left < self.without)


def masks(*, viewer: Actor) -> list[MaskRow]:
    """All masks, the open ones first."""
    del viewer
    found = []
    for one in Mask.objects.select_related("creditor").order_by("is_closed", "pk"):
        wanting = Account.objects.filter(
            creditor_id=one.creditor_id, currency=one.currency, is_joined=False
        ).exclude(
            pk__in=VirtualAccount.objects.filter(closed_on__isnull=True, debt__isnull=True).values(
                "account_id"
            )
        )
        found.append(
            MaskRow(
                one.pk, one.creditor.name, one.currency, one.country, one.prefix, one.digits,
                one.next - 1, 10**one.digits - one.next, one.is_closed, wanting.count(),
            )
        )  # fmt: skip
    return found


def debt_account(viewer: Actor, debt_id: int) -> str | None:
    """The IBAN that stands for one document and is open, None where there is none."""
    del viewer
    return (
        VirtualAccount.objects.filter(debt_id=debt_id, closed_on__isnull=True)
        .values_list("iban", flat=True)
        .first()
    )

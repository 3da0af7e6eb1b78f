"""What forms let people choose from: codes with their words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from kartoteka.ledger import wording
from kartoteka.ledger.models import Scheme, Via

Choices = list[tuple[str, str | Promise]]

VIA: Choices = list(Via.choices)
CLAIMS: Choices = list(Scheme.Claims.choices)
SHARING: Choices = list(Scheme.Sharing.choices)
DESIGNATION: Choices = list(Scheme.Designation.choices)
OVERPAYMENT: Choices = list(Scheme.Overpayment.choices)
INTEREST: Choices = list(Scheme.Interest.choices)
REGIMES: Choices = [
    ("civil", _("civil")), ("business", _("between businesses")), ("consumer", _("consumer")),
]  # fmt: skip


def components() -> Choices:
    """Every order of costs, interest and principal, in words."""
    return [(",".join(order), wording.components(order)) for order in wording.ORDERS]


def bases() -> Choices:
    """Legal bases that are known by name."""
    return [(code, wording.basis(code)) for code in wording.BASES]

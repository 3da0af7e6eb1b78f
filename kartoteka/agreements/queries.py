"""What may be asked about points and agreements."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from kartoteka.agreements.models import Agreement, Point
from kartoteka.agreements.rules import AgreementDraft, PointDraft
from kartoteka.kernel import sql
from kartoteka.kernel.actor import Actor
from kartoteka.register.analysis import Fact, Section

_HERE = "kartoteka.agreements"
_SOON = dt.timedelta(days=90)


@dataclass(frozen=True, slots=True)
class PointView:
    """A point as screens show it."""

    point_id: int
    public_id: uuid.UUID
    number: str
    party_id: int
    name: str
    address: str

    def __str__(self) -> str:
        return " · ".join(part for part in (self.number, self.name or self.address) if part)

    def draft(self) -> PointDraft:
        """The point as a form starts from it."""
        return PointDraft(
            number=self.number, party_id=self.party_id, name=self.name, address=self.address
        )


@dataclass(frozen=True, slots=True)
class AgreementView:
    """An agreement as screens show it; both days are inclusive."""

    agreement_id: int
    public_id: uuid.UUID
    number: str
    party_id: int
    creditor_id: int
    creditor: str
    point_id: int | None
    point: str
    valid_from: dt.date
    valid_to: dt.date | None

    def is_valid(self, on: dt.date) -> bool:
        """Whether `on` is within the validity."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def draft(self) -> AgreementDraft:
        """The agreement as a form starts from it."""
        return AgreementDraft(
            number=self.number,
            party_id=self.party_id,
            creditor_id=self.creditor_id,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            point_id=self.point_id,
        )


@dataclass(frozen=True, slots=True)
class Found:
    """A party that a number led to: the answer of a search source."""

    party_id: int
    what: str


def points_of(*, viewer: Actor, party_id: int) -> list[PointView]:
    """The points of a party by number."""
    return list(map(_point, Point.objects.filter(party_id=party_id).order_by("number")))


def point(*, viewer: Actor, public_id: uuid.UUID) -> PointView | None:
    """The point with this name outside, or None."""
    found = Point.objects.filter(public_id=public_id).first()
    return _point(found) if found else None


def agreements_of(
    *, viewer: Actor, party_id: int, valid_on: dt.date | None = None
) -> list[AgreementView]:
    """The agreements of a party, the newest first; only those valid on a day, if one is given."""
    chosen = _agreements().filter(party_id=party_id)
    if valid_on is not None:
        chosen = chosen.filter(
            Q(valid_to__isnull=True) | Q(valid_to__gte=valid_on), valid_from__lte=valid_on
        )
    return list(map(_agreement, chosen.order_by("-valid_from", "number")))


def agreement(*, viewer: Actor, public_id: uuid.UUID) -> AgreementView | None:
    """The agreement with this name outside, or None."""
    found = _agreements().filter(public_id=public_id).first()
    return _agreement(found) if found else None


def point_ids_by_number(*, viewer: Actor, numbers: Iterable[str]) -> dict[str, int]:
    """Ids of the points that bear one of `numbers` exactly; unknown numbers are left out."""
    found = Point.objects.filter(number__in=list(numbers))
    return dict(found.values_list("number", "pk"))


def agreement_ids_by_number(
    *, viewer: Actor, creditor_id: int, numbers: Iterable[str]
) -> dict[str, int]:
    """Ids of the creditor's agreements that bear one of `numbers`; unknown ones are left out."""
    found = Agreement.objects.filter(creditor_id=creditor_id, number__in=list(numbers))
    return dict(found.values_list("number", "pk"))


def agreements_numbered(
    *, viewer: Actor, number: str, creditor_id: int | None = None, party_id: int | None = None
) -> list[int]:
    """Ids of the agreements of that number, of any creditor and customer or of those given."""
    found = Agreement.objects.filter(number=number)
    if creditor_id is not None:
        found = found.filter(creditor_id=creditor_id)
    if party_id is not None:
        found = found.filter(party_id=party_id)
    return list(found.order_by("pk").values_list("pk", flat=True))


def search(*, viewer: Actor, text: str, limit: int = 20) -> list[Found]:
    """Parties whose point or agreement number begins with `text`, separators apart.

    A source of the search box: `what` is the number that was found.
    """
    parameters = {"text": text, "limit": limit}
    return [Found(*row) for row in sql.rows(_HERE, "search", parameters)]


def _agreements() -> QuerySet[Agreement]:
    return Agreement.objects.annotate(creditor_name=F("creditor__name"), place=F("point__number"))


def _point(row: Point) -> PointView:
    return PointView(
        point_id=row.pk,
        public_id=row.public_id,
        number=row.number,
        party_id=row.party_id,
        name=row.name,
        address=row.address,
    )


def _agreement(row: Agreement) -> AgreementView:
    return AgreementView(
        agreement_id=row.pk,
        public_id=row.public_id,
        number=row.number,
        party_id=row.party_id,
        creditor_id=row.creditor_id,
        creditor=row.creditor_name,  # type: ignore[attr-defined]  # annotated in _agreements
        point_id=row.point_id,
        point=row.place or "",  # type: ignore[attr-defined]  # annotated in _agreements
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def analysis(*, viewer: Actor, party_id: int, on: dt.date) -> Section | None:
    """What agreements say in the analysis: how many run, which end soon, since when."""
    del viewer
    found = Agreement.objects.filter(party_id=party_id)
    running = Q(valid_from__lte=on) & (Q(valid_to=None) | Q(valid_to__gte=on))
    soon = Q(valid_to__range=(on, on + _SOON))
    said = found.aggregate(
        running=Count("pk", filter=running),
        ending=Count("pk", filter=soon),
        since=Min("valid_from"),
    )
    points = Point.objects.filter(party_id=party_id).count()
    if not points and said["since"] is None:
        return None
    return Section(
        _("Agreements and points"),
        [
            Fact(_("Agreements in force"), said["running"]),
            Fact(_("Ending within 90 days"), said["ending"]),
            Fact(_("Customer by agreement since"), said["since"]),
            Fact(_("Points"), points),
        ],
    )

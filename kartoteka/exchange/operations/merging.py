"""What customers are called in other programs, when two of them are merged."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from kartoteka.exchange.models import ExternalId
from kartoteka.register.merging import Left, Merging, Moved, Returned, Words
from kartoteka.register.operations.merging.keys import note, noted

_TABLE = "exchange_externalid"


class Names:
    """A customer may be called by several names in one program: all lead to the one that stays."""

    columns = frozenset({"exchange_externalid.row"})
    words: Mapping[str, Words] = {"names": _("numbers in other programs")}

    def move(self, merging: Merging) -> list[Moved]:
        """See register.merging.Mover."""
        rows = ExternalId.objects.filter(kind="PARTY", row=merging.loser_id).order_by("pk")
        ids = list(rows.values_list("pk", flat=True))
        ExternalId.objects.filter(pk__in=ids).update(row=merging.survivor_id)
        note(merging, _TABLE, [(pk, "row", merging.loser_id, merging.survivor_id) for pk in ids])
        return [Moved("names", len(ids))]

    def put_back(self, merging: Merging) -> list[Returned]:
        """See register.merging.Mover."""
        ids = {pk for pk, *_rest in noted(merging, _TABLE)}
        back = ExternalId.objects.filter(pk__in=ids, kind="PARTY", row=merging.survivor_id)
        went = set(back.values_list("pk", flat=True))
        ExternalId.objects.filter(pk__in=went).update(row=merging.loser_id)
        others = ExternalId.objects.filter(pk__in=ids - went).values_list("external_id", flat=True)
        left = tuple(Left(name, "elsewhere") for name in others)
        return [Returned("names", len(went), left)]


MOVERS = [Names()]

"""Consents of customers as another program kept them: each giving and withdrawing is a row."""

from django.utils.translation import gettext_lazy as _

from kartoteka.exchange import parsing
from kartoteka.exchange.fields import Column, Field, Form
from kartoteka.exchange.kinds import cells, profile
from kartoteka.exchange.kinds.cells import Read
from kartoteka.exchange.kinds.details import Detail
from kartoteka.exchange.kinds.parts import Group, Target
from kartoteka.privacy import operations, queries
from kartoteka.privacy.models import Channel

_CHANNELS = cells.one_of(Channel.choices)


def _purpose(_column: Column) -> Read:
    """The id of a purpose that stands on consent, by its code or its name in any language."""
    known = {
        parsing.fold(word): str(one.id)
        for one in queries.purposes(viewer=cells.IMPORTER, active_only=True)
        if one.basis == "A"
        for word in (one.code, *one.names.values())
    }
    return cells.looked_up(known, "no_such_purpose")


DETAIL = Detail(
    "CONSENT",
    _("Consents of customers"),
    (
        Group(
            "consent", "consent",
            (
                Target(Field("purpose_id", _("Purpose"),
                             ("purpose", "cel", "ucel", "zgoda", "cel zgody", "suhlas", "consent"),
                             prepares=profile.accepts(_purpose)), "purpose_id", _purpose),
                Target(Field("channel", _("Channel"), ("channel", "kanal", "forma", "kanal zgody"),
                             prepares=profile.accepts(_CHANNELS)), "channel", _CHANNELS),
                Target(Field("is_given", _("Given"),
                             ("given", "udzielona", "wyrazona", "czy zgoda", "udeleny", "zgoda t n",
                              "granted"),
                             accepts=lambda _names, value: parsing.yes_or_no(value) is not None,
                             help=_("Without it all are given.")), "is_given", cells.yes_no),
                Target(Field("happened_on", _("On the day"),
                             ("day", "date", "data", "data zgody", "dnia", "dzien", "datum",
                              "given on"), Form.DATE), "happened_on", cells.day),
                Target(Field("how", _("How"), ("how", "sposob", "ako", "sposob zgody"),
                             prepares=profile.accepts(_CHANNELS)), "how", _CHANNELS),
                Target(Field("evidence", _("Evidence"),
                             ("evidence", "dowod", "dokaz", "podstawa", "opis", "dokument",
                              "proof")), "evidence", cells.text(2000, lines=True)),
            ),
            needs=("purpose_id",), bring=operations.note_many_consents,
        ),
    ),
    (("purpose_id",), ("channel",), ("happened_on",)),
)  # fmt: skip
KIND = DETAIL.kind()

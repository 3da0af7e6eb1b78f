"""The dictionaries of the register: entries named in three languages, ordered, retired."""

from collections.abc import Mapping

from django.db import connection
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.folding import fold
from kartoteka.kernel.labels import LANGUAGES
from kartoteka.register import rules
from kartoteka.register.models import Choice
from kartoteka.register.operations.editing import take


class OnlyAdministrators(Refusal):
    """The dictionaries are the office's, not one clerk's."""

    code = "register.only_administrators"
    message = _("Only an administrator may do this.")


class WordsMissing(Refusal):
    """An entry without a name in any language."""

    code = "register.words_missing"
    message = _("Give the name in at least one language.")
    field = "pl"


class EntryTwice(Refusal):
    """The dictionary has an entry with this code."""

    code = "register.entry_twice"
    message = _("The dictionary has this entry already. Change its name or bring it back.")
    field = "pl"


class EntryInUse(Refusal):
    """Rows have it: it can be retired, not removed."""

    code = "register.entry_in_use"
    message = _("The entry is in use. Retire it: it stays where it is and is no longer offered.")


class OfAnotherList(Refusal):
    """The entry is none of the dictionary asked for."""

    code = "register.of_another_list"
    message = _("This is no entry of that dictionary. Choose another one.")


constraints.means("register_choice_code_unique", EntryTwice)
constraints.means("register_choice_has_words", WordsMissing)
constraints.means("register_choice_of_its_list", OfAnotherList)


def add_entry(*, actor: Actor, of: str, labels: Mapping[str, str], colour: str = "") -> int:
    """Add an entry to the end of a dictionary (a Choice.List); returns its id.

    `labels` are words by language (pl, sk, en), of which one is enough; the code is made of them.
    Raises OnlyAdministrators, WordsMissing, EntryTwice.
    """
    _require(actor)
    words = tidied(labels)
    code = fold(next(iter(words.values()))).replace(" ", "_").upper()[:40]
    with acting(actor), constraints.spoken():
        last = Choice.objects.filter(list=of).aggregate(last=Max("position"))["last"]
        return Choice.objects.create(
            list=Choice.List(of),
            code=code,
            labels=words,
            colour=colour,
            position=(last or 0) + 1,
        ).pk


def change_entry(
    *,
    actor: Actor,
    entry_id: int,
    labels: Mapping[str, str],
    colour: str = "",
    is_retired: bool = False,
    expected_version: str | None = None,
    confirmed: frozenset[str] = frozenset(),
) -> None:
    """Name, colour or retire an entry; rows that have it keep it.

    Raises OnlyAdministrators, WordsMissing, NotThere, ChangedMeanwhile.
    """
    _require(actor)
    words = tidied(labels)
    with acting(actor), constraints.spoken():
        row = take(
            Choice, entry_id, actor=actor, expected_version=expected_version, confirmed=confirmed
        )
        row.labels, row.colour, row.is_retired = words, colour, is_retired
        row.save(update_fields=["labels", "colour", "is_retired"])


def move_entry(*, actor: Actor, entry_id: int, up: bool) -> None:
    """Let the entry change places with its neighbour; at the end nothing happens."""
    _require(actor)
    with acting(actor):
        row = take(Choice, entry_id, actor=actor)
        places = list(
            Choice.objects.select_for_update()
            .filter(list=row.list)
            .order_by("position", "id")
            .values_list("pk", flat=True)
        )
        at = places.index(row.pk)
        to = at + (-1 if up else 1)
        if not 0 <= to < len(places):
            return
        places[at], places[to] = places[to], places[at]
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE register_choice c SET position = p.place"
                " FROM unnest(%s::bigint[]) WITH ORDINALITY AS p (id, place)"
                " WHERE c.id = p.id AND c.position <> p.place",
                [places],
            )


def remove_entry(*, actor: Actor, entry_id: int) -> None:
    """Take away an entry that nothing has. Raises OnlyAdministrators, EntryInUse, NotThere."""
    _require(actor)
    with acting(actor), constraints.spoken():
        row = take(Choice, entry_id, actor=actor)
        try:
            row.delete()
        except ProtectedError as error:
            raise EntryInUse from error


def tidied(labels: Mapping[str, str]) -> dict[str, str]:
    """The words that were given, tidy. Raises WordsMissing where there are none."""
    words = {one: rules.tidy(labels.get(one, "")) for one in LANGUAGES}
    given = {language: text for language, text in words.items() if text}
    if not given:
        raise WordsMissing
    return given


def _require(actor: Actor) -> None:
    if not actor.may(Role.ADMINISTRATOR):
        raise OnlyAdministrators

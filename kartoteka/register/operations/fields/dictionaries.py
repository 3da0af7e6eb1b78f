"""Dictionaries: lists of values in an order, with words in three languages and colours."""

from collections.abc import Mapping
from typing import TypeVar

from django.db import connection
from django.db.models import Max, Model, QuerySet
from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor, Role
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.folding import fold
from kartoteka.kernel.labels import LANGUAGES
from kartoteka.register.fields import rules as field_rules
from kartoteka.register.models import CustomField, Dictionary, DictionaryValue
from kartoteka.register.operations.editing import NotThere
from kartoteka.register.operations.rights import require
from kartoteka.register.queries import field_breaks

Row = TypeVar("Row", bound=Model)
LONGEST_LABEL = 120


class BadKey(Refusal):
    """A code goes into addresses, imports and the API."""

    code = "register.bad_key"
    message = _("A code begins with a letter and has only a–z, 0–9 and _; at most 40 signs.")
    field = "key"


class LabelMissing(Refusal):
    """Somebody has to be able to read it."""

    code = "register.label_missing"
    message = _("Give a name in at least one language, at most 120 signs each.")
    field = "label_pl"


class DictionaryKeyTaken(Refusal):
    """Codes of dictionaries are unique."""

    code = "register.dictionary_key_taken"
    message = _("There is already a dictionary with this code. Give another one.")
    field = "key"


class ValueCodeTaken(Refusal):
    """Codes are unique within a dictionary."""

    code = "register.value_code_taken"
    message = _("The dictionary has this code already. Give another one.")
    field = "code"


class DictionaryInUse(Refusal):
    """Fields choose from it."""

    code = "register.dictionary_in_use"
    message = _("Fields choose from this dictionary, such as %(label)s. Remove them first.")


class ValueInUse(Refusal):
    """Records have it: it can be retired, not removed."""

    code = "register.value_in_use"
    message = _(
        "Records with this value: %(count)s, such as %(name)s. Retire it: it stays readable there"
        " and is no longer offered."
    )


constraints.means("register_dictionary_key_unique", DictionaryKeyTaken)
constraints.means("register_dictionaryvalue_unique", ValueCodeTaken)


def add_dictionary(
    *, actor: Actor, key: str, labels: Mapping[str, str], is_shared: bool = True
) -> int:
    """Add an empty dictionary; returns its id. Raises BadKey, LabelMissing, DictionaryKeyTaken."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        return Dictionary.objects.create(
            key=good_key(key), labels=good_labels(labels), is_shared=is_shared
        ).pk


def change_dictionary(*, actor: Actor, dictionary_id: int, labels: Mapping[str, str]) -> None:
    """Call it otherwise; its code stays. Raises LabelMissing, NotThere."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        row = found(Dictionary, dictionary_id)
        row.labels = good_labels(labels)
        row.save(update_fields=["labels"])


def remove_dictionary(*, actor: Actor, dictionary_id: int) -> None:
    """Take away a dictionary from which no field chooses. Raises DictionaryInUse, NotThere."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        row = found(Dictionary, dictionary_id)
        user = CustomField.objects.filter(dictionary=row).first()
        if user is not None:
            raise DictionaryInUse(label=field_breaks.label_of(user.labels))
        Dictionary.objects.filter(pk=row.pk).delete()


def add_value(
    *, actor: Actor, dictionary_id: int, code: str, labels: Mapping[str, str], colour: str = ""
) -> int:
    """Add a value at the end; an empty code is made from the words. Returns its id.

    Raises BadKey, LabelMissing, ValueCodeTaken, NotThere.
    """
    require(actor, Role.ADMINISTRATOR)
    with acting(actor), constraints.spoken():
        dictionary = found(Dictionary, dictionary_id)
        words = good_labels(labels)
        return DictionaryValue.objects.create(
            dictionary=dictionary,
            code=good_key(code or code_of(next(iter(words.values())))),
            labels=words,
            colour=colour,
            place=last_place(DictionaryValue.objects.filter(dictionary=dictionary)) + 1,
        ).pk


def change_value(
    *, actor: Actor, value_id: int, labels: Mapping[str, str], colour: str = ""
) -> None:
    """Other words or another colour; the code stays, so records keep it. Raises LabelMissing."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        row = found(DictionaryValue, value_id)
        row.labels, row.colour = good_labels(labels), colour
        row.save(update_fields=["labels", "colour"])


def move_value(*, actor: Actor, value_id: int, up: bool) -> None:
    """One place up or down; at the end nothing happens. Raises NotThere."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        row = found(DictionaryValue, value_id)
        put_in_order(DictionaryValue.objects.filter(dictionary_id=row.dictionary_id), row.pk, up)


def retire_value(*, actor: Actor, value_id: int, retired: bool = True) -> None:
    """Offer the value no longer (or again); records that have it keep it. Raises NotThere."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        row = found(DictionaryValue, value_id)
        row.is_retired = retired
        row.save(update_fields=["is_retired"])


def remove_value(*, actor: Actor, value_id: int) -> None:
    """Take away a value that no record has. Raises ValueInUse (with an example), NotThere."""
    require(actor, Role.ADMINISTRATOR)
    with acting(actor):
        row = found(DictionaryValue, value_id)
        for user in CustomField.objects.filter(dictionary_id=row.dictionary_id):
            hold_definitions(user.record)
            used = field_breaks.having(user.record, user.key, user.kind, row.code)
            if used.count:
                raise ValueInUse(count=used.count, name=used.examples[0].name)
        DictionaryValue.objects.filter(pk=row.pk).delete()


def good_key(key: str) -> str:
    """The code without blanks around. Raises BadKey."""
    key = key.strip()
    if not field_rules.is_key(key):
        raise BadKey
    return key


def code_of(words: str) -> str:
    """A code made from words: `Średnie napięcie` becomes `srednie_napiecie`."""
    code = fold(words).replace(" ", "_")[:40].strip("_")
    return code if field_rules.is_key(code) else f"v_{code}"[:40].strip("_")


def good_labels(labels: Mapping[str, str], *, needed: bool = True) -> dict[str, str]:
    """Words by language without empty ones. Raises LabelMissing if there are none but should."""
    words = {
        language: " ".join(labels.get(language, "").split())
        for language in LANGUAGES
        if labels.get(language, "").strip()
    }
    if (needed and not words) or any(len(one) > LONGEST_LABEL for one in words.values()):
        raise LabelMissing
    return words


def found(model: type[Row], pk: int) -> Row:
    """The row, locked. Raises NotThere."""
    row = model._base_manager.select_for_update().filter(pk=pk).first()
    if row is None:
        raise NotThere
    return row


def last_place(rows: QuerySet[Row]) -> int:
    """The place of the last of these rows."""
    return int(rows.aggregate(last=Max("place"))["last"] or 0)


def put_in_order(rows: QuerySet[Row], pk: int, up: bool) -> None:
    """Swaps a row with its neighbour and numbers all places afresh."""
    order = list(rows.order_by("place", "pk").values_list("pk", flat=True))
    at = order.index(pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        table = rows.model._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(
                f'UPDATE "{table}" AS moved SET place = wanted.n FROM unnest(%s::bigint[])'  # noqa: S608  (our own table)
                " WITH ORDINALITY AS wanted (id, n) WHERE moved.id = wanted.id"
                " AND moved.place IS DISTINCT FROM wanted.n",
                [order],
            )


def hold_definitions(record: str) -> None:
    """Waits for those who write values of these records, and keeps them waiting until the end of
    the transaction: what was checked is still so when the definition changes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('register_fields:' || %s))", [record])

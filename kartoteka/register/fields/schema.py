"""The fields of a kind of record as JSON Schema (draft 2020-12), for programs. Pure."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from kartoteka.register.fields.definitions import NUMBERS, TEXTS, Definition, FieldType
from kartoteka.register.fields.rules import LONGEST

DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema_of(record: str, fields: Iterable[Definition]) -> dict[str, Any]:
    """The object that keeps the values of these fields, empty ones left out.

    Unconditional required fields are `required`; those limited to kinds of record or to another
    field's value say so in `x-only-kinds`, `x-if`, and through `dependentRequired` not at all: what
    is required then is told when a record is saved. `title` is in the reader's language.
    """
    living = [one for one in fields if not one.is_retired]
    always = [one.key for one in living if one.is_required and not any(one.condition)]
    return {
        "$schema": DRAFT,
        "$id": f"urn:kartoteka:fields:{record}",
        "type": "object",
        "additionalProperties": False,
        "properties": {one.key: _property(one) for one in living},
        "required": always,
    }


def _property(field: Definition) -> dict[str, Any]:
    said: dict[str, Any] = {"title": field.label, **_shape(field)}
    if field.help:
        said["description"] = field.help
    if field.default is not None:
        said["default"] = field.default
    if field.is_unique:
        said["x-unique"] = True
    if field.only_kinds:
        said["x-only-kinds"] = list(field.only_kinds)
    if field.if_key:
        said["x-if"] = {"field": field.if_key, "values": list(field.if_values)}
    return said


def _shape(field: Definition) -> dict[str, Any]:
    if field.kind in TEXTS:
        return _text(field)
    if field.kind in NUMBERS:
        return _number(field)
    limits = {"formatMinimum": field.minimum, "formatMaximum": field.maximum}
    shapes: dict[FieldType, dict[str, Any]] = {
        FieldType.DATE: {"type": "string", "format": "date", **_given(limits)},
        FieldType.YES_NO: {"type": "boolean"},
        FieldType.DICTIONARY: _choice(field),
        FieldType.MULTI_CHOICE: {
            "type": "array", "items": _choice(field), "uniqueItems": True, "minItems": 1,
        },
    }  # fmt: skip
    link = {"type": "integer", "minimum": 1, "x-refers-to": field.kind.lower()}
    return shapes.get(field.kind, link)


def _number(field: Definition) -> dict[str, Any]:
    places = 2 if field.kind == FieldType.MONEY else field.decimals
    limits = _given({"minimum": field.minimum, "maximum": field.maximum})
    said: dict[str, Any] = {
        "type": "number" if places else "integer",
        **{name: _plain(limit) for name, limit in limits.items()},
    }
    if places:
        said["multipleOf"] = float(Decimal(1).scaleb(-places))
    if field.kind == FieldType.MONEY:
        said["x-currency"] = field.currency
    return said


def _text(field: Definition) -> dict[str, Any]:
    most = int(field.maximum or LONGEST[field.kind])
    said: dict[str, Any] = {
        "type": "string",
        "minLength": max(int(field.minimum or 1), 1),
        "maxLength": most,
    }
    if field.pattern:
        said["pattern"] = f"^(?:{field.pattern})$"
    return said


def _choice(field: Definition) -> dict[str, Any]:
    values: list[dict[str, Any]] = [
        {"const": one.code, "title": one.label} | ({"deprecated": True} if one.is_retired else {})
        for one in field.options
    ]
    return {"type": "string", "oneOf": values}


def _given(limits: Mapping[str, str]) -> dict[str, str]:
    return {name: limit for name, limit in limits.items() if limit}


def _plain(limit: str) -> int | float:
    number = Decimal(limit)
    return int(number) if number == number.to_integral_value() else float(number)

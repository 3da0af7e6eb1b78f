"""`kartoteka code`: payment codes read and written, without a database.

`decode KIND` reads a code's text on standard input and prints its fields; `encode KIND` reads the
fields as JSON (or takes them as `--set name=value`) and prints the text. Warnings go to standard
error, or beside the answer with `--json`.
"""

import argparse
import dataclasses
import json
import re
import sys
import types
import typing
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from kartoteka.config.printing import print_json, print_refusal
from kartoteka.formats.codes import epc, paybysquare, zbp
from kartoteka.formats.codes.refusals import CodeRefused, Warned
from kartoteka.formats.encodings import decoded

REFUSED, WRONG_USE = 1, 2
KINDS: dict[str, Any] = {
    "zbp": (zbp, zbp.Transfer),
    "paybysquare": (paybysquare, paybysquare.PayCode),
    "epc": (epc, epc.Transfer),
}
MOST_BYTES = 1_000_000
# How a value of each type is written, and how it is read.
SCALARS: dict[Any, tuple[str, Callable[[str], Any]]] = {
    Decimal: (r"[+-]?\d{1,20}(\.\d{0,20})?([eE][+-]?\d{1,2})?", Decimal),
    date: (r"\d{4}-\d\d-\d\d", date.fromisoformat),
    int: (r"\d{1,9}", int),
    str: (r".*", str),
}


class WrongFields(ValueError):  # noqa: N818  (an answer, not an error)
    """The given fields are not those of the code."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka code` takes."""
    parser.add_argument(
        "action", type=str.lower, choices=["decode", "encode"], help="read a code or make one"
    )
    parser.add_argument(
        "kind", type=str.lower, choices=sorted(KINDS), help="the standard of the code"
    )
    parser.add_argument("--json", action="store_true", help="print JSON for other programs")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a field to encode, instead of JSON on standard input; repeatable",
    )


def run(args: argparse.Namespace) -> int:
    """Read or make a code; 0 done, 1 refused with the reason, 2 wrong use."""
    try:
        answer = _decode(args.kind) if args.action == "decode" else _encode(args.kind, args.set)
    except CodeRefused as no:
        return _say_no(args, no.code, str(no), REFUSED)
    except (WrongFields, UnicodeDecodeError, json.JSONDecodeError) as no:
        return _say_no(args, "code.wrong_use", str(no), WRONG_USE)
    warned: tuple[Warned, ...] = answer.pop("warnings")
    if args.json:
        answer["warnings"] = [{"code": one.code, "reason": str(one)} for one in warned]
        print_json(answer)
        return 0
    for one in warned:
        sys.stderr.write(f"{one}\n")
    _print(answer["text"] if args.action == "encode" else _as_lines(answer))
    return 0


def _decode(kind: str) -> dict[str, Any]:
    module, _shape = KINDS[kind]
    code, warned = module.decode(_text(kind, sys.stdin.buffer.read(MOST_BYTES)))
    return {**_plain(code), "warnings": warned}


def _text(kind: str, raw: bytes) -> str:
    """The text of a code: UTF-8, as a scanner gives it, else in the encoding that it names."""
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        named = re.match(rb"BCD\r?\n[0-9]+\r?\n([2-8])\r?\n", raw)
        if kind != "epc" or not named:
            return decoded(raw)[0]
        return raw.decode(epc.CHARSETS[named[1].decode()], errors="replace")


def _encode(kind: str, pairs: list[str]) -> dict[str, Any]:
    module, shape = KINDS[kind]
    if pairs:
        fields: Any = dict(_pair(pair) for pair in pairs)
    else:
        fields = _json(sys.stdin.buffer.read(MOST_BYTES).decode("utf-8-sig"))
    code = _filled(shape, fields)
    return {"text": module.encode(code), "warnings": module.warnings_of(code)}


def _json(text: str) -> Any:
    """JSON with every number as it is written, so that no amount is rounded on the way."""
    try:
        return json.loads(text, parse_float=str, parse_int=str, parse_constant=str)
    except RecursionError as fault:
        raise WrongFields("The fields are nested too deep.") from fault


def _pair(text: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not sign:
        raise WrongFields(f"--set wants NAME=VALUE, not {text}")
    return name, value


def _filled(shape: type, fields: Any) -> Any:
    """A dataclass of `shape` from JSON values; unknown and missing names are told, not ignored."""
    if not isinstance(fields, dict):
        raise WrongFields(f"{shape.__name__}: an object with fields is wanted")
    hints = typing.get_type_hints(shape)
    fields = {
        name: value for name, value in fields.items() if name not in {"warnings", "version"}
    } | (
        {"version": fields["version"]}
        if hints.get("version") is str and "version" in fields
        else {}
    )
    unknown = sorted(set(fields) - set(hints))
    if unknown:
        known = ", ".join(hints)
        raise WrongFields(f"Unknown field: {', '.join(unknown)}. Known are: {known}")
    wanted = {
        each.name
        for each in dataclasses.fields(shape)
        if each.default is dataclasses.MISSING and each.default_factory is dataclasses.MISSING
    }
    if missing := sorted(wanted - set(fields)):
        raise WrongFields(f"Missing field: {', '.join(missing)}")
    return shape(**{name: _value(name, hints[name], value) for name, value in fields.items()})


def _value(name: str, hint: Any, value: Any) -> Any:
    kinds = [kind for kind in typing.get_args(hint) if kind is not types.NoneType]
    if typing.get_origin(hint) is tuple:
        if not isinstance(value, list):
            raise WrongFields(f"{name}: a list is wanted")
        return tuple(_filled(kinds[0], each) for each in value)
    optional = type(None) in typing.get_args(hint)
    kind = kinds[0] if optional else hint
    if value is None or (optional and value == ""):
        return None if optional else ""
    if dataclasses.is_dataclass(kind):
        return _filled(typing.cast("type", kind), value)
    shape, read = SCALARS[kind]
    try:
        if isinstance(value, str) and re.fullmatch(shape, value, re.ASCII | re.DOTALL):
            return read(value)
    except ValueError:  # a day that is in no calendar
        pass
    raise WrongFields(f"{name}: {value!s:.40} is not what is wanted here")


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {each.name: _plain(getattr(value, each.name)) for each in dataclasses.fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.isoformat() if isinstance(value, date) else value


def _as_lines(value: Any, path: str = "") -> str:
    if isinstance(value, dict):
        pairs = [(f"{path}.{name}" if path else name, each) for name, each in value.items()]
    elif isinstance(value, list):
        pairs = [(f"{path}[{number}]", each) for number, each in enumerate(value, 1)]
    else:
        return "" if value in (None, "") else f"{path}: {value}"
    return "\n".join(text for name, each in pairs if (text := _as_lines(each, name)))


def _say_no(args: argparse.Namespace, code: str, reason: str, status: int) -> int:
    if args.json:
        print_refusal(code, reason)
    sys.stderr.write(f"{reason}\n")
    return status


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")

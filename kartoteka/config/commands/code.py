"""`kartoteka code`: payment codes read and written, without a database.

`decode KIND` reads a code's text on standard input and prints its fields; `encode KIND` reads the
fields as JSON (or takes them as `--set name=value`) and prints the text. Warnings go to standard
error, or beside the answer with `--json`.
"""

import argparse
import dataclasses
import json
import sys
import types
import typing
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from kartoteka.formats.codes import epc, paybysquare, zbp
from kartoteka.formats.codes.refusals import CodeRefused, Warned

REFUSED, WRONG_USE = 1, 2
KINDS: dict[str, Any] = {
    "zbp": (zbp, zbp.Transfer),
    "paybysquare": (paybysquare, paybysquare.PayCode),
    "epc": (epc, epc.Transfer),
}


class WrongFields(ValueError):  # noqa: N818  (an answer, not an error)
    """The given fields are not those of the code."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `kartoteka code` takes."""
    parser.add_argument("action", choices=["decode", "encode"], help="read a code or make one")
    parser.add_argument("kind", choices=sorted(KINDS), help="the standard of the code")
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
        _print(json.dumps(answer, ensure_ascii=False, indent=2))
        return 0
    for one in warned:
        sys.stderr.write(f"{one}\n")
    _print(answer["text"] if args.action == "encode" else _as_lines(answer))
    return 0


def _decode(kind: str) -> dict[str, Any]:
    module, _shape = KINDS[kind]
    raw = sys.stdin.buffer.read(1_000_000)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("iso8859-1" if b"\n2\n" in raw[:20] else "iso8859-2")
    code, warned = module.decode(text)
    return {**_plain(code), "warnings": warned}


def _encode(kind: str, pairs: list[str]) -> dict[str, Any]:
    module, shape = KINDS[kind]
    if pairs:
        fields: Any = dict(_pair(pair) for pair in pairs)
    else:
        fields = json.loads(sys.stdin.buffer.read(1_000_000).decode("utf-8-sig"), parse_float=str)
    code = _filled(shape, fields)
    return {"text": module.encode(code), "warnings": module.warnings_of(code)}


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
    try:
        return _scalar(kind, str(value))
    except (ValueError, InvalidOperation) as fault:
        raise WrongFields(f"{name}: {value} is not what is wanted here") from fault


def _scalar(kind: Any, text: str) -> Any:
    if kind is Decimal:
        return Decimal(text)
    if kind is date:
        return date.fromisoformat(text)
    return int(text) if kind is int else text


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
        _print(json.dumps({"error": {"code": code, "reason": reason}}, ensure_ascii=False))
    sys.stderr.write(f"{reason}\n")
    return status


def _print(text: str) -> None:
    sys.stdout.write(f"{text}\n")

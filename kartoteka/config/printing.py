"""How commands print for other programs: one JSON text, valid whatever the terminal can show."""

import json
import sys
from typing import Any


def print_json(answer: Any, indent: int | None = 2) -> None:
    """Write `answer` to standard output; letters that its encoding lacks are escaped as JSON has
    it, so that no answer is lost and none is broken."""
    text = json.dumps(answer, ensure_ascii=False, indent=indent)
    try:
        text.encode(sys.stdout.encoding or "utf-8")
    except UnicodeEncodeError:
        text = json.dumps(answer, indent=indent)
    sys.stdout.write(f"{text}\n")


def print_refusal(code: str, reason: str) -> None:
    """What `--json` answers instead of what was asked for."""
    print_json({"error": {"code": code, "reason": reason}}, indent=None)

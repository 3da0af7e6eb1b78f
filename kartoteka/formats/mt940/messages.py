"""A SWIFT file cut into messages and tags, with the line number of each."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_TAG = re.compile(r"^[ \t]{0,12}:(\d{2}[A-Z]?|NS):(.*)$")
_KNOWN = frozenset(
    """
    13 13D 20 21 25 25P 28 28C 34F 60F 60M 61 62F 62M 64 65 86 90C 90D NS
    """.split()  # noqa: SIM905
)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]")
_LINE_ENDS = re.compile(r"\r+\n|\n|\r")
_BLOCK = re.compile(r"\s*\{[1-5S]:")
_END = re.compile(r"-\s*$")
_HEADING = ("20", "25", "25P", "28", "28C")


@dataclass(slots=True)
class Tag:
    """One tag and all its lines, as they stand; `at` is the number of its first line."""

    name: str
    at: int
    lines: list[str]

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


@dataclass(slots=True)
class Message:
    """The tags of one statement; `interim` where the header already says that it is one."""

    tags: list[Tag] = field(default_factory=list)
    interim: bool = False

    def has(self, *names: str) -> bool:
        return any(tag.name in names for tag in self.tags)

    def first(self, *names: str) -> Tag | None:
        return next((tag for tag in self.tags if tag.name in names), None)


def messages(text: str) -> Iterator[Message]:
    """Cut a file into messages, one for each statement, with or without SWIFT blocks.

    A message ends at `-`, at the next `:20:`, or where a tag that stands once comes again; a page
    that begins with its balance alone is of the account before it.
    """
    message = Message()
    inside: Tag | None = None
    lines = [_CONTROLS.sub("", line) for line in _LINE_ENDS.split(_without_marks(text))]
    for number, line in enumerate(lines, 1):
        clean = line
        if _BLOCK.match(line):
            interim, clean = _header(line)
            if message.tags:
                yield message
                message = Message()
            inside, message.interim = None, interim or message.interim
        if clean.startswith("-}") or (_END.match(clean) and _ends(message, lines, number)):
            if message.tags:
                yield message
            message, inside = Message(), None
            continue
        match = _TAG.match(clean)
        if match and match[1] in _KNOWN:
            if _begins(message, match[1]):
                yield message
                message = _following(message, match[1])
            inside = Tag(match[1], number, [match[2]])
            message.tags.append(inside)
        elif inside is not None:
            inside.lines.append(clean)
    if message.tags:
        yield message


def _without_marks(text: str) -> str:
    """The text with plain line ends where the bank writes `@@` at the end of each, or instead."""
    ends = _LINE_ENDS.search(text)
    if ends is None:
        return text.replace("@@", "\n")
    marked = text[: ends.start()].endswith("@@")
    return re.sub(r"@@(?=[\r\n]|\Z)", "", text) if marked else text


def _header(line: str) -> tuple[bool, str]:
    """Whether the blocks say MT942, and what of the line belongs to the text block."""
    interim = bool(re.search(r"\{2:[IO]942", line))
    return interim, line.rpartition("{4:")[2] if "{4:" in line else ""


def _ends(message: Message, lines: list[str], after: int) -> bool:
    """Whether a lone `-` ends the message: inside a description it may be a line of the text."""
    if message.has("62F", "62M", "90C", "90D"):
        return True
    rest = (lines[at] for at in range(after, len(lines)))
    below = next((line for line in rest if line.strip()), "")
    match = _TAG.match(below)
    return not below or bool(_BLOCK.match(below)) or (match is not None and match[1] in _HEADING)


def _following(message: Message, name: str) -> Message:
    """An empty message, with the heading of the one before it where it has none of its own."""
    if name not in {"60F", "60M"}:
        return Message()
    return Message([tag for tag in message.tags if tag.name in _HEADING], message.interim)


def _begins(message: Message, name: str) -> bool:
    if name == "20":
        return bool(message.tags)
    if name in {"25", "25P"}:
        return message.has("25", "25P")
    if name in {"60F", "60M"}:
        return message.has("60F", "60M")
    return False

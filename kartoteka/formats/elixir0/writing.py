"""Transfers that we order, as an Elixir-0 file for the bank's import."""

from kartoteka.formats.elixir0.records import LINES, WIDTH, cut, lines_of
from kartoteka.formats.orders import Batch, Order, OrderRefused, check, plain, title_of
from kartoteka.formats.plain import without_accents, without_typography

ENCODINGS = ("cp1250", "iso8859-2", "cp852", "utf-8")
_ORDINARY, _SPLIT, _TAX = "51", "53", "71"
_PARTING = str.maketrans({'"': "'", "|": "/"})


def write(batch: Batch, *, encoding: str = "cp1250", quotes_all: bool = True) -> bytes:
    """The file, a record for each order, each ended by CR LF.

    Without `quotes_all` only texts with a comma stand between quotation marks. Marks, bars and
    ends of lines inside texts are none of the file: marks become apostrophes, bars slashes, ends
    of lines blanks. Letters that the encoding lacks lose their accents, or become a question mark.
    Names and addresses are cut to four lines of thirty-five signs. Raises OrderRefused, and for a
    title that does not fit too.
    """
    if encoding not in ENCODINGS:
        raise OrderRefused("order.encoding", value=encoding)
    if batch.currency != "PLN":
        raise OrderRefused("order.currency", value=batch.currency, wanted="PLN")
    check(batch, country="PL")
    whole = "".join(
        f"{','.join(_fields(batch, order, encoding, quotes_all=quotes_all))}\r\n"
        for order in batch.orders
    )
    return whole.encode(encoding)


def _fields(batch: Batch, order: Order, encoding: str, *, quotes_all: bool) -> list[str]:
    ours, theirs = batch.account[2:], order.account[2:]
    kind = _SPLIT if order.split else _TAX if order.is_tax else _ORDINARY
    texts = [
        _party(batch.name, batch.address, encoding),
        _party(order.name, order.address, encoding),
        _title(order, encoding),
        _written(order.identification, encoding)[:WIDTH],
    ]
    sender, receiver, title, note = (_quoted(text, always=quotes_all) for text in texts)
    mark = '"' if quotes_all else ""
    return [
        "110",
        batch.paid_on.strftime("%Y%m%d"),
        str(int(order.amount * 100)),
        ours[2:10],
        "0",
        f"{mark}{ours}{mark}",
        f"{mark}{theirs}{mark}",
        sender,
        receiver,
        "0",
        theirs[2:10],
        title,
        f"{mark}{mark}",
        f"{mark}{mark}",
        f"{mark}{kind}{mark}",
        note,
    ]


def _title(order: Order, encoding: str) -> str:
    title = _written(title_of(order), encoding)
    lines = cut(title) if order.split else lines_of(title)
    if len(lines) > LINES:
        raise OrderRefused("order.title_too_long", length=len(title), limit=LINES * WIDTH)
    return "|".join(lines)


def _party(name: str, address: str, encoding: str) -> str:
    """Name first, in full lines where it needs more than one, then the address."""
    named = lines_of(_written(name, encoding))
    if len(named) > 1:
        named = cut(_written(name, encoding))
    named = named[: LINES - 1]
    if len(named[-1]) == WIDTH:
        named.append("")  # so that the address is not read as the rest of the name
    return "|".join([*named, *lines_of(_written(address, encoding))][:LINES]).rstrip("|")


def _written(text: str, encoding: str) -> str:
    """The text in signs that the encoding has and that part nothing in the file."""
    kept = plain(text).translate(_PARTING)
    return "".join(_sign(sign, encoding) for sign in kept)


def _sign(sign: str, encoding: str) -> str:
    for tried in (sign, without_accents(sign), without_typography(sign).translate(_PARTING)):
        if tried.encode(encoding, "ignore").decode(encoding) == tried:
            return tried
    return "?"


def _quoted(text: str, *, always: bool) -> str:
    return f'"{text}"' if always or "," in text else text

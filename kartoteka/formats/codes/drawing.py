"""Drawing a payment code as a QR picture that phones scan from paper and screen."""

import io
from typing import Literal

import segno
from segno.encoder import DataOverflowError

from kartoteka.formats.codes import epc
from kartoteka.formats.codes.refusals import CodeRefused

Kind = Literal["zbp", "epc", "paybysquare", "link"]

LEVELS = {"zbp": "l", "epc": "m", "paybysquare": "m", "link": "m"}
EPC_LARGEST = 13
QUIET_ZONE = 4


def draw(text: str, kind: Kind) -> str:
    """The code as an SVG picture with a view box, free of styles and scripts.

    Error correction is L for ZBP and M for the others, as their standards say; the quiet zone of
    four modules is part of the picture. Raises CodeRefused where the text does not fit the code.
    """
    charset = epc.CHARSETS.get(text.split("\n")[2], "utf-8") if kind == "epc" else "utf-8"
    try:
        picture = segno.make(
            text if kind == "paybysquare" else text.encode(charset),
            error=LEVELS[kind],
            boost_error=False,
            micro=False,
        )
    except DataOverflowError as fault:
        raise CodeRefused("code.too_many_bytes", length=len(text), limit=epc.LONGEST) from fault
    if kind == "epc" and int(picture.version) > EPC_LARGEST:
        raise CodeRefused("code.too_many_bytes", length=len(text), limit=epc.LONGEST)
    out = io.BytesIO()
    picture.save(
        out, kind="svg", xmldecl=False, border=QUIET_ZONE, omitsize=True, nl=False, light="#fff"
    )
    return out.getvalue().decode()

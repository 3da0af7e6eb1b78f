"""What letters say is set so that it fits."""

import string
from pathlib import Path

from PIL import ImageFont

from kartoteka.config.home import CHECKOUT
from kartoteka.insight import composing
from kartoteka.kernel import pdf

SIGNS = string.printable[:95] + "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáäčďéíĺľňôŕšťúýžÁÄČĎÉÍĹĽŇÔŔŠŤÚÝŽ–—…„”"
POINTS, MILLIMETRES = 9.5, 25.4 / 72


def test_a_row_of_fixed_height_never_has_more_than_a_line() -> None:
    (file,) = Path(CHECKOUT / pdf.FONTS / "400Regular").glob("*.ttf")
    inter = ImageFont.truetype(str(file), 1000)
    wider = {
        sign
        for sign in SIGNS
        if inter.getlength(sign) / 1000 * POINTS * MILLIMETRES > composing._width(sign)
    }
    assert wider == set()
    assert composing._fits("Faktura FV/123456/12", [21, 0, 21, 24, 24, 25])
    assert not composing._fits("Faktura FV/2026/000123456", [21, 0, 21, 24, 24, 25])

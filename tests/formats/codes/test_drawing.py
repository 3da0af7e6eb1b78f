"""Drawn codes are read back by a scanner that knows nothing of this program."""

import re
from decimal import Decimal

import pytest
import zxingcpp

from kartoteka.formats.codes import drawing, epc, paybysquare, zbp
from kartoteka.formats.codes.refusals import CodeRefused


def modules_of(svg: str) -> list[list[bool]]:
    """The dark squares of our own picture: horizontal strokes on a grid of its view box."""
    size = int(re.search(r'viewBox="0 0 (\d+) ', svg)[1])  # type: ignore[index]
    grid = [[False] * size for _ in range(size)]
    path = re.search(r'class="qrline"[^>]* d="([^"]+)"', svg)
    x, y = 0.0, 0.0
    for kind, numbers in re.findall(r"([Mmh])([-\d. ]+)", path[1]):  # type: ignore[index]
        values = [float(number) for number in numbers.split()]
        if kind == "M":
            x, y = values
        elif kind == "m":
            x, y = x + values[0], y + values[1]
        else:
            for step in range(int(values[0])):
                grid[int(y)][int(x) + step] = True
            x += values[0]
    return grid


def scanned(svg: str) -> "zxingcpp.Barcode":
    rows = [[0 if dark else 255 for dark in row for _ in range(4)] for row in modules_of(svg)]
    pixels = bytes(pixel for row in rows for _ in range(4) for pixel in row)
    picture = memoryview(pixels).cast("B", (len(rows) * 4, len(rows) * 4))
    (found,) = zxingcpp.read_barcodes(picture)
    return found


TRANSFERS = {
    "zbp": zbp.encode(
        zbp.Transfer("61109010140000071219812874", "Żółć i Łódź", "FV 7/2026 gęś", Decimal(12))
    ),
    "epc": epc.encode(epc.Transfer("Ľubica", "SK3112000000198742637541", Decimal("1.5"))),
    "paybysquare": paybysquare.encode(
        paybysquare.PayCode(
            (paybysquare.Payment((paybysquare.Account("SK3112000000198742637541"),), vs="12"),)
        )
    ),
}


@pytest.mark.parametrize("kind", ["zbp", "epc", "paybysquare"])
def test_a_scanner_reads_back_what_was_drawn(kind: drawing.Kind) -> None:
    found = scanned(drawing.draw(TRANSFERS[kind], kind))
    assert found.text == TRANSFERS[kind]
    assert found.ec_level == {"zbp": "L", "epc": "M", "paybysquare": "M"}[kind]


@pytest.mark.parametrize("kind", ["zbp", "epc", "paybysquare"])
def test_the_picture_has_no_style_and_no_script(kind: drawing.Kind) -> None:
    svg = drawing.draw(TRANSFERS[kind], kind)
    assert "style" not in svg
    assert "script" not in svg
    assert svg.startswith("<svg ")


def test_refuses_what_fits_no_code() -> None:
    with pytest.raises(CodeRefused):
        drawing.draw("A" * 5000, "paybysquare")

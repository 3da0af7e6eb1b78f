"""Where a page belongs in the menu."""

import pytest
from django.test import RequestFactory

from kartoteka.desk.menu import menu
from kartoteka.kernel.actor import SYSTEM


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", ["/"]),
        ("/payments/lines/7/", ["/payments/"]),
        ("/payments/cash/desks/", ["/payments/cash/"]),
        ("/payments/refunds/files/", ["/payments/refunds/"]),
        ("/credits/7/settle/", ["/parties/"]),
        ("/nowhere/", []),
    ],
)
def test_one_line_is_the_present_one(path: str, expected: list[str]) -> None:
    request = RequestFactory().get(path)
    request.actor = SYSTEM  # type: ignore[attr-defined]
    lines = [line for section in menu(request)["menu"] for line in section.items]
    assert [line.url for line in lines if line.is_current] == expected

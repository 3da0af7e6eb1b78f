"""A file is sent so that the browser saves it and runs nothing in it."""

from kartoteka.ui.files import sent


def test_sends_a_file_to_be_saved_not_shown() -> None:
    response = sent(b"%PDF-1.7", name="Faktúra č. 1.pdf")
    disposition = response["Content-Disposition"]
    assert disposition == "attachment; filename*=utf-8''Fakt%C3%BAra%20%C4%8D.%201.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


def test_a_name_cannot_add_a_header() -> None:
    assert "\n" not in sent(b"x", name='a"\r\nX: y.pdf')["Content-Disposition"]

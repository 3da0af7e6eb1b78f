"""Letters without their accents, for codes and comparisons that cannot carry them."""

import unicodedata

_STROKES = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ß": "ss"})


def without_accents(text: str) -> str:
    """The same text in letters that have no accents; other signs stay as they are."""
    spread = unicodedata.normalize("NFKD", text.translate(_STROKES))
    return unicodedata.normalize(
        "NFC", "".join(sign for sign in spread if not unicodedata.combining(sign))
    )

"""Letters without their accents, marks of a typewriter: for what cannot carry others."""

import unicodedata

_STROKES = str.maketrans({"ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ø": "o", "Ø": "O", "ß": "ss"})
_TYPOGRAPHY = str.maketrans(
    {"„": '"', "”": '"', "“": '"', "‟": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "‚": "'",
     "–": "-", "—": "-", "−": "-", "‐": "-", "‑": "-", "…": "...", "№": "No", "×": "x",
     "€": "EUR", "§": "par."}
)  # fmt: skip


def without_typography(text: str) -> str:
    """The same text with the marks of a typewriter; other signs stay as they are."""
    return text.translate(_TYPOGRAPHY)


def without_accents(text: str) -> str:
    """The same text in letters that have no accents; other signs stay as they are."""
    spread = unicodedata.normalize("NFKD", text.translate(_STROKES))
    return unicodedata.normalize(
        "NFC", "".join(sign for sign in spread if not unicodedata.combining(sign))
    )

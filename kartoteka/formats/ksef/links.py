"""KOD I: the address under which the ministry says whether an invoice is the one it has."""

import base64
import datetime as dt

HOST = "https://qr.ksef.mf.gov.pl"


def verification_link(
    *, seller_nip: str, issued_on: dt.date, sha256: bytes, host: str = HOST
) -> str:
    """The address for an invoice by its seller, its day of issue (P_1) and the hash of its XML."""
    digest = base64.urlsafe_b64encode(sha256).decode().rstrip("=")
    return f"{host}/invoice/{seller_nip}/{issued_on:%d-%m-}{issued_on.year:04d}/{digest}"

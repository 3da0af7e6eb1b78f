"""Where e-mail goes, by SMTP_URL; without one into a folder that the desk shows as a mailbox."""

from urllib.parse import parse_qsl, unquote, urlsplit

from kartoteka.config import env, home

_SERVER = urlsplit(env.smtp_url())
_OPTIONS = dict(parse_qsl(_SERVER.query))

EMAIL_HOST = _SERVER.hostname or "localhost"
EMAIL_USE_SSL = _SERVER.scheme == "smtps"
# Without a certificate only on this machine: passwords and customers' addresses go that way.
EMAIL_USE_TLS = _SERVER.scheme == "smtp" and EMAIL_HOST not in {"localhost", "127.0.0.1", "::1"}
EMAIL_PORT = _SERVER.port or (465 if EMAIL_USE_SSL else 587)
EMAIL_HOST_USER = unquote(_SERVER.username or "")
EMAIL_HOST_PASSWORD = unquote(_SERVER.password or "")
EMAIL_TIMEOUT = 30
EMAIL_FILE_PATH = str(home.path() / "mail")
EMAIL_BACKEND = "django.core.mail.backends." + (
    "smtp.EmailBackend" if _SERVER.scheme else "filebased.EmailBackend"
)
DEFAULT_FROM_EMAIL = _OPTIONS.get("from", "kartoteka@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

"""Settings that desk, portal, worker and tests share. Each of them has a short module beside."""

from django.utils.translation import gettext_lazy as _

from kartoteka.config import env, home
from kartoteka.config.mail import *  # noqa: F403

BASE = home.checkout()
HOME = home.path()
DEBUG = False
TIME_ZONE = "Europe/Warsaw"
USE_TZ = True
USE_I18N = True
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("sk", _("Slovak")), ("en", _("English"))]
LOCALE_PATHS = [BASE / "kartoteka" / "locale"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "access.User"
IDENTIFIER_KEY = home.secret("identifier-key")  # of the hashes by which PESEL and RC are found

INSTALLED_APPS = [
    "kartoteka.ui",  # before allauth, whose pages it draws
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "csp",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "kartoteka.kernel",
    "kartoteka.access",
    "kartoteka.trail",
    "kartoteka.register",
    "kartoteka.documents",
    "kartoteka.agreements",
    "kartoteka.correspondence",
    "kartoteka.ledger",
    "kartoteka.billing",
    "kartoteka.payments",
    "kartoteka.exchange",
    "kartoteka.desk",
    "kartoteka.portal",
]

DATABASES = {"default": env.database("desk")}

# Where letters and e-mails send the customer, and what encrypts a secret until it is delivered.
PORTAL_URL = (
    f"https://{env.portal_host()}"
    if env.behind_tls_proxy()
    else f"http://{env.portal_host()}:{env.portal_port()}"
)
SEALING_KEY = home.secret("sealing-key")

LOOPBACK = [".localhost", "127.0.0.1", "[::1]"]  # names that only this machine answers to
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {
            "location": HOME / "files",
            "file_permissions_mode": 0o600,
            "directory_permissions_mode": 0o700,
        },
    },
    "staticfiles": {"BACKEND": "kartoteka.ui.assets.Storage"},
}
NODE_MODULES = BASE / "node_modules"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "kartoteka.ui.assets.Finder",
]

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "kartoteka.ui.middleware.ActorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "kartoteka.ui.middleware.HtmxMiddleware",
    "kartoteka.ui.middleware.RefusalMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "kartoteka.ui.context.look",
            ],
        },
    },
]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
    },
}
LOGIN_URL = "/account/login/"
LOGIN_REDIRECT_URL = "/"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SPEAKS_TLS = env.tls_files() is not None or env.behind_tls_proxy()
if env.behind_tls_proxy():
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if SPEAKS_TLS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SPEAKS_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # logins are unique within a realm, see access.models.User

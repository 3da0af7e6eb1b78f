"""Settings that desk, portal, worker and tests share. Each of them has a short module beside."""

from django.utils.translation import gettext_lazy as _

from kartoteka.config import env, home
from kartoteka.config.contents import *  # noqa: F403
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
    "kartoteka.privacy",
    "kartoteka.documents",
    "kartoteka.agreements",
    "kartoteka.correspondence",
    "kartoteka.ledger",
    "kartoteka.billing",
    "kartoteka.payments",
    "kartoteka.tax",
    "kartoteka.exchange",
    "kartoteka.insight",
    "kartoteka.desk",
    "kartoteka.portal",
    "kartoteka.config",  # last: it connects the others
]

DATABASES = {"default": env.database("desk")}

# What goes wrong stands in the log of the process: .kartoteka/logs when ./run started it.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"log": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["log"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}

# Where letters and e-mails send customers and staff, and what encrypts a secret until delivered.
PORTAL_URL = (
    f"https://{env.portal_host()}"
    if env.behind_tls_proxy()
    else f"http://{env.portal_host()}:{env.portal_port()}"
)
DESK_URL = (
    f"https://{env.desk_host()}"
    if env.behind_tls_proxy()
    else f"http://{env.desk_host()}:{env.desk_port()}"
)
WATCHED_FOLDER = env.watched_folder()
INVOICES_FOLDER = env.invoices_folder()
SEALING_KEY = home.secret("sealing-key")

# Outside registers (GUS, MF, VIES, RPO …): addresses, keys and time-outs; "" is not asked at all.
GATEWAYS = env.gateways()
OUTSIDE_FILES = HOME / "outside"  # the white list's daily file, ready to be looked up

LOOPBACK = [".localhost", "127.0.0.1", "[::1]"]  # names that only this machine answers to
STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
MEDIA_ROOT = HOME / "files"
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
    "kartoteka.ui.middleware.NulMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "kartoteka.access.sessions.SessionUserMiddleware",
    "kartoteka.ui.middleware.ActorMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "kartoteka.ui.middleware.PasswordMiddleware",
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
                "kartoteka.config.office.office",
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
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
SECURE_HSTS_SECONDS = 31_536_000 if SPEAKS_TLS else 0
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SPEAKS_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "kartoteka.ui.failures.csrf"

SESSION_ENGINE = "kartoteka.access.sessions"
SESSION_COOKIE_AGE = 12 * 60 * 60
AUTHENTICATION_BACKENDS = ["kartoteka.access.signin.Backend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("login", "name", "email")},
    },
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
ACCOUNT_ADAPTER = "kartoteka.access.signin.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_FORMS = {
    "login": "kartoteka.ui.signin.SignIn",
    "reauthenticate": "kartoteka.ui.signin.Reauthenticate",
    "change_password": "kartoteka.ui.signin.ChangePassword",
    "set_password": "kartoteka.ui.signin.SetPassword",
}
# Failed attempts are counted for a login (wherever from) and for a place (whatever login).
PASSWORD_RESET_TIMEOUT = 2 * 60 * 60
ACCOUNT_RATE_LIMITS = {
    "activate": "10/m/ip",
    "login": "60/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
}
MFA_ADAPTER = "kartoteka.access.signin.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "kartoteka.ui.signin.SecondFactor",
    "reauthenticate": "kartoteka.ui.signin.SecondFactorAgain",
    "activate_totp": "kartoteka.ui.signin.ActivateApp",
    "add_webauthn": "kartoteka.ui.signin.AddKey",
    "edit_webauthn": "kartoteka.ui.signin.RenameKey",
}
SILENCED_SYSTEM_CHECKS = ["auth.W004"]  # logins are unique within a realm, see access.models.User


def shared_cache(table: str) -> dict[str, dict[str, object]]:
    """The cache of a realm: counters that all its processes share and that no cull may drop."""
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.db.DatabaseCache",
            "LOCATION": table,
            "OPTIONS": {"MAX_ENTRIES": 100_000},
        }
    }

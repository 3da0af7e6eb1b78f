"""Settings of the desk: the process that staff talk to."""

from kartoteka.config import env, home
from kartoteka.config.settings import *  # noqa: F403
from kartoteka.config.settings import LOOPBACK, MIDDLEWARE, TEMPLATES, shared_cache

REALM = "desk"
SECRET_KEY = home.secret("desk-key")
ALLOWED_HOSTS = [env.desk_host(), *LOOPBACK]
ROOT_URLCONF = "kartoteka.config.urls_desk"
SESSION_COOKIE_NAME = "kartoteka_desk"
CSRF_COOKIE_NAME = "kartoteka_desk_csrf"
LANGUAGE_COOKIE_NAME = "kartoteka_desk_language"
CACHES = shared_cache("access_desk_cache")
MIDDLEWARE.insert(
    MIDDLEWARE.index("django.contrib.auth.middleware.LoginRequiredMiddleware"),
    "kartoteka.ui.kept_forms.KeptFormMiddleware",
)
TEMPLATES[0]["OPTIONS"]["context_processors"] += [  # type: ignore[index]
    "kartoteka.desk.menu.menu",
    "kartoteka.desk.start.recent.recent",
]

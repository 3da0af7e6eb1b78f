"""Settings of the portal: the process that customers talk to, as a role that sees little."""

from kartoteka.config import env, home
from kartoteka.config.settings import *  # noqa: F403
from kartoteka.config.settings import LOOPBACK, MIDDLEWARE, shared_cache

REALM = "portal"
SECRET_KEY = home.secret("portal-key")
DATABASES = {"default": env.database("door"), "portal": env.database("portal")}
MIDDLEWARE = [*MIDDLEWARE, "kartoteka.portal.isolation.IsolationMiddleware"]
ALLOWED_HOSTS = [env.portal_host(), *LOOPBACK]
ROOT_URLCONF = "kartoteka.config.urls_portal"
SESSION_COOKIE_NAME = "kartoteka_portal"
CSRF_COOKIE_NAME = "kartoteka_portal_csrf"
LANGUAGE_COOKIE_NAME = "kartoteka_portal_language"
CACHES = shared_cache("access_portal_cache")

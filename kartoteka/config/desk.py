"""Settings of the desk: the process that staff talk to."""

from kartoteka.config import env, home
from kartoteka.config.settings import *  # noqa: F403

REALM = "desk"
SECRET_KEY = home.secret("desk-key")
ALLOWED_HOSTS = [env.desk_host(), *LOOPBACK]  # noqa: F405
ROOT_URLCONF = "kartoteka.config.urls_desk"
SESSION_COOKIE_NAME = "kartoteka_desk"
CSRF_COOKIE_NAME = "kartoteka_desk_csrf"
TEMPLATES[0]["OPTIONS"]["context_processors"].append("kartoteka.desk.menu.menu")  # type: ignore[index]  # noqa: F405

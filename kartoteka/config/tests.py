"""Settings of the suite: the owner's connection, from which tests step down to desk and door."""

from kartoteka.config.owner import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "folder": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "database": {"BACKEND": "kartoteka.documents.operations.storage.DatabaseStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
LANGUAGE_CODE = "en"  # tests read the words of the code, whatever has been translated
GATEWAYS = {}  # nobody outside is asked; tests play them themselves

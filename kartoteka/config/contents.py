"""Where the contents of files lie, how large and of which kinds they may be, and who scans them."""

from importlib.util import find_spec

from kartoteka.config import env, home
from kartoteka.documents.kinds import KINDS, USUAL
from kartoteka.gateways.clamd import Scanner

_FOLDER: dict[str, object] = {
    "BACKEND": "django.core.files.storage.FileSystemStorage",
    "OPTIONS": {
        "location": home.path() / "files",
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}
STORAGES: dict[str, dict[str, object]] = {
    "default": _FOLDER,
    "staticfiles": {"BACKEND": "kartoteka.ui.assets.Storage"},
    # The names are those of documents.models.Content.Store.
    "folder": _FOLDER,
    "database": {"BACKEND": "kartoteka.documents.operations.storage.DatabaseStorage"},
}

CONTENT_STORE = env.contents_store()
if bucket := env.bucket():
    if find_spec("storages") is None or find_spec("botocore") is None:
        raise env.CannotStart("S3 needs more packages: install Kartoteka with its extra `s3`.")
    STORAGES["s3"] = {
        "BACKEND": "kartoteka.documents.operations.bucket.BucketStorage",
        "OPTIONS": {
            "access_key": bucket.key,
            "secret_key": bucket.secret,
            "bucket_name": bucket.name,
            "endpoint_url": bucket.endpoint,
            "region_name": bucket.region,
            "location": bucket.prefix,
        },
    }
CONTENT_LARGEST = env.largest_file()
CONTENT_KINDS = env.file_kinds(KINDS, USUAL)

_AT = env.scanner_url()
SCANNER = (
    Scanner(path="" if _AT.hostname else _AT.path, host=_AT.hostname or "", port=_AT.port or 3310)
    if _AT
    else None
)

"""Files in a bucket of S3 or of what speaks like it. Needs the extra `s3`.

Its own module, because without the extra django-storages is not there to be imported.
"""

from typing import Any

from botocore.config import Config
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """Private objects, never over-written, fetched by the program and never by a signed address."""

    def get_default_settings(self) -> dict[str, Any]:
        """What we fix; who and where comes from the settings."""
        ours: dict[str, Any] = {
            "default_acl": None,
            "querystring_auth": False,
            "file_overwrite": False,
            "addressing_style": "path",
            "signature_version": "s3v4",
            "client_config": Config(
                s3={"addressing_style": "path"},
                signature_version="s3v4",
                connect_timeout=10,
                read_timeout=60,
                retries={"max_attempts": 4, "mode": "standard"},
                # Checksums that only Amazon's own servers know are sent where they are asked for.
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
            ),
        }
        return {**super().get_default_settings(), **ours}

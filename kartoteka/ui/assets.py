"""Which files of the npm packages we serve: a list by name, because the packages hold 100 MB.

`vendor/<name>` is found in `node_modules`, where `./run` installs what package-lock.json pins.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SERVED = {
    "vendor/echarts.min.js": "echarts/dist/echarts.common.min.js",
    "vendor/tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "vendor/inter-latin.woff2": "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2",
    "vendor/inter-latin-ext.woff2": (
        "@fontsource-variable/inter/files/inter-latin-ext-wght-normal.woff2"
    ),
}


class NodeModules(FileSystemStorage):
    """Reads a served name from the place where npm put it."""

    prefix = ""

    def path(self, name: str) -> str:
        return str(Path(settings.NODE_MODULES) / SERVED[Path(name).as_posix()])


class Finder(BaseFinder):
    """Finds the files of `SERVED` and nothing else below node_modules."""

    storage = NodeModules()

    def check(self, **kwargs: Any) -> list[Any]:
        return []

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path not in SERVED or not Path(self.storage.path(path)).is_file():
            return []
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns: Iterable[str] | None) -> Iterator[tuple[str, NodeModules]]:
        for name in SERVED:
            yield name, self.storage


class Storage(CompressedManifestStaticFilesStorage):
    """Hashed and compressed names; source maps, which we do not serve, are not looked for."""

    patterns = (
        (
            "*.css",
            (
                r"""(?P<matched>url\(['"]{0,1}\s*(?P<url>.*?)["']{0,1}\))""",
                (
                    r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""",
                    """@import url("%(url)s")""",
                ),
            ),
        ),
    )

"""Where the outside registers are: addresses, keys and time-outs, from `settings.GATEWAYS`."""

from dataclasses import dataclass
from typing import Literal

from django.conf import settings

Name = Literal["bir", "white_list", "white_list_file", "vies", "rpo", "ruz", "fs"]


@dataclass(frozen=True, slots=True)
class Place:
    """One register: `url` is "" where the office has not set it up.

    `key` is the office's key, or for VIES its own EU VAT number. `timeout` counts seconds.
    """

    url: str = ""
    key: str = ""
    timeout: float = 20.0

    @property
    def is_set_up(self) -> bool:
        return bool(self.url)


def place(name: Name) -> Place:
    """Where `name` is; not set up where the settings do not name it."""
    return Place(**settings.GATEWAYS.get(name, {}))

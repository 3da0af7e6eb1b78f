"""What the stories borrow from the screens' own tests."""

from tests.portal.conftest import portal

__all__ = ["portal"]

"""Words of the services that were called and of what they said."""

from kartoteka.register.criteria.enquiries import SERVICES, VERDICTS

__all__ = ["SERVICES", "VERDICTS"]

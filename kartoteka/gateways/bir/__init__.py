"""The REGON register of GUS (BIR 1.1 and 1.2): who has a NIP, REGON or KRS, and all it says."""

from kartoteka.gateways.bir.client import details, find, find_many, status
from kartoteka.gateways.bir.fields import Hit

__all__ = ["Hit", "details", "find", "find_many", "status"]

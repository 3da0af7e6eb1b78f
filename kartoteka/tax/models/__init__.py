"""Tables of tax information; nobody but the room's operations writes them."""

from kartoteka.tax.models.forms import FormYear, Mapping, Schema, SchemaFile
from kartoteka.tax.models.informations import Event, Information, InformationRow, Written
from kartoteka.tax.models.offices import Area, Office
from kartoteka.tax.models.rows import Exclusion, Item, Kind, State, Taxpayer

__all__ = [
    "Area",
    "Event",
    "Exclusion",
    "FormYear",
    "Information",
    "InformationRow",
    "Item",
    "Kind",
    "Mapping",
    "Office",
    "Schema",
    "SchemaFile",
    "State",
    "Taxpayer",
    "Written",
]

"""The dictionary of tax offices, and the residence of one taxpayer by hand."""

from django.utils.translation import gettext_lazy as _

from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Refusal
from kartoteka.kernel.folding import fold
from kartoteka.tax import csvfiles, rules
from kartoteka.tax.models import Area, Office, Taxpayer
from kartoteka.tax.operations.rights import require
from kartoteka.tax.operations.rows import FileRefused


class BadOfficeCode(Refusal):
    code = "tax.bad_office_code"
    message = _("The code of a tax office has four digits.")
    field = "code"


class OfficeNameMissing(Refusal):
    code = "tax.office_name_missing"
    message = _("Give the name of the tax office.")
    field = "name"


class PlaceTaken(Refusal):
    code = "tax.place_taken"
    message = _("This town and postal code belong to a tax office already.")
    field = "city"


class NoSuchOffice(Refusal):
    code = "tax.no_such_office"
    message = _("There is no tax office with this code in the dictionary. Add it first.")
    field = "office"


constraints.means("tax_area_unique", PlaceTaken)


def add_office(*, actor: Actor, line: csvfiles.OfficeLine) -> None:
    """Add a tax office or rename it, with one area where the line says a town or a postal code.

    Raises NotAllowed, BadOfficeCode, OfficeNameMissing, PlaceTaken.
    """
    require(actor)
    if not rules.is_office_code(line.code):
        raise BadOfficeCode
    if not line.name.strip():
        raise OfficeNameMissing
    with acting(actor), constraints.spoken():
        Office.objects.update_or_create(code=line.code, defaults={"name": line.name.strip()})
        if line.city.strip() or line.postal_code.strip():
            Area.objects.bulk_create([_area(line)])


def remove_area(*, actor: Actor, area_id: int) -> None:
    """Its residents belong to no office until another area says so. Raises NotAllowed."""
    require(actor)
    with acting(actor):
        Area.objects.filter(pk=area_id).delete()


def import_offices(*, actor: Actor, data: bytes) -> int:
    """Take a CSV file into the dictionary: offices are added or renamed, an area that is there
    goes over to the file's office. Returns the number of rows. Raises NotAllowed, FileRefused.

    Columns `code`, `name`, `city`, `postal code`, `province`, `county`, `commune`.
    """
    require(actor)
    try:
        lines = csvfiles.offices(data)
    except csvfiles.Unreadable as problem:
        raise FileRefused(row=problem.row, reason=problem.sentence()) from None
    named = {line.code: line.name for line in lines}
    areas = [_area(line) for line in lines if line.city or line.postal_code]
    with acting(actor), constraints.spoken():
        Office.objects.bulk_create(
            [Office(code=code, name=name) for code, name in named.items()],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name"],
        )
        Area.objects.bulk_create(
            areas,
            batch_size=5000,
            update_conflicts=True,
            unique_fields=["city_key", "postal_code"],
            update_fields=["office", "city", "province", "county", "commune"],
        )
    return len(lines)


def set_residence(
    *, actor: Actor, taxpayer_id: int, office: str, province: str, county: str, commune: str
) -> None:
    """Say the tax office of one taxpayer and the parts of the residence that the register has not;
    what is empty comes from the dictionary. Raises NotAllowed, NoSuchOffice."""
    require(actor)
    if office and not Office.objects.filter(code=office).exists():
        raise NoSuchOffice
    with acting(actor), constraints.spoken():
        Taxpayer.objects.filter(pk=taxpayer_id).update(
            office_id=office or None,
            province=province.strip(),
            county=county.strip(),
            commune=commune.strip(),
        )


def _area(line: csvfiles.OfficeLine) -> Area:
    return Area(
        office_id=line.code,
        city=line.city.strip(),
        city_key=fold(line.city),
        postal_code=line.postal_code.strip(),
        province=line.province.strip(),
        county=line.county.strip(),
        commune=line.commune.strip(),
    )

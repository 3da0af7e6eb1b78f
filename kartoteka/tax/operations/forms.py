"""Forms of e-Declarations: installed from their XSD, chosen for a year, told what stands where."""

import hashlib
from collections.abc import Mapping as MappingOf
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from kartoteka.documents import operations as documents
from kartoteka.documents import queries as document_queries
from kartoteka.formats import edeclaration
from kartoteka.formats.edeclaration import File, Form, XsdRefused
from kartoteka.kernel import constraints
from kartoteka.kernel.acting import acting
from kartoteka.kernel.actor import Actor
from kartoteka.kernel.errors import Confirmable, Refusal
from kartoteka.tax import installed, rules
from kartoteka.tax.installed import NoSuchForm
from kartoteka.tax.models import FormYear, Mapping, Schema, SchemaFile
from kartoteka.tax.operations.rights import require

MOST_FILES = 200


class XsdUnusable(Refusal):
    code = "tax.xsd_unusable"
    message = _("%(reason)s")
    field = "files"


class NotItsPlace(Refusal):
    code = "tax.not_its_place"
    message = _("The form has no place %(path)s that could be filled.")


class UnknownValue(Refusal):
    code = "tax.unknown_value"
    message = _("“%(value)s” is none of the values that can stand in a form.")


class OfAnotherForm(Confirmable):
    code = "tax.of_another_form"
    message = _(
        "Income of %(year)s is told on %(wanted)s, and this form calls itself %(code)s. "
        "Take it all the same?"
    )
    field = "schema"


_WORDS = {
    "xsd.too_large": _("%(file)s is larger than 10 MB."),
    "xsd.not_xml": _("%(file)s is no XML: %(what)s"),
    "xsd.doctype": _("%(file)s holds a DOCTYPE, which no schema needs. It is not read."),
    "xsd.no_schema": _("%(file)s is no XSD: it does not begin with a schema."),
    "xsd.not_supported": _("%(file)s uses %(what)s, which is not supported."),
    "xsd.import_missing": _(
        "The XSD needs another file that is not installed: %(location)s (namespace %(namespace)s). "
        "Download it from there and install both together."
    ),
    "xsd.invalid": _("The XSD is not valid: %(what)s"),
    "xsd.no_root": _("The XSD declares no document. Install the form itself, not only its types."),
    "xsd.several_roots": _("The XSD declares several documents: %(what)s."),
    "xsd.not_declared": _("The XSD names %(what)s, which none of its files declares."),
    "xsd.too_deep": _("The XSD is deeper or larger than any form of the ministry."),
}


def install(*, actor: Actor, files: Sequence[File]) -> int:
    """Install the form that the first of the files declares, and return its id.

    The others, and files of forms installed before, are what it may import. The same form again is
    known by the hash of all its files. Raises NotAllowed, XsdUnusable.
    """
    require(actor)
    try:
        form = edeclaration.read(files[0], [*files[1:], *_installed_before(actor)])
    except XsdRefused as problem:
        words = str(_WORDS[problem.code]) % problem.facts
        raise XsdUnusable(reason=words) from None
    digest = hashlib.sha256()
    for file in form.files:
        digest.update(hashlib.sha256(file.data).digest())
    with acting(actor), constraints.spoken():
        known = Schema.objects.filter(sha256=digest.hexdigest()).first()
        if known is not None:
            return int(known.pk)
        return _kept(actor, form, digest.hexdigest())


def choose_form(
    *, actor: Actor, year: int, schema_id: int, confirmed: frozenset[str] = frozenset()
) -> None:
    """Tell a year on an installed form. Raises NotAllowed, NoSuchForm, OfAnotherForm (Confirmable)
    where the form calls itself otherwise than the law of that year."""
    require(actor)
    schema = Schema.objects.filter(pk=schema_id).first()
    if schema is None:
        raise NoSuchForm
    wanted = rules.form_of(year)
    if schema.code and schema.code != wanted and OfAnotherForm.code not in confirmed:
        raise OfAnotherForm(year=year, wanted=wanted, code=schema.code)
    with acting(actor), constraints.spoken():
        FormYear.objects.update_or_create(year=year, defaults={"schema_id": schema_id})


def map_values(*, actor: Actor, schema_id: int, said: MappingOf[str, tuple[str, str]]) -> None:
    """Say all that stands in a form: by path, the key of a value or else a text.

    What is not said stands empty; what the XSD fixes cannot be said. Raises NotAllowed,
    NoSuchForm, NotItsPlace, UnknownValue.
    """
    require(actor)
    places = installed.form(schema_id).places
    for path, (value, _text) in said.items():
        if path not in places or not places[path].is_open:
            raise NotItsPlace(path=path)
        if value and value not in rules.VALUES:
            raise UnknownValue(value=value)
    rows = [
        Mapping(schema_id=schema_id, path=path, value=value, text="" if value else text[:200])
        for path, (value, text) in said.items()
        if value or text.strip()
    ]
    with acting(actor), constraints.spoken():
        Schema.objects.select_for_update().get(pk=schema_id)
        Mapping.objects.filter(schema_id=schema_id).exclude(
            path__in=[row.path for row in rows]
        ).delete()
        Mapping.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["schema", "path"],
            update_fields=["value", "text"],
        )


def _installed_before(actor: Actor) -> list[File]:
    rows = SchemaFile.objects.filter(place__gt=0).order_by("-pk").values_list("name", "content_id")
    newest = dict.fromkeys(rows[:MOST_FILES])
    return [
        File(name, document_queries.read(viewer=actor, content_id=content))
        for name, content in newest
    ]


def _kept(actor: Actor, form: Form, digest: str) -> int:
    schema = Schema.objects.create(
        name=form.files[0].name[:200],
        namespace=form.namespace[:300],
        code=form.fixed("KodFormularza")[:40],
        version=form.fixed("kodSystemowy")[:60],
        sha256=digest,
        actor=actor.user_id,
    )
    SchemaFile.objects.bulk_create(
        SchemaFile(
            schema=schema,
            place=place,
            name=file.name[:200],
            content_id=documents.keep(
                actor=actor,
                data=file.data,
                name=f"form-{digest[:8]}-{place}.xsd",
                media_type="application/xml",
            ),
        )
        for place, file in enumerate(form.files)
    )
    return int(schema.pk)

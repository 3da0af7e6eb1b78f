"""Why a file is not taken as an invoice of KSeF, as codes with sentences."""

from kartoteka.formats.sentences import N_

SENTENCES = {
    "ksef.too_large": N_("The file is larger than 10 MB, and no invoice of KSeF is."),
    "ksef.not_xml": N_("The file is no XML, or it is damaged. Take it from KSeF again."),
    "ksef.doctype": N_("The file holds a DOCTYPE, which no invoice needs. It is not read."),
    "ksef.other_form": N_("The file is no invoice FA of KSeF, but %(what)s."),
    "ksef.missing": N_("%(what)s is missing."),
    "ksef.not_a_day": N_("%(what)s is no date: %(value)s."),
    "ksef.not_an_amount": N_("%(what)s is no amount of at most two decimal places: %(value)s."),
    "ksef.too_long": N_("%(what)s has more than %(limit)s characters."),
    "ksef.unknown_kind": N_("%(value)s is no kind of invoice that KSeF knows."),
    "ksef.unknown_effect": N_("TypKorekty is 1, 2 or 3, and not %(value)s."),
    "ksef.names_no_corrected": N_("The correction names no invoice that it corrects."),
    "ksef.not_an_archive": N_("The archive is damaged and cannot be opened. Make it again."),
    "ksef.nothing_inside": N_("The archive is empty. Choose another one."),
    "ksef.encrypted": N_("The archive is encrypted. Unpack it first."),
    "ksef.escapes": N_("The archive holds names that lead out of its folder. It is not opened."),
    "ksef.swamps": N_("The archive unpacks to too much. Split it into smaller ones."),
    "ksef.too_many": N_("There are more than %(limit)s files. Take them in by smaller sets."),
}


class KsefRefused(ValueError):  # noqa: N818  (an answer, not a bug)
    """A file or archive cannot be read; `code` is a key of SENTENCES."""

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

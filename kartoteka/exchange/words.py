"""Words in names of columns: whom or what a column is about. All folded, in three languages."""


def of(text: str) -> frozenset[str]:
    """The words of the text."""
    return frozenset(text.split())


PARTY = of(
    "klient klienta klienci klientow kli kontrahent kontrahenta kontrahenci kontr kntr knt kh ktr"
    " odbiorca odbiorcy odb odberatel odberatela zakaznik zakaznika zak platnik platnika nabywca"
    " nabywcy abonent abonenta dluznik dluznika debtor customer customers client cust partner"
    " partnera party firma firmy company business holder subscriber acct account"
)
DOCUMENT = of(
    "faktura faktury fakt fak fa fv invoice inv bill document doc dokument dokumentu dok doklad"
    " dokladu naleznosc naleznosci nalez nal receivable pohladavka pohladavky charge"
)
# Words of a table of documents. Where several stand, a bare `id` or `name` is no customer's.
OF_DOCUMENTS = of(
    "faktura faktury fakt fa fv invoice bill dokument dokumentu doklad dokladu kwota brutto netto"
    " amount total termin due splatnost suma naleznosc naleznosci"
)
# Words that may stand beside a name without changing it: the first of several, the main address.
HARMLESS = of(
    "1 adres adr address main primary glowny glowna siedziba siedziby billing svc pelny pelna full"
)
# Somebody else: such a column is about no customer, even where its values look like it.
STRANGER = of(
    "sprzedawca sprzedawcy wystawca wystawcy dostawca dostawcy seller issuer supplier vendor"
    " dodavatel dodavatela bank banku opiekun opiekuna pracownik pracownika employee rep manager"
    " wlasciciel owner parent nadrzedny grupa group shipping ship delivery dostawy koresp"
    " korespondencyjny"
)
STREET = frozenset({"ulica", "ul", "street"})
HOUSE: dict[tuple[str, ...], tuple[str, ...]] = {
    ("nr",): ("nr", "domu"),
    ("numer",): ("nr", "domu"),
    ("cislo",): ("cislo", "domu"),
}
GENERIC = of(
    "id nr no numer number name nazwa nazov kod code symbol title typ type kind rodzaj pk guid uuid"
)

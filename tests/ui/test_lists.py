"""What a list keeps of its columns where the screen is narrow."""

from kartoteka.kernel.criteria import Field, Type
from kartoteka.ui.lists.shown import kept_on_a_phone


def fields(*keys: str) -> list[Field]:
    kinds = {"amount": Type.MONEY, "open": Type.MONEY}
    return [Field(key, key, kinds.get(key, Type.TEXT)) for key in keys]


def test_the_first_amount_stays_and_says_its_currency_itself() -> None:
    asked = fields("number", "party", "kind", "due", "amount", "open", "currency")
    assert kept_on_a_phone(asked) == {"number", "party", "kind", "amount"}
    refunds = fields("name", "amount", "currency", "state", "reference")
    assert kept_on_a_phone(refunds) == {"name", "amount", "state"}


def test_without_amounts_the_first_three_stay() -> None:
    assert kept_on_a_phone(fields("a", "currency", "b", "c")) == {"a", "currency", "b"}


def test_what_a_list_chooses_for_a_phone_stays_beside_its_first_column() -> None:
    asked = fields("number", "party", "kind", "due", "amount", "open", "currency")
    assert kept_on_a_phone(asked, ("party", "due", "open")) == {"number", "party", "due", "open"}
    # Where the person shows none of them, the first ones stay as everywhere.
    assert kept_on_a_phone(fields("a", "b"), ("due",)) == {"a", "b"}

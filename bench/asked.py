"""What is asked of both: towns, and what people type key by key."""

from bench.generator import mixed
from bench.names import POLISH

PEOPLE = 8


def towns(many: int) -> list[str]:
    """That many towns in which customers live."""
    return [POLISH.towns[mixed(number, 910) % len(POLISH.towns)][0] for number in range(many)]


def typing(texts: list[str]) -> list[list[str]]:
    """What eight people type, each their texts one after another, key by key from the second."""
    people: list[list[str]] = [[] for _person in range(PEOPLE)]
    for number, text in enumerate(texts):
        people[number % PEOPLE] += [text[:length] for length in range(2, len(text) + 1)]
    return people

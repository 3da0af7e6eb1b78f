"""What all rooms declare of personal data, lower rooms first: filled by config/wiring.py."""

from kartoteka.kernel.personal import Place, Room

ROOMS: list[Room] = []


def places() -> list[Place]:
    """Every place of every room, those of lower rooms first."""
    return [place for room in ROOMS for place in room.places]

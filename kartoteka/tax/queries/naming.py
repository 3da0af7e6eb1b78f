"""Who did it, by name."""

from kartoteka.access.models import User


def names_of(actors: set[int | None]) -> dict[int | None, str]:
    """Names of the users who acted, by id."""
    wanted = [one for one in actors if one is not None]
    return dict(User.everyone.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}

"""Pure decisions: until when a request must be answered, until when data must be kept."""

import datetime as dt

from kartoteka.kernel import days

MONTHS_TO_ANSWER = 1
MONTHS_MORE = 2


def due_on(received_on: dt.date, country: str, *, prolonged: bool = False) -> dt.date:
    """The last day to answer a request: one month, with two more where it was prolonged
    (art. 12(3) GDPR). One that is not worked in the customer's country moves to the next worked
    day (art. 3(4) of Regulation 1182/71)."""
    months = MONTHS_TO_ANSWER + (MONTHS_MORE if prolonged else 0)
    due = days.months_later(received_on, months)
    return days.effective_due(due, country if country in days.COUNTRIES else "PL")


def kept_until(event: dt.date, months: int, *, from_year_end: bool) -> dt.date:
    """The last day of a time of keeping that runs from `event`, or from the end of its year."""
    start = event.replace(month=12, day=31) if from_year_end else event
    return days.months_later(start, months)

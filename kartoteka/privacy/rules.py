"""Pure decisions: until when a request must be answered, until when data must be kept."""

import calendar
import datetime as dt

from kartoteka.kernel import days

MONTHS_TO_ANSWER = 1
MONTHS_MORE = 2
_YEAR = 12


def months_later(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later, or the last day of a shorter month
    (art. 3(2)(c) of Regulation 1182/71, art. 112 of the Polish and § 122 of the Slovak code)."""
    years, month = divmod(day.month - 1 + months, _YEAR)
    year = day.year + years
    return day.replace(
        year=year, month=month + 1, day=min(day.day, calendar.monthrange(year, month + 1)[1])
    )


def due_on(received_on: dt.date, country: str, *, prolonged: bool = False) -> dt.date:
    """The last day to answer a request: one month, with two more where it was prolonged
    (art. 12(3) GDPR). One that is not worked in the customer's country moves to the next worked
    day (art. 3(4) of Regulation 1182/71)."""
    months = MONTHS_TO_ANSWER + (MONTHS_MORE if prolonged else 0)
    due = months_later(received_on, months)
    return days.effective_due(due, country if country in days.COUNTRIES else "PL")


def kept_until(event: dt.date, months: int, *, from_year_end: bool) -> dt.date:
    """The last day of a time of keeping that runs from `event`, or from the end of its year."""
    start = event.replace(month=12, day=31) if from_year_end else event
    return months_later(start, months)

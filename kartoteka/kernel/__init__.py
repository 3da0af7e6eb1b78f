"""What the rest stands on: money, dates, identifiers, refusals, the SQL runner, jobs, criteria."""

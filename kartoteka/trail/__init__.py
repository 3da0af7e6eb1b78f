"""What was changed, by whom and when: written by the database, so that no road goes around it.

Statement-level triggers on mutable tables write the changed columns into trail_change, which is
partitioned by year and append-only. The room knows row keys and party numbers, no other room.
"""

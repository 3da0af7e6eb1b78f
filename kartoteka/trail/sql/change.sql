-- One change of a party's history.
-- Takes: party, id. Returns: table, row, op, old values. Locks: nothing.
SELECT table_name, row_id, op, old_values::json
FROM trail_change WHERE party_id = %(party)s AND id = %(id)s

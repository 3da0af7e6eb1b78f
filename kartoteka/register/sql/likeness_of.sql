-- How alike two parties are as they are kept now. Takes: first, second. Returns: score, reasons.
-- Locks: nothing.
SELECT likeness.score, likeness.reasons::json
FROM register_features_of(ARRAY[%(first)s::bigint]) AS one,
     register_features_of(ARRAY[%(second)s::bigint]) AS other
CROSS JOIN LATERAL register_likeness(one, other) AS likeness

-- Which rows of ours the rows of an import mean; the parties are locked as an edit locks them.
-- {{table}}, {{key}}, {{same}} and {{order}} are what is declared of the part.
-- Takes: register_part; on. Returns: nothing. Locks: the parties, in the order of their ids.
SELECT FROM register_party WHERE id IN (SELECT party_id FROM register_part)
ORDER BY id FOR NO KEY UPDATE;
UPDATE register_part AS staged SET target = found.id
  FROM (SELECT DISTINCT ON (s.n) s.n, t.{key} AS id
        FROM register_part AS s JOIN {table} AS t ON t.party_id = s.party_id AND ({same})
        ORDER BY s.n, {order}) AS found
 WHERE found.n = staged.n;
ANALYZE register_part

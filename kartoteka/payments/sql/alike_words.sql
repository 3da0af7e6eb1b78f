-- Whether a payer's name is a customer's: all words of the shorter one stand in the other, or they
-- resemble each other as a whole and so does each word: two firms that share all but what tells them
-- apart (a housing community of one name and of another) are not alike. Both folded.
-- Takes: two names. Returns: boolean. Locks: nothing.
CREATE OR REPLACE FUNCTION payments_alike(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT one <> '' AND other <> '' AND (
    (cardinality(string_to_array(other, ' ')) > 1
     AND string_to_array(other, ' ') <@ string_to_array(one, ' '))
    OR (cardinality(string_to_array(one, ' ')) > 1
        AND string_to_array(one, ' ') <@ string_to_array(other, ' '))
    OR left(other, length(one)) = one AND length(one) >= 12
    OR (public.similarity(one, other) >= 0.55
        OR public.similarity(left(one, length(other)), other) >= 0.6)
       AND NOT EXISTS (
         SELECT FROM unnest(string_to_array(other, ' ')) AS word
         WHERE length(word) >= 5 AND NOT word = ANY (string_to_array(one, ' ')) AND NOT EXISTS (
           SELECT FROM unnest(string_to_array(one, ' ')) AS said
           WHERE public.similarity(said, word) >= 0.27
              OR length(said) >= 3 AND left(word, length(said)) = said)))
$$

-- Whether a payer's name is a customer's: all words of the shorter one stand in the other, or they
-- resemble each other as a whole. Both folded.
-- Takes: two names. Returns: boolean. Locks: nothing.
CREATE FUNCTION payments_alike(one text, other text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT one <> '' AND other <> '' AND (
    (cardinality(string_to_array(other, ' ')) > 1
     AND string_to_array(other, ' ') <@ string_to_array(one, ' '))
    OR (cardinality(string_to_array(one, ' ')) > 1
        AND string_to_array(one, ' ') <@ string_to_array(other, ' '))
    OR left(other, length(one)) = one AND length(one) >= 12
    OR public.similarity(one, other) >= 0.55
    OR public.similarity(left(one, length(other)), other) >= 0.6)
$$;
REVOKE EXECUTE ON FUNCTION payments_alike(text, text) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION payments_alike(text, text) TO kartoteka_desk;

-- Words of names that have one of these patterns, the ones nearest in length to a word first.
-- Takes: slips (patterns), length. Returns: word. Locks: nothing.
SELECT word FROM register_word WHERE word LIKE ANY (%(slips)s::text[])
ORDER BY abs(length(word) - %(length)s), word
LIMIT 5

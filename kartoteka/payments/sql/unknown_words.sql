-- What: words of payers' names that no customer bears, with those of customers that resemble them.
-- Takes: words. Returns: word, words alike (three at most). Locks: nothing.
SELECT asked.word, array(
         SELECT near.word FROM register_word AS near
         WHERE near.word %% asked.word AND abs(length(near.word) - length(asked.word)) < 3
         ORDER BY similarity(near.word, asked.word) DESC, near.word LIMIT 3)
FROM unnest(%(words)s::text[]) AS asked(word)
WHERE NOT EXISTS (SELECT FROM register_word AS known WHERE known.word = asked.word OFFSET 0)

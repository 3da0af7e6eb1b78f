-- A parent may be named by what it is called in its program or by its customer number.
-- Takes: exchange_staging; system. Returns: nothing. Locks: nothing.
UPDATE exchange_staging AS staged
   SET parent_number = coalesce(
         (SELECT inside.number FROM exchange_staging AS inside
          WHERE inside.key = staged.parent_number AND inside.number <> '' LIMIT 1),
         (SELECT party.number FROM exchange_externalid AS external
          JOIN register_party AS party ON party.id = external."row"
          WHERE external.system = %(system)s AND external.kind = 'PARTY'
            AND external.external_id = staged.parent_number),
         staged.parent_number)
 WHERE staged.parent_number <> ''

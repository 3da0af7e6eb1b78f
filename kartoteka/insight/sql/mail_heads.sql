-- What: what letters say of customers, and where e-mails go: the address preferred, else the first,
-- never one that is refused for reminders.
-- Takes: parties, creditor. Returns: party, its number, language, country, whether it is gone,
-- e-mail, its virtual accounts by currency. Locks: nothing.
SELECT party.id, party.number, party.language, party.country,
       party.merged_into_id IS NOT NULL OR party.erased_at IS NOT NULL,
       coalesce((
         SELECT contact.value FROM register_contact AS contact
         WHERE contact.party_id = party.id AND contact.kind = 'EMAIL'
           AND NOT EXISTS (SELECT FROM register_contactuse AS use WHERE use.contact_id = contact.id
                           AND use.purpose = 'REMINDERS' AND use.wish = 'REFUSED')
         ORDER BY contact.is_preferred DESC, contact.id LIMIT 1), ''),
       coalesce((
         SELECT json_object_agg(account.currency, own.iban)
         FROM ledger_account AS account JOIN payments_virtualaccount AS own
           ON own.account_id = account.id AND own.closed_on IS NULL AND own.debt_id IS NULL
         WHERE account.party_id = party.id AND account.creditor_id = %(creditor)s::bigint
           AND NOT account.is_joined), '{}'::json)
FROM register_party AS party WHERE party.id = ANY (%(parties)s::bigint[])

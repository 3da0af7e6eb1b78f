-- Sends to the search what the file of the day cannot tell: VAT questions whose accounts are all
-- answered and none of them listed.
-- Takes: run. Returns: nothing. Locks: the rows it sends on.
UPDATE register_enquiry v SET way = 'SEARCH'
WHERE v.run_id = %(run)s AND v.state = 'WAITING' AND v.way = 'FILE' AND v.about = 'VAT'
  AND NOT EXISTS (
    SELECT FROM register_enquiry a
    WHERE a.run_id = v.run_id AND a.party_id = v.party_id AND a.about = 'ACCOUNT'
      AND a.state = 'WAITING')

"""Personal data as such: consents, disclosures, requests, purposes, reports and erasing."""

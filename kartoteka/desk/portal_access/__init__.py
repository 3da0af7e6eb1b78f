"""Who signs in to the portal for a customer: inviting, inviting again, taking access away."""

"""What may be done: `letters` (the print queue), `emails` (the outbox), `invitations`."""

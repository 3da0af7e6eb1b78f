"""The print queue, the outbox and, without a mail server, the mailbox."""

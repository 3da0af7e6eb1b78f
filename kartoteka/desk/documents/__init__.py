"""The desk's screens of attachments and customers' documents."""

"""Contents, attachments and customers' documents.

Contents are bytes kept once under their hash, in a folder, the database or S3; nothing is edited.
An attachment puts a content on a record of any room; a customer's document is a paper of a declared
type with its validity, and has its files as attachments.
"""

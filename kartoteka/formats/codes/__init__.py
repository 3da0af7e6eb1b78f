"""Payment codes: texts that a phone turns into a filled-in transfer.

Each module has `encode(code) -> str`, `decode(text) -> (code, warnings)` and
`warnings_of(code) -> warnings`. What a standard forbids raises `CodeRefused`; a wrong check digit
inside a well-formed code is only a warning, for a bank will refuse that account by itself.
"""

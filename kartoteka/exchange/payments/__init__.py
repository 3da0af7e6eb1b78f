"""Tables of payments: what any bank, cash desk or bailiff sends as CSV or XLSX, read by a mapping.

`fields` says what columns such a table can have, `mapping` keeps and finds mappings, `reading`
makes statements of rows. The statements go the way of every bank file (`payments.take_in`).
"""

"""Settings, addresses and wiring, and what happens around the program.

launch/     `./run`: install, start, watch, stop
database/   our own PostgreSQL or the given one, its roles, backup
commands/   `kartoteka …`; cli.py has the table
demo/       the firm that a first start fills in
develop/    ./run test, check, pictures, translate, lock
"""

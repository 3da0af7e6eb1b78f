"""One program that speaks as all outside registers do: for the demo and for tests, on loopback.

Trouble is chosen by `POST /_scenario` or by asking about one of `world.MAGIC`. Nothing in the
program itself imports this: it is another program's part, played.
"""

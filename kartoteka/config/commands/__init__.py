"""The commands of `kartoteka`, a file each: `add_arguments(parser)` and `run(args) -> int`."""

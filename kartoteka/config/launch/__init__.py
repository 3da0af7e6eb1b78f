"""`./run`: installs what is locked, then starts desk, portal and worker and keeps them running.

`__main__`, `install`, `index` and `screen` run on a bare Python 3.11; the rest needs the packages.
"""

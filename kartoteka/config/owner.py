"""Settings of maintenance: migrations, imports by command line, proofs, as the owner role."""

from kartoteka.config import env
from kartoteka.config.desk import *  # noqa: F403

DATABASES = {"default": env.database("owner")}

"""One shot before the worker starts: the register's tables, brought up to the version of this image.

Run again it changes nothing. It connects as the owner of the schema; the worker never does.
"""

from register.schema import upgrade
from settings import settings

owner = settings().database_owner_url
if owner is None:
    raise SystemExit("SAKSGANG_DATABASE_OWNER_URL is needed: the schema is changed by its owner, not by the worker")
upgrade(owner.get_secret_value())

"""How Alembic reaches the register: the URL it is given, the tables of `models.tables`."""

from alembic import context
from sqlalchemy import create_engine, pool

from models.tables import METADATA

URL = context.config.get_main_option("sqlalchemy.url")
assert URL is not None

with create_engine(URL, poolclass=pool.NullPool).connect() as connection:
    context.configure(connection=connection, target_metadata=METADATA, transactional_ddl=True)
    with context.begin_transaction():
        context.run_migrations()

"""How Alembic reaches the register: the URL it is given, the tables of `models.tables`."""

from alembic import context
from sqlalchemy import create_engine, func, pool, select

from models.tables import METADATA

MIGRATING = 7_306_003  # an advisory lock of the database: whoever comes second finds the work done

URL = context.config.get_main_option("sqlalchemy.url")
assert URL is not None

with create_engine(URL, poolclass=pool.NullPool).connect() as connection:
    # `installation` belongs to the database alone: the program asks it the time and never writes it as a table.
    context.configure(
        connection=connection,
        target_metadata=METADATA,
        transactional_ddl=True,
        include_name=lambda name, kind, _parents: not (kind == "table" and name == "installation"),
    )
    with context.begin_transaction():
        connection.execute(select(func.pg_advisory_xact_lock(MIGRATING)))
        context.run_migrations()

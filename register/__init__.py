"""The register: PostgreSQL through SQLModel and Alembic. Intake, entries, read models, and how they are rebuilt."""

#!/bin/sh
# Run once by the PostgreSQL image, when the data volume is still empty: one role and one set of databases for
# Temporal, another for the register, neither able to read the other's.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=temporal_password="$TEMPORAL_DATABASE_PASSWORD" \
    --set=saksgang_password="$SAKSGANG_DATABASE_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal_password';
CREATE ROLE saksgang LOGIN PASSWORD :'saksgang_password';
CREATE DATABASE saksgang OWNER saksgang;
REVOKE CONNECT ON DATABASE saksgang FROM PUBLIC;
SQL

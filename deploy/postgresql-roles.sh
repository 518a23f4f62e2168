#!/bin/sh
# Run once by the PostgreSQL image, when the data volume is still empty. Temporal and the register have a role and
# databases of their own, neither able to read the other's. The register's schema belongs to saksgang_owner; the
# program connects as saksgang_app, which the schema allows to append and not to change.
set -eu
psql --set=ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set=temporal_password="$TEMPORAL_DATABASE_PASSWORD" \
    --set=owner_password="$REGISTER_OWNER_PASSWORD" \
    --set=app_password="$REGISTER_APP_PASSWORD" <<'SQL'
CREATE ROLE temporal LOGIN CREATEDB PASSWORD :'temporal_password';
CREATE ROLE saksgang_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE saksgang_app LOGIN PASSWORD :'app_password';
CREATE DATABASE saksgang OWNER saksgang_owner;
REVOKE CONNECT ON DATABASE saksgang FROM PUBLIC;
GRANT CONNECT ON DATABASE saksgang TO saksgang_app;
SQL

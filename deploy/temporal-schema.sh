#!/bin/sh
# One shot before the Temporal server starts: its two databases, brought up to the version of this image.
# Run again it changes nothing, so an upgrade of the image needs no step of its own.
set -eu

sql() {
    database=$1
    shift
    temporal-sql-tool --plugin postgres12 --ep postgresql -p 5432 -u temporal --db "$database" "$@"
}

for part in temporal visibility; do
    [ "$part" = temporal ] && database=temporal || database=temporal_visibility
    sql "$database" create
    sql "$database" setup-schema -v 0.0
    sql "$database" update-schema -d "/etc/temporal/schema/postgresql/v12/$part/versioned"
done

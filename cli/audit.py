"""`saksgang audit`: what happened, proved to whoever trusts nobody here."""

from __future__ import annotations

import typer

from cli import audit_bundle, audit_log, audit_questions, audit_receipt, audit_replay, audit_timestamp, audit_verify
from cli.audit_anomalies import anomalies
from cli.audit_decisions import decisions, draw
from cli.door import command

app = typer.Typer(no_args_is_help=True, help="Prove what happened to whoever trusts nobody here.")
# Of a file first, as somebody needs them who has nothing else; then what asks the register.
audit_verify.add_to(app)
audit_questions.add_to(app)
audit_replay.add_to(app)
audit_log.add_to(app)
audit_bundle.add_to(app)
command(app, "decisions")(decisions)
command(app, "anomalies")(anomalies)
command(app, "sample")(draw)
audit_receipt.add_to(app)
audit_timestamp.add_to(app)

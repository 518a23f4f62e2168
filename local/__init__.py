"""The real parts, run on this machine as our own child processes.

PostgreSQL, the Temporal dev server, Temporal's time-skipping test server, a mail relay that keeps what it
receives, and the worker. Nothing here is a stand-in: the same binaries serve `up`, the demo, the tests and
the bench.
Knows nothing of cases: no import of models, rules, workflows or register.
"""

"""Whether the tests notice: small faults put into rules/ and audit/ one by one, the fast tests run against each."""

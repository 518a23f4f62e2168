"""The bodies, seats and numbers of each health community as dated files, and the one way to read them."""

"""One fold a kind of entry, by what the entries are about. They decide nothing: that was done before."""

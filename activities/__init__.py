"""Effects on the world: the register, the post, documents."""

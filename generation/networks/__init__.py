"""What social networks allow and how each of them counts: one table and pure functions."""

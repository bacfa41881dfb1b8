"""What the model client's small interfaces keep in the database, as rows changed by conditional UPDATE."""

"""The pages of the review desk and of the audit log."""

"""The sections of a review document."""

"""A report notebook run, in an ordinary kernel or in a fork of a warm process, and rendered as a page."""

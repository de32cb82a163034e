"""The document of a portfolio, topic by topic: several territories seen together."""

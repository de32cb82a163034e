"""The campaign folder: its settings, its files, and the value that everything above starts from."""

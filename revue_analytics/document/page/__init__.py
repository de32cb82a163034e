"""How a page is written: its shell, its pieces, the lists of pages, their look."""

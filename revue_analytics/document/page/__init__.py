"""How a page is written: its shell, its pieces, its look, lists with a script, and the page as a PDF."""

"""What every page has: its shell, its look, lists with a script, and the page as a PDF."""

"""Files for other programs: a whole review, its roadmap, tables for a terminal or a spreadsheet."""

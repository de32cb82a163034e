"""What figures are drawn with: theme, fixed sizes, measured text, rows, cells, marks, SVG of the same bytes."""

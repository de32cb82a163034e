"""Part one of the document, “L'essentiel”: four sheets for those who decide. Whole numbers, one number per idea."""

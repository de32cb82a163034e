"""How the documentation is built: ``python -m sphinx -W docs build/docs``. Nothing in it is fetched from elsewhere."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent / "_ext"))

from revue_analytics.version import __version__

project = "revue-analytics"
author = "The revue-analytics authors"
copyright = author
release = version = __version__
language = "en"

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "fields",
    "gallery",
    "review_tables",
]
exclude_patterns = ["_build", "_ext"]
default_role = "code"  # docstrings write names between single backquotes

myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3

autodoc_default_options = {"members": True, "member-order": "bysource"}
autodoc_typehints = "none"  # the docstrings give shapes and units, which types do not
autodoc_preserve_defaults = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
napoleon_attr_annotations = False

html_theme = "furo"
html_title = f"revue-analytics {release}"
html_show_sphinx = False
html_copy_source = False

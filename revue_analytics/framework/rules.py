"""What a framework file must be. Each rule with what to do about it; the French is in `language/fr/framework.po`."""

from __future__ import annotations

from revue_analytics.errors import Rule

# --- the file, and YAML -------------------------------------------------------------------------------------------
UNREADABLE_FILE = Rule("file-unreadable", "the file cannot be read: {why}", "check its name and that you may read it")
TOO_LARGE = Rule("file-too-large", "the file holds {value} bytes", "a framework file holds at most {most} bytes")
NOT_UTF8 = Rule("not-utf8", "“{value}” is not written in UTF-8", "save the file with the encoding UTF-8")
NOT_YAML = Rule(
    "not-yaml", "“{value}” cannot be read as YAML: {why}", "check indents, quotes and colons here and just above"
)
CONTROL_CHARACTER = Rule("control-character", "the character {value} is not allowed in YAML", "remove it")
SEVERAL_DOCUMENTS = Rule("several-documents", "a second document begins here", "keep one document: remove the line ---")
EMPTY_FILE = Rule("file-empty", "the file is empty", "write at least id, title and indicators")
DUPLICATE_KEY = Rule("key-duplicate", "the key “{value}” stands here already, on line {first}", "keep one of the two")
KEY_NOT_TEXT = Rule("key-not-text", "a list or a mapping cannot be a key", "write a short text before the colon")
UNKNOWN_ALIAS = Rule(
    "alias-unknown", "the alias “{value}” stands for nothing complete above it", "write its content out"
)
TAG = Rule("tag-not-allowed", "the tag “{value}” is not allowed", "remove it: plain texts and numbers are enough")
TOO_DEEP = Rule("too-deep", "more than {most} lists and mappings within one another", "make the tree shallower")
TOO_MANY_VALUES = Rule("too-many-values", "more than {most} values, aliases included", "make the file smaller")

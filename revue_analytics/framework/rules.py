"""What a framework file must be: each rule, and what to do about it (in French in ``language/fr/framework.po``)."""

from __future__ import annotations

from revue_analytics.errors import Rule

# --- the file, and YAML -----------------------------------------------------------------------------------------
UNREADABLE_FILE = Rule("file-unreadable", "the file cannot be read ({why})", "check its name and that you may read it")
TOO_LARGE = Rule("file-too-large", "the file holds {value} bytes", "a framework file holds at most {most} bytes")
NOT_UTF8 = Rule("not-utf8", "“{value}” is not written in UTF-8", "save the file with the encoding UTF-8")
NOT_YAML = Rule(
    "not-yaml", "“{value}” cannot be read as YAML", "check indents, quotes and colons here and on the lines above"
)
QUOTE_OPEN = Rule(
    "quote-open", "the quote opened in “{value}” is never closed", "close it; double those within the text: ''"
)
BRACKET_OPEN = Rule(
    "bracket-open", "a bracket or brace in “{value}” is not closed, or a comma is missing", "add what is missing"
)
COLON_MISSING = Rule(
    "colon-missing", "“{value}” should be a key followed by a colon", "add “: ”, or indent the line as part of a text"
)
COLON = Rule("colon", "a colon stands in “{value}” where it cannot", "put the text between quotes, or check the indent")
FIRST_CHARACTER = Rule(
    "first-character",
    "a text in “{value}” begins with a tab or a character that cannot begin one (@, `, %)",
    "indent with spaces; put such a text between quotes",
)
ESCAPE = Rule("escape", "a backslash stands between double quotes in “{value}”", "write it twice, or use single quotes")
INDENT = Rule(
    "indent", "“{value}” does not follow from the lines above", "check its indent, and the quotes within a quoted text"
)
CONTROL_CHARACTER = Rule("control-character", "the character {value} is not allowed in YAML", "remove it")
SEVERAL_DOCUMENTS = Rule(
    "several-documents", "a second document begins here", "keep one document: remove the line “---” and what follows"
)
EMPTY_FILE = Rule("file-empty", "the file is empty", "write at least id, title and indicators")
DUPLICATE_KEY = Rule("key-duplicate", "“{value}” stands already on line {first}", "keep one of the two")
KEY_NOT_TEXT = Rule(
    "key-not-text", "a list or a mapping stands where a key should", "write a short text before the colon"
)
UNKNOWN_ALIAS = Rule("alias-unknown", "the alias “*{value}” stands for nothing above it", "write its content out")
TAG = Rule(
    "tag-not-allowed", "the tag “{value}” is not allowed", "remove it: texts, numbers, lists and mappings are enough"
)
TOO_DEEP = Rule("too-deep", "more than {most} lists and mappings within one another", "make the tree shallower")
TOO_MANY_VALUES = Rule(
    "too-many-values", "more than {most} values, counting what aliases repeat", "make the file smaller"
)

# --- form: what framework.schema.json says ----------------------------------------------------------------------
MISSING_KEY = Rule("key-missing", "“{value}” is missing", "add it")
UNKNOWN_KEY = Rule("key-unknown", "no key “{value}” here", "remove it; the keys known here are {known}")
MISSPELT_KEY = Rule("key-misspelt", "no key “{value}” here", "did you mean “{near}”? The keys known here are {known}")
EMPTY = Rule("empty", "nothing is written here", "write it, or remove the key")
NOT_TEXT = Rule("not-text", "“{value}” is not a text", "put it between quotes")
NOT_TEXTS = Rule(
    "not-texts", "“{value}” is not a text", "write a text between quotes, or one per language: {{fr: …, en: …}}"
)
NOT_WHOLE = Rule("not-whole-number", "“{value}” is not a whole number", "write a whole number, without quotes")
NOT_NUMBER = Rule("not-number", "“{value}” is not a number", "write a number, without quotes, with a decimal point")
NOT_LIST = Rule("not-list", "“{value}” is not a list", "write a list: one item per line, each after “- ”")
NOT_MAPPING = Rule("not-mapping", "“{value}” is not a mapping", "write keys and values: “key: value”")
NOT_ONE_OF = Rule("not-one-of", "“{value}” is not one of the values known here", "write one of {known}")
NOT_DATE = Rule("not-date", "“{value}” is not a date", "write year, month and day: 2026-11-22")
REPEATED = Rule("item-repeated", "“{value}” stands twice in the list", "keep one of the two")

# --- ids and references -----------------------------------------------------------------------------------------
BAD_ID = Rule(
    "id-characters",
    "“{value}” cannot be an identifier",
    "use at most 64 letters without accents, digits, “_”, “-” and “.”, and end with a letter, a digit or “_”",
)
RESERVED_ID = Rule("id-reserved", "“{value}” is the name of the whole", "choose another identifier")
DUPLICATE_ID = Rule(
    "id-duplicate",
    "the identifier “{value}” is taken already, capitals aside (line {first})",
    "give each its own identifier",
)
UNKNOWN_AXIS = Rule("axis-unknown", "no axis “{value}”", "write one of {known}, or add it under axes")
UNKNOWN_PRINCIPLE = Rule(
    "principle-unknown", "no principle “{value}”", "write one of {known}, or add it under principles"
)
UNKNOWN_PHASE = Rule("phase-unknown", "no phase “{value}”", "write one of {known}, or add it under phases")
UNKNOWN_ORIGIN = Rule("origin-unknown", "no origin “{value}”", "write one of {known}, or add it under origins")

# --- the scale, and what is rated on it -------------------------------------------------------------------------
SCALE_REVERSED = Rule(
    "scale-reversed", "the scale ends at {value}, not above its beginning {low}", "write max above min"
)
SCALE_TOO_LONG = Rule("scale-too-long", "the scale has more than {most} levels", "measure the leaves instead: measure")
LEVELS_MISSING = Rule(
    "levels-missing", "no entry for the level(s) {value}", "describe every level from {low} to {high}"
)
LEVEL_REPEATED = Rule("level-repeated", "the level {value} stands already on line {first}", "keep one of the two")
LEVEL_OFF_SCALE = Rule("level-off-scale", "the level {value} is not on the scale", "write a level from {low} to {high}")
NOT_LEVEL = Rule("level-unreadable", "“{value}” is not a level", "write a level as a whole number: 0, 1, 2…")
ANCHORS_MISSING = Rule(
    "anchors-missing", "no anchor for the level(s) {value}", "write one for every level, {low} to {high}"
)
NO_SCALE = Rule("scale-missing", "“{value}” supposes a scale, and the file has none", "add scale, with min and max")
RATED_AND_MEASURED = Rule(
    "rated-and-measured", "“{value}” belongs to a rated leaf, and this one is measured", "keep “{value}” or measure"
)
NOT_A_LEAF = Rule(
    "not-a-leaf", "“{value}” belongs to a leaf, and this node has children", "move it to the leaves below"
)

# --- numbers ----------------------------------------------------------------------------------------------------
NOT_FINITE = Rule("not-finite", "“{value}” is not a finite number", "write an ordinary number")
NEGATIVE_WEIGHT = Rule("weight-negative", "the weight {value} is negative", "write a weight of 0 or more")
ZERO_WEIGHTS = Rule(
    "weights-zero", "the weights of these siblings are all zero", "give at least one of them a weight above 0"
)
GOALPOSTS_TWO = Rule("goalposts-two", "{value} goalpost(s) where two are needed", "write two numbers: [lower, upper]")
GOALPOSTS_ORDER = Rule(
    "goalposts-order",
    "the goalposts {value} are equal or reversed",
    "write the lower one first, whatever the direction (less is better: direction: -1)",
)

# --- the tree ---------------------------------------------------------------------------------------------------
DEPTHS = Rule(
    "depth-names", "{value} name(s) of depths for a tree of depth {depth}", "write one name per depth, top first"
)

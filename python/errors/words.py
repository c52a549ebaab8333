"""The compiler's words in those of the course: `Matrix`, not `ArrayBase<OwnedRepr<f64>, Dim<[usize; 2]>, f64>`."""

import re

# The names of modules before the name of a type.
MODULES = re.compile(r"\b(?:nn_course(?:_\w+)?|ndarray(?:_rand)?|std|alloc|core|rand|crate)(?:::[a-z_]\w*)*::(?=[A-Z])")
SIZE = r"Dim<\[usize; (\d)\]>"
ARRAYS = [
    (re.compile(rf"ArrayBase<OwnedRepr<(\w+)>, {SIZE}(?:, \w+)?>"), "Array"),
    (re.compile(rf"ArrayBase<ViewRepr<&(?:'\w+ )?mut (\w+)>, {SIZE}(?:, \w+)?>"), "ArrayViewMut"),
    (re.compile(rf"ArrayBase<ViewRepr<&(?:'\w+ )?(\w+)>, {SIZE}(?:, \w+)?>"), "ArrayView"),
    (re.compile(rf"ArrayRef<(\w+), {SIZE}>"), "ArrayRef"),
    (re.compile(rf"Array<(\w+), {SIZE}>"), "Array"),
]


# Any other array, and where the compiler leaves out a part of a type.
SHORTENED = re.compile(r"ArrayBase<(?:[^<>]|<(?:[^<>]|<[^<>]*>)*>)*>")
EXPECTED = re.compile(r"expected (?:[a-z]+ )*`([^`]+)`,?\s+found (?:[a-z]+ )*`([^`]+)`")
OTHERS = [("ViewRepr", "ArrayView2<f64>"), ("bool", "Array2<bool>"), ("integer", "Array2<integer>")]
SENTENCES = [
    (re.compile(r"the trait bound `(\w+|\[\w+; \d+\]): NdIndex<.*>` is not satisfied"), r"\1 is no index of a Matrix"),
    (re.compile(r"the trait `NdIndex<.*>` is not implemented for `(\w+|\[\w+; \d+\])`"), "an entry has a row and a column"),
    (re.compile(r"expected one of .*or an operator, found (.*)"), r"unexpected \1"),
    (re.compile(r"(unexpected token)?expected one of \d+ possible tokens"), "unexpected"),
    (re.compile(r"`evcxr_variable_store`"), "the end of the cell"),
    (re.compile(r"`Result<\(\), EvcxrUserCodeError>`"), "the cell's own result"),
    (re.compile(r"type mismatch resolving `<OwnedRepr<f64> as RawData>::Elem == .*`"), "a matrix is taken for a number"),
    (re.compile(r"`(?:Map|Rev|Zip|Enumerate|Filter)<.*closure@.*`"), "`an iterator`"),
    (re.compile(r"expected one of (?:`[^`]*`, ){3,}.*found (.*)"), r"unexpected \1"),
    (re.compile(r"`\{closure@[^}]*\}`"), "a closure"),
    (re.compile(r"`fn\([^`]*\{[^`]*\}`"), "a function"),
    (re.compile(r"required by this formatting parameter|consider calling this closure"), ""),
    (re.compile(r" in (?:this|the current) scope"), ""),
]


def in_course_words(text):
    text = re.sub(r"\{(integer|float)\}", r"\1", MODULES.sub("", text))
    for pattern, name in ARRAYS:
        text = pattern.sub(rf"{name}\2<\1>", text)
    text = re.sub(r"\bArray(?:Ref)?2<f64>", "Matrix", text)
    # Nearly all arrays of the course are matrices.
    text = SHORTENED.sub(lambda found: next((name for part, name in OTHERS if part in found[0]), "Matrix"), text)
    for pattern, words in SENTENCES:
        text = pattern.sub(words, text)
    return text


# Of arrays as numbers of axes, not of lists.
AXES = re.compile(r"an array with a size of (\d), found one with a size of (\d)")


class Words:
    """The words for one error. Types that are shortened in its labels stand in a note in full."""

    def __init__(self, error):
        notes = "\n".join(in_course_words(child["message"]) for child in error.get("children", []))
        self.whole = EXPECTED.search(notes)
        self.is_of_axes = "ArrayBase<" in str(error.get("children"))

    def __call__(self, text):
        if self.whole and "..." in text and EXPECTED.fullmatch(text):
            text = f"expected `{self.whole[1]}`, found `{self.whole[2]}`"
        if self.is_of_axes:
            text = AXES.sub(r"an array of \1 axes, found one of \2", text)
        return in_course_words(text)

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


# Where the compiler leaves out the middle of a type.
SHORTENED = re.compile(r"ArrayBase<(?:OwnedRepr<\w+>, )?\.\.\.(?:, \.\.\.)*(?:, \w+)?>")
EXPECTED = re.compile(r"expected (?:[a-z]+ )*`([^`]+)`,?\s+found (?:[a-z]+ )*`([^`]+)`")
SENTENCES = [
    (re.compile(r"\{(integer|float)\}"), r"\1"),
    (re.compile(r"an array with a size of (\d), found one with a size of (\d)"), r"an array of \1 axes, found one of \2"),
    (re.compile(r"the trait bound `(\w+): NdIndex<.*>` is not satisfied"), r"\1 is no index of a Matrix"),
    (re.compile(r"the trait `NdIndex<.*>` is not implemented for `(\w+)`"), "an entry has a row and a column"),
    (re.compile(r"expected one of .*or an operator, found (.*)"), r"unexpected \1"),
    (re.compile(r"(unexpected token)?expected one of \d+ possible tokens"), "unexpected"),
    (re.compile(r"`evcxr_variable_store`"), "the end of the cell"),
    (re.compile(r" in (?:this|the current) scope"), ""),
]


def in_course_words(text):
    text = MODULES.sub("", text)
    for pattern, name in ARRAYS:
        text = pattern.sub(rf"{name}\2<\1>", text)
    text = re.sub(r"\bArray(?:Ref)?2<f64>", "Matrix", text)
    for pattern, words in SENTENCES:
        text = pattern.sub(words, text)
    return text


class Words:
    """The words for one error. Types that are shortened in its labels stand in a note in full."""

    def __init__(self, error):
        notes = "\n".join(in_course_words(child["message"]) for child in error.get("children", []))
        self.whole = EXPECTED.search(notes)

    def __call__(self, text):
        if self.whole and "..." in text and EXPECTED.fullmatch(text):
            text = f"expected `{self.whole[1]}`, found `{self.whole[2]}`"
        # Nearly all arrays of the course are matrices.
        return in_course_words(SHORTENED.sub("Matrix", text))

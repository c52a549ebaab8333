"""A rule of advice. The rules themselves are in numpy_words.py, python_words.py and rust_types.py."""

import re
from typing import NamedTuple

# In place of a pattern that fits everything.
ANY = ""
# What the compiler says of the syntax: such an error has no code, which is the first line of what is looked at.
SYNTAX = r"\A\n"


class Rule(NamedTuple):
    """Where the compiler says this (its code and words), and the line of code looks like this, there is this advice.

    In it `$x` stands for what the patterns found under that name, or for one of the names in advice.py.
    """

    says: re.Pattern
    line: re.Pattern
    advice: str


def rule(says, line, advice):
    return Rule(re.compile(says, re.DOTALL), re.compile(line), advice)

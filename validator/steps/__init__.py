"""The steps: a file here is a step, its name is the step's name, and its docstring is the step's manual.

A member has Fields (what may be written under it), `title(fields)` (as reports say it, without values that may be
secret), and `perform(fields, stage)`. Instead of `perform` a block (BLOCK = True) has steps of its own, which take its
place when the file is read. `remembers(fields)`: the names of the values that it keeps.
"""

from validator.family import members

STEPS = members(__name__, __path__)

"""The judge: holds a recording against a scenario and a plan, and says where each chain of evidence broke.

Pure: no browser, clock, network or chance. The same recording gives the same verdict, byte for byte.
"""

from validator.judge.judge import judge

__all__ = ["judge"]

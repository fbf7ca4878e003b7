"""Answers the question by a rule that can be read, or says that the literature does not; then writes the abstract.

Pure. `answer` decides and says why; `compose` writes the abstract, the results by work and the limitations. Nothing
here asks a model: a sentence is a claim with its owner, a recomputed figure, or a count of records.
"""

from generator.stages.synthesise.answer import answer
from generator.stages.synthesise.compose import Account, Composition, compose
from generator.stages.synthesise.gaps import Surroundings, may_be_near
from generator.stages.synthesise.statements import Material

__all__ = ["Account", "Composition", "Material", "Surroundings", "answer", "compose", "may_be_near"]

"""Three reviewers score a report by documented formulas over its records; policy.yml decides what becomes of it.

Pure: the policy comes in as an argument. The reviewers read the records again and trust no mark of an earlier stage.

    dossier ─► faults ─► reading ─► dimensions ─┬─► panel
                  └────────► findings, decision ┘

dossier     what the reviewers see
faults      what contradicts the records that it rests on
reading     what stands in spite of them: which claims, and which works bear on the question
dimensions  the formulas
findings    what each reviewer says of the records
decision    gates and tiers
panel       the three reviews and the decision
"""

from generator.stages.review.decision import breaches
from generator.stages.review.dimensions import DIMENSIONS
from generator.stages.review.dossier import Dossier
from generator.stages.review.panel import MANDATES, review

__all__ = ["DIMENSIONS", "MANDATES", "Dossier", "breaches", "review"]

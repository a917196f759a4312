"""An attacker who knows everything published and the own figures: a linear system over whole numbers, solved exactly.

Unknown are the numbers of the others, one for each place, row and column; each published sum is an equation. The solver is
a foreign one and knows nothing of the rule that is attacked.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

Unknown = tuple[str, ...]


@dataclass
class System:
    truth: dict[Unknown, int] = field(default_factory=dict)
    equations: list[tuple[frozenset[Unknown], int]] = field(default_factory=list)

    def know(self, unknowns: Iterable[Unknown]) -> None:
        """What a sum is: the truth, as it was published."""
        listed = frozenset(unknowns)
        self.equations.append((listed, sum(self.truth[one] for one in listed)))

    def bounds_of(self, unknowns: Iterable[Unknown]) -> tuple[int, int]:
        """Between which numbers the sum must lie; both ends are possible."""
        listed = frozenset(unknowns)
        return self.extreme(listed, 1), self.extreme(listed, -1)

    def extreme(self, unknowns: frozenset[Unknown], sign: int) -> int:
        names = list(self.truth)
        coefficients = np.array([[one in equation for one in names] for equation, _ in self.equations], dtype=float)
        totals = np.array([total for _equation, total in self.equations], dtype=float)
        solved = milp(
            c=np.array([float(sign * (one in unknowns)) for one in names]),
            constraints=LinearConstraint(coefficients, totals, totals) if self.equations else (),
            integrality=np.ones(len(names)),
            bounds=Bounds(0, sum(self.truth.values()) + 50),
        )
        assert solved.success, "the truth itself fulfils all equations"
        return round(sign * solved.fun)

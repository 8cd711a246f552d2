"""A linear programme in HiGHS: solved again and again with other bounds, from where the last solution stood."""

from typing import Any

import numpy as np

from troth.records.compiled import absent

from .arrays import Array
from .lines import Lines


class Solver:
    """HiGHS with one programme; one thread, the same answer for the same questions in the same order."""

    def __init__(self, lines: Lines, what: str, **options: str | float | bool) -> None:
        try:
            import highspy  # noqa: PLC0415 - an extra
        except ImportError:
            error = absent("highspy", what)
            raise error from None
        matrix = lines.matrix()
        self.lower, self.upper = lines.lower.copy(), lines.upper.copy()
        self.cost, self.least, self.most = (one.copy() for one in lines.costs)
        programme = highspy.HighsLp()
        programme.num_row_, programme.num_col_ = lines.many
        programme.col_cost_, programme.col_lower_, programme.col_upper_ = self.cost, self.least, self.most
        programme.row_lower_, programme.row_upper_ = self.lower, self.upper
        programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        programme.a_matrix_.start_ = matrix.indptr
        programme.a_matrix_.index_ = matrix.indices
        programme.a_matrix_.value_ = matrix.data
        self.matrix = matrix
        self._highs: Any = highspy.Highs()
        self._first = str(options.get("solver", "choose"))
        for name, value in {"output_flag": False, "threads": 1, **options}.items():
            self._highs.setOptionValue(name, value)
        self._highs.passModel(programme)
        self._rows = np.arange(lines.many[0], dtype=np.int32)
        self._columns = np.arange(lines.many[1], dtype=np.int32)

    def solve(self) -> Array | None:
        """The columns of the best solution, under the bounds that stand in `lower`, `upper`, `least` and `most` now.

        None where HiGHS finds none, even by the simplex method from nothing.
        """
        self._highs.changeRowsBounds(len(self._rows), self._rows, self.lower, self.upper)
        self._highs.changeColsBounds(len(self._columns), self._columns, self.least, self.most)
        self._highs.run()
        if self.status != "Optimal":
            self._highs.clearSolver()
            self._highs.setOptionValue("solver", "simplex")
            self._highs.run()
            self._highs.setOptionValue("solver", self._first)
        if self.status != "Optimal":
            return None
        return np.array(self._highs.getSolution().col_value)

    @property
    def duals(self) -> Array:
        """Of the rows: by how much the aim changes when a bound grows by one."""
        return np.array(self._highs.getSolution().row_dual)

    @property
    def column_duals(self) -> Array:
        """Of the columns: by how much the aim changes when a bound that binds grows by one."""
        return np.array(self._highs.getSolution().col_dual)

    @property
    def status(self) -> str:
        """As HiGHS names it, such as Optimal."""
        return str(self._highs.modelStatusToString(self._highs.getModelStatus()))

    @property
    def value(self) -> float:
        """Of the aim."""
        return float(self._highs.getInfo().objective_function_value)

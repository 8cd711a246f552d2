"""Damage, losses and needs with honest uncertainty: the method of the PDNA, for a portfolio of any size.

>>> import numpy as np
>>> from troth.assess import ASSUMED_FACTORS, ASSUMED_RATIOS, Exposure, Model, Ratios, estimate, pass_over
>>> houses = Exposure(
...     ids=["a", "b"], sectors=("housing",), regions=("Sumy",), sector=np.zeros(2, np.int32),
...     region=np.zeros(2, np.int32), value=np.array([90e3, 60e3]), probability=np.array([[0, 0, 0, 0, 1.0], [1.0, 0, 0, 0, 0]]))
>>> model = Model(Ratios.of(ASSUMED_RATIOS), ASSUMED_FACTORS)
>>> found = estimate(pass_over(houses, model.channels, model.factors.spread), model, seed=1)
>>> 88e3 < found.total.mean < 92e3
True
"""

from .cells import Cells, combine
from .channels import Channels
from .classes import ASSUMED as ASSUMED_RATIOS
from .classes import CLASSES, Ratio, Ratios
from .classifier import Accuracy, Classifier
from .estimate import Estimate, Model, Row, estimate
from .exposure import Exposure
from .factors import ASSUMED as ASSUMED_FACTORS
from .factors import Factor, Factors, Scope
from .passing import pass_over

__all__ = [
    "ASSUMED_FACTORS",
    "ASSUMED_RATIOS",
    "CLASSES",
    "Accuracy",
    "Cells",
    "Channels",
    "Classifier",
    "Estimate",
    "Exposure",
    "Factor",
    "Factors",
    "Model",
    "Ratio",
    "Ratios",
    "Row",
    "Scope",
    "combine",
    "estimate",
    "pass_over",
]

"""What is known about a parameter before a fit."""

from __future__ import annotations

import math
from dataclasses import KW_ONLY, dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """What is known about a parameter before a fit; `neuralc.fit` takes these by name.

    For a vector or a matrix, each setting is one number for all elements or an array of one for
    each.

    Attributes:
        start: Where the search begins; the model's own value if `None`.
        lower: The least value allowed.
        upper: The greatest value allowed.
        positive: Whether only values above 0 are allowed. Such a parameter is searched on a
            logarithmic scale.
        log: Whether the logarithm is what is searched, and what is normally distributed: intervals
            are formed on that scale. It implies that values are above 0.
        fixed: Whether the value stays what it is.
        prior: Mean and standard deviation of what was known before, as of one more observation: a
            normal distribution, of the natural logarithm where the scale is logarithmic (mean and
            deviation are then those of the logarithm).

    Raises:
        ValueError: The settings contradict each other.
    """

    start: Any = None
    _: KW_ONLY
    lower: Any = -math.inf
    upper: Any = math.inf
    positive: bool = False
    log: bool = False
    fixed: Any = False
    prior: tuple[Any, Any] | None = None

    @property
    def is_logarithmic(self) -> bool:
        """Whether the parameter is searched on a logarithmic scale."""
        return self.positive or self.log


def as_parameter(name: str, setting: Any) -> Parameter:
    """A setting as the caller wrote it: a `Parameter`, a start, or bounds."""
    if isinstance(setting, Parameter):
        return setting
    if isinstance(setting, tuple) and len(setting) == 2:
        return Parameter(lower=setting[0], upper=setting[1])
    if isinstance(setting, (str, bytes)) or setting is None:
        raise TypeError(
            f"parameter `{name}`: expected a nc.Parameter, a number to start from, or a tuple "
            f"(lower, upper), not {setting!r}"
        )
    return Parameter(start=setting)

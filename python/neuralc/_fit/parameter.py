"""What is known about a parameter before a fit."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from typing import Any


@dataclass(frozen=True)
class Parameter:
    """What is known about a parameter before a fit; `neuralc.fit` takes these by name.

    For a vector or a matrix, each setting is one number for all elements or an array of one for
    each. What is left out is as the program declares it, or else as said below.

    Attributes:
        start: Where the search begins; the model's own value if `None`.
        lower: The least value allowed; none if `None`.
        upper: The greatest value allowed; none if `None`.
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
    lower: Any = None
    upper: Any = None
    positive: bool | None = None
    log: bool | None = None
    fixed: Any = None
    prior: tuple[Any, Any] | None = None

    @property
    def is_logarithmic(self) -> bool:
        """Whether the parameter is searched on a logarithmic scale."""
        return bool(self.positive or self.log)

    def over(self, declared: Parameter) -> Parameter:
        """These settings, and those of a declaration where nothing is said here."""
        says_scale = self.positive is not None or self.log is not None
        return Parameter(
            self.start,
            lower=declared.lower if self.lower is None else self.lower,
            upper=declared.upper if self.upper is None else self.upper,
            log=self.is_logarithmic if says_scale else declared.is_logarithmic,
            fixed=declared.fixed if self.fixed is None else self.fixed,
            prior=declared.prior if self.prior is None else self.prior,
        )


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

"""The conformance corpus on native kernels: what eager modules are tested by."""

from native import native  # noqa: F401
from test_conformance import (  # noqa: F401
    test_batched_equals_scalar,
    test_broadcast_batch,
    test_failure,
    test_forward_mode_and_second_derivatives,
    test_module,
    test_module_in_float32,
    test_vmap,
)

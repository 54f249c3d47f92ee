/// A batch in parts.
#ifndef NEURALC_PARTS_H
#define NEURALC_PARTS_H

#include "PythonEntry.h"

/// Runs the kernel for one part after the other and adds up their sums, always in the same order.
/// The status of the first that fails, or `TAKES_LONG` where those behind the first would.
int32_t neuralc_run_parts(const struct plan *plan, char *limit);

#endif

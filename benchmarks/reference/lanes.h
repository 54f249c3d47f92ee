// What the kernels of this folder share: vectors of eight float64 and of sixteen float32 lanes.
#pragma once

#include <stdint.h>

typedef double d4 __attribute__((vector_size(32)));
typedef double d8 __attribute__((vector_size(64)));
typedef int64_t i8 __attribute__((vector_size(64)));
typedef double d8_unaligned __attribute__((vector_size(64), aligned(8)));
typedef float f16 __attribute__((vector_size(64)));
typedef float f16_unaligned __attribute__((vector_size(64), aligned(4)));

#define EXPORT __attribute__((visibility("default")))

static inline d8 load8(const double *from) { return *(const d8_unaligned *)from; }
static inline void store8(double *to, d8 value) { *(d8_unaligned *)to = value; }

// Vector functions of the GNU C library, at most 4 ulp.
d8 _ZGVeN8v_sin(d8);
d8 _ZGVeN8v_cos(d8);
d8 _ZGVeN8v_log(d8);

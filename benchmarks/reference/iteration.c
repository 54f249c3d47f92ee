// The logistic map with a number of rounds for each element, and a recursion that calls itself twice:
// both in forward mode.
#include "lanes.h"

static inline d8 choose(i8 mask, d8 first, d8 second) {
  return (d8)((mask & (i8)first) | (~mask & (i8)second));
}

// x ← r x (1 − x), counts[i] times; derivatives by x for each element, by r summed. n is a multiple
// of 8; a vector goes round as often as its longest lane.
EXPORT void logistic_map(const double *x, const double *counts, double r, int64_t n, double *value,
                         double *by_x, double *by_r) {
  d8 sum = {0};
  for (int64_t i = 0; i < n; i += 8) {
    d8 y = load8(x + i), dx = {0}, dr = {0}, k = {0};
    const d8 rounds = load8(counts + i);
    dx += 1;
    for (;;) {
      const i8 active = k < rounds;
      if (!__builtin_reduce_or(active)) break;
      const d8 steep = r * (1 - 2 * y), rest = y * (1 - y);
      dr = choose(active, steep * dr + rest, dr);
      dx = choose(active, steep * dx, dx);
      y = choose(active, r * rest, y);
      k += 1;
    }
    store8(value + i, y);
    store8(by_x + i, dx);
    sum += dr;
  }
  *by_r = 0;
  for (int lane = 0; lane < 8; lane++) *by_r += sum[lane];
}

typedef struct {
  double value, by_a, by_b;
} dual;

static dual velocity(double n, double a, double b) {
  if (n == 0) return (dual){a, 1, 0};
  if (n == 1) return (dual){b, 0, 1};
  const dual x = velocity(n - 1, a, b), y = velocity(n - 2, a, b);
  const double inverse = 1 / (1 + x.value * y.value), value = (x.value + y.value) * inverse;
  const double by_x = (1 - value * y.value) * inverse, by_y = (1 - value * x.value) * inverse;
  return (dual){value, by_x * x.by_a + by_y * y.by_a, by_x * x.by_b + by_y * y.by_b};
}

EXPORT void recursion(double a, double b, double n, double *value, double *gradients) {
  const dual result = velocity(n, a, b);
  *value = result.value, gradients[0] = result.by_a, gradients[1] = result.by_b;
}

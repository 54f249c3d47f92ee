// The log-likelihood of a series under the local linear trend model, and its derivatives by the four
// elements of the process noise and by the observation noise: reverse mode, the state before every
// step is kept, and what a step computed is computed again.
//
// Once for one series, once for eight in the lanes of a vector.
#include <math.h>

#include "lanes.h"

enum { LONGEST = 1024 };

static inline double log_double(double x) { return log(x); }
static inline d8 log_d8(d8 x) { return _ZGVeN8v_log(x); }

#define KALMAN(V)                                                                                  \
  typedef struct {                                                                                 \
    V level, slope, a, b, c, d; /* The covariance is [[a b] [c d]]. */                             \
  } state_##V;                                                                                     \
                                                                                                   \
  static inline V step_##V(state_##V *s, V seen, const V q[4], V r) {                              \
    const V level = s->level + s->slope, slope = s->slope;                                         \
    const V bd = s->b + s->d, p00 = s->a + s->c + bd + q[0], p01 = bd + q[1];                      \
    const V p10 = s->c + s->d + q[2], p11 = s->d + q[3];                                           \
    const V surprise = seen - level, variance = p00 + r, inverse = 1 / variance;                   \
    const V g0 = p00 * inverse, g1 = p10 * inverse;                                                \
    s->level = level + surprise * g0, s->slope = slope + surprise * g1;                            \
    s->a = p00 - g0 * p00, s->b = p01 - g0 * p01, s->c = p10 - g1 * p00, s->d = p11 - g1 * p01;    \
    return -0.5 * (log_##V(6.283185307179586477 * variance) + surprise * surprise * inverse);      \
  }                                                                                                \
                                                                                                   \
  /* From the adjoints of a step's new state to those of its old one. */                           \
  static inline void adjoint_##V(const state_##V *s, V seen, const V q[4], V r, state_##V *bar,    \
                                 V q_bar[4], V *r_bar) {                                           \
    const V bd = s->b + s->d, p00 = s->a + s->c + bd + q[0], p01 = bd + q[1];                      \
    const V p10 = s->c + s->d + q[2];                                                              \
    const V surprise = seen - s->level - s->slope, inverse = 1 / (p00 + r);                        \
    const V g0 = p00 * inverse, g1 = p10 * inverse;                                                \
    const V g0_bar = surprise * bar->level - p00 * bar->a - p01 * bar->b;                          \
    const V g1_bar = surprise * bar->slope - p00 * bar->c - p01 * bar->d;                          \
    const V surprise_bar = g0 * bar->level + g1 * bar->slope - surprise * inverse;                 \
    const V inverse_bar = p00 * g0_bar + p10 * g1_bar - 0.5 * surprise * surprise;                 \
    const V variance_bar = -inverse * (0.5 + inverse * inverse_bar);                               \
    const V p00_bar = bar->a - g0 * bar->a - g1 * bar->c + inverse * g0_bar + variance_bar;        \
    const V p01_bar = bar->b - g0 * bar->b - g1 * bar->d;                                          \
    const V p10_bar = bar->c + inverse * g1_bar, p11_bar = bar->d;                                 \
    q_bar[0] += p00_bar, q_bar[1] += p01_bar, q_bar[2] += p10_bar, q_bar[3] += p11_bar;            \
    *r_bar += variance_bar;                                                                        \
    const V level_bar = bar->level - surprise_bar;                                                 \
    bar->slope += level_bar, bar->level = level_bar;                                               \
    bar->a = p00_bar, bar->b = p00_bar + p01_bar, bar->c = p00_bar + p10_bar;                      \
    bar->d = p00_bar + p01_bar + p10_bar + p11_bar;                                                \
  }                                                                                                \
                                                                                                   \
  static inline V run_##V(const V *series, int64_t n, const V q[4], V r, V q_bar[4], V *r_bar) {   \
    state_##V tape[LONGEST], s = {0}, bar = {0};                                                   \
    V value = {0};                                                                                 \
    s.a = s.a + 10, s.d = s.d + 10;                                                                \
    for (int64_t k = 0; k < n; k++) tape[k] = s, value += step_##V(&s, series[k], q, r);           \
    for (int64_t k = n; k-- > 0;) adjoint_##V(&tape[k], series[k], q, r, &bar, q_bar, r_bar);      \
    return value;                                                                                  \
  }

KALMAN(double)
KALMAN(d8)

// n is at most 1024. gradients: the process noise by rows, then the observation noise.
EXPORT void kalman_one(const double *series, int64_t n, const double *q, double r, double *value,
                       double *gradients) {
  double q_bar[4] = {0}, r_bar = 0;
  *value = run_double(series, n, q, r, q_bar, &r_bar);
  for (int i = 0; i < 4; i++) gradients[i] = q_bar[i];
  gradients[4] = r_bar;
}

// `count` series, a multiple of 8, one after the other; the gradients are sums over them.
EXPORT void kalman_many(const double *series, int64_t count, int64_t n, const double *q, double r,
                        double *value, double *gradients) {
  d8 all[LONGEST], noise[4], q_bar[4] = {0}, r_bar = {0};
  for (int i = 0; i < 4; i++) noise[i] = q[i] + (d8){0};
  for (int64_t first = 0; first < count; first += 8) {
    for (int64_t k = 0; k < n; k++)
      for (int lane = 0; lane < 8; lane++) all[k][lane] = series[(first + lane) * n + k];
    store8(value + first, run_d8(all, n, noise, r + (d8){0}, q_bar, &r_bar));
  }
  for (int i = 0; i < 5; i++) {
    const d8 lanes = i < 4 ? q_bar[i] : r_bar;
    gradients[i] = 0;
    for (int lane = 0; lane < 8; lane++) gradients[i] += lanes[lane];
  }
}

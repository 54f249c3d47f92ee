// Heat conduction on a rod of 64 points, both ends held: the sum of squares after `steps` steps, and
// its derivatives by the diffusivity and by the initial state, in reverse mode with every state kept.
#include "lanes.h"

enum { POINTS = 64, MOST_STEPS = 1024 };

// steps is at most 1024; scale: the time step over the square of the spacing.
EXPORT void heat(const double *initial, double diffusivity, double scale, int64_t steps,
                 double *value, double *by_diffusivity, double *by_initial) {
#pragma clang fp reassociate(on)
  static _Thread_local double tape[MOST_STEPS + 1][POINTS];
  const double ratio = diffusivity * scale;
  for (int i = 0; i < POINTS; i++) tape[0][i] = initial[i];
  for (int64_t k = 0; k < steps; k++) {
    const double *restrict u = tape[k];
    double *restrict next = tape[k + 1];
    next[0] = u[0], next[POINTS - 1] = u[POINTS - 1];
    for (int i = 1; i < POINTS - 1; i++) next[i] = u[i] + ratio * (u[i - 1] - 2 * u[i] + u[i + 1]);
  }
  // The adjoints, with a zero at both sides.
  double bars[2][POINTS + 2] = {{0}}, total = 0, ratio_bar = 0;
  for (int i = 0; i < POINTS; i++) {
    total += tape[steps][i] * tape[steps][i];
    bars[steps & 1][i + 1] = 2 * tape[steps][i];
  }
  for (int64_t k = steps; k-- > 0;) {
    const double *restrict u = tape[k];
    const double *restrict later = bars[(k + 1) & 1];
    double *restrict earlier = bars[k & 1];
    double sum = 0;
    // The ends' own adjoints do not spread.
    for (int i = 2; i < POINTS; i++) {
      sum += later[i] * (u[i - 2] - 2 * u[i - 1] + u[i]);
      earlier[i] = later[i] + ratio * (later[i - 1] - 2 * later[i] + later[i + 1]);
    }
    earlier[2] -= ratio * later[1], earlier[POINTS - 1] -= ratio * later[POINTS];
    earlier[1] = later[1] + ratio * later[2];
    earlier[POINTS] = later[POINTS] + ratio * later[POINTS - 1];
    ratio_bar += sum;
  }
  *value = total;
  *by_diffusivity = scale * ratio_bar;
  for (int i = 0; i < POINTS; i++) by_initial[i] = bars[0][i + 1];
}

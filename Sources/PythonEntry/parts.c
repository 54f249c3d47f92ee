#define _GNU_SOURCE
#include "parts.h"

#include <string.h>
#include <time.h>

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000 + time.tv_nsec;
}

static const struct record *outputs_of(const struct plan *plan) {
  return plan->records + plan->value_count + plan->parameter_count;
}

/// How many bytes a part has for its sums.
static int64_t width_of(const struct plan *plan) {
  int64_t width = 0;
  for (int64_t k = 0; k < plan->output_count; k++) width += outputs_of(plan)[k].sum;
  return width;
}

/// Has every part write where the whole does, but for sums, of which each has its own.
static void prepare(const struct plan *plan, int64_t width) {
  memset(plan->sums, 0, (size_t)(width * plan->part_count));
  for (int64_t number = 0; number < plan->part_count; number++) {
    char *own = plan->sums + number * width;
    for (int64_t k = 0; k < plan->output_count; k++) {
      const int64_t sum = outputs_of(plan)[k].sum;
      plan->parts[number].outputs[2 * k] = sum == 0 ? plan->outputs[2 * k] : own;
      own += sum;
    }
  }
}

#define ADD(T)                                                                                     \
  static void add_##T(const struct plan *plan, T *to, const char *from, int64_t count,             \
                      int64_t width) {                                                             \
    for (int64_t k = 0; k < count; k++, from += sizeof(T)) {                                       \
      T sum = *(const T *)from;                                                                    \
      for (int64_t number = 1; number < plan->part_count; number++)                                \
        sum += *(const T *)(from + number * width);                                                \
      to[k] += sum;                                                                                \
    }                                                                                              \
  }

ADD(double)
ADD(float)

static void add_sums(const struct plan *plan, int64_t width) {
  const char *from = plan->sums;
  for (int64_t k = 0; k < plan->output_count; k++) {
    const int64_t sum = outputs_of(plan)[k].sum;
    void *to = plan->outputs[2 * k];
    if (plan->bits == 64)
      add_double(plan, to, from, sum / (int64_t)sizeof(double), width);
    else
      add_float(plan, to, from, sum / (int64_t)sizeof(float), width);
    from += sum;
  }
}

int32_t neuralc_run_parts(const struct plan *plan, char *limit) {
  const int64_t width = width_of(plan), start = now();
  prepare(plan, width);
  for (int64_t number = 0; number < plan->part_count; number++) {
    const struct part *part = &plan->parts[number];
    const int32_t status =
        plan->kernel(plan->inputs, part->outputs, part->begin, part->end, limit, plan->failure);
    if (status != 0) return status;
    if (number == 0 && (now() - start) * (plan->part_count - 1) > plan->patience) return TAKES_LONG;
  }
  add_sums(plan, width);
  return 0;
}

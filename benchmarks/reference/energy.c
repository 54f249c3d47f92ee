// Relativistic energy of n bodies with its derivatives by mass, velocity (for each body) and the
// speed of light (summed), and the times below which nothing that does this can go: that of moving
// its bytes, and that of its square roots and divisions.
//
// n is a multiple of 16.
#include <immintrin.h>

#include "lanes.h"

static inline d8 root_d8(d8 x) { return __builtin_elementwise_sqrt(x); }
static inline f16 root_f16(f16 x) { return __builtin_elementwise_sqrt(x); }
// All lanes, so that none is left out of what is computed.
static inline double total_d8(d8 x) { return _mm512_reduce_add_pd((__m512d)x); }
static inline float total_f16(f16 x) { return _mm512_reduce_add_ps((__m512)x); }
static inline void stream_d8(double *to, d8 value) { __builtin_nontemporal_store(value, (d8 *)to); }
static inline void stream_f16(float *to, f16 value) {
  __builtin_nontemporal_store(value, (f16 *)to);
}

#define KERNELS(T, V, LANES)                                                                       \
  typedef V V##_any __attribute__((aligned(sizeof(T))));                                           \
                                                                                                   \
  EXPORT void energy_##T(const T *m, const T *v, T c, int64_t n, T *value, T *by_m, T *by_v,       \
                         T *by_c) {                                                                \
    V sum = {0};                                                                                   \
    for (int64_t i = 0; i < n; i += LANES) {                                                       \
      const V mass = *(const V##_any *)(m + i), beta = *(const V##_any *)(v + i) / c;              \
      const V gamma = 1 / root_##V(1 - beta * beta), energy = c * c * gamma * mass;                \
      const V steep = mass * gamma * gamma * gamma * beta * c;                                     \
      *(V##_any *)(value + i) = energy;                                                            \
      *(V##_any *)(by_m + i) = c * c * gamma;                                                      \
      *(V##_any *)(by_v + i) = steep;                                                              \
      sum += 2 * c * gamma * mass - steep * beta;                                                  \
    }                                                                                              \
    *by_c = 0;                                                                                     \
    for (int lane = 0; lane < LANES; lane++) *by_c += sum[lane];                                   \
  }                                                                                                \
                                                                                                   \
  /* Reads two arrays and writes three, as the kernel does. */                                     \
  EXPORT void stream_##T(const T *m, const T *v, int64_t n, T *value, T *by_m, T *by_v) {          \
    for (int64_t i = 0; i < n; i += LANES) {                                                       \
      const V mass = *(const V##_any *)(m + i), velocity = *(const V##_any *)(v + i);              \
      *(V##_any *)(value + i) = mass + velocity;                                                   \
      *(V##_any *)(by_m + i) = mass;                                                               \
      *(V##_any *)(by_v + i) = velocity;                                                           \
    }                                                                                              \
  }                                                                                                \
                                                                                                   \
  /* The same past the caches, for arrays on 64-byte boundaries. */                                \
  EXPORT void stream_past_##T(const T *m, const T *v, int64_t n, T *value, T *by_m, T *by_v) {     \
    for (int64_t i = 0; i < n; i += LANES) {                                                       \
      const V mass = *(const V##_any *)(m + i), velocity = *(const V##_any *)(v + i);              \
      stream_##V(value + i, mass + velocity);                                                      \
      stream_##V(by_m + i, mass);                                                                  \
      stream_##V(by_v + i, velocity);                                                              \
    }                                                                                              \
    _mm_sfence();                                                                                  \
  }                                                                                                \
                                                                                                   \
  /* The two divisions and the square root of the value, n times, nothing in memory. */            \
  EXPORT T roots_##T(T c, int64_t n) {                                                             \
    V velocity = {0}, sum = {0};                                                                   \
    velocity += (T)0.5;                                                                            \
    for (int64_t i = 0; i < n; i += LANES) {                                                       \
      const V beta = velocity / c;                                                                 \
      sum += 3 / root_##V(1 - beta * beta);                                                        \
      velocity += (T)1e-6;                                                                         \
    }                                                                                              \
    return total_##V(sum);                                                                         \
  }                                                                                                \
                                                                                                   \
  /* The three divisions and the square root of value and gradients as automatic differentiation   \
     has them: x / y gives its operands g / y and g (x / y) / y, a root r gives g / (2 r), where   \
     divisions of derivatives by r have one reciprocal in common, and those by c that of all n. */ \
  EXPORT T gradient_roots_##T(T c, int64_t n) {                                                    \
    V velocity = {0}, sum = {0};                                                                   \
    velocity += (T)0.5;                                                                            \
    const T inverse = 1 / c;                                                                       \
    for (int64_t i = 0; i < n; i += LANES) {                                                       \
      const V beta = velocity / c, root = root_##V(1 - beta * beta), value = 3 / root;             \
      const V by_mass = 1 / root, by_root = value * by_mass, inside = by_root * by_mass / 2;       \
      const V by_beta = inside * beta, by_velocity = by_beta * inverse;                            \
      const V by_light = by_beta * (beta * inverse);                                               \
      sum += by_mass + by_velocity + by_light;                                                     \
      velocity += (T)1e-6;                                                                         \
    }                                                                                              \
    return total_##V(sum);                                                                         \
  }

KERNELS(double, d8, 8)
KERNELS(float, f16, 16)

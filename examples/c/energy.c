/* Relativistic energies of three bodies with their gradients, from a program that was compiled ahead
 * of time. From the repository's root:
 *
 *     neuralc build examples/feynman/relativistic_energy.scm --name energy -o energy.o
 *     clang -I. examples/c/energy.c energy.o -lm -o energy
 *     ./energy
 */
#include "energy.h"

#include <stdio.h>

int main(void) {
  enum { COUNT = 3 };
  const double mass[COUNT] = {1.0, 2.0, 3.0}, velocity[COUNT] = {0.1, 0.5, 0.9};
  const double speed_of_light[1] = {3.0};
  double value[COUNT], by_mass[COUNT], by_velocity[COUNT], by_speed_of_light[1];
  energy_failure failure;

  const int status =
      energy_gradient_float64(COUNT, mass, velocity, speed_of_light, NULL, value, by_mass,
                              by_velocity, by_speed_of_light, &failure);
  if (status != energy_ok) {
    fprintf(stderr, "body %zu: %s\n", failure.item, energy_message(status));
    return 1;
  }
  for (int i = 0; i < COUNT; i++)
    printf("energy %.17g, by mass %.17g, by velocity %.17g\n", value[i], by_mass[i],
           by_velocity[i]);
  printf("all together by the speed of light %.17g\n", by_speed_of_light[0]);
  return 0;
}

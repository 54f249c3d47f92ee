#define _GNU_SOURCE
#include <time.h>

#include "PythonEntry.h"

struct signals neuralc_signals;

// Long enough that waiting for the interpreter's lock is no matter, short enough for a person.
static const int64_t PERIOD = 50000000;  // Nanoseconds.

/// What a handler has raised in this thread, until it is raised again.
static _Thread_local struct object *kind, *error, *traceback;

static int64_t now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000000 + time.tv_nsec;
}

bool neuralc_is_interrupted(void) {
  static _Thread_local int64_t last;
  const int64_t time = now();
  if (time - last < PERIOD) return false;
  last = time;
  const int state = neuralc_signals.lock();
  const bool has_raised = neuralc_signals.handle() != 0;
  if (has_raised) neuralc_signals.take_error(&kind, &error, &traceback);
  neuralc_signals.unlock(state);
  return has_raised;
}

struct object *neuralc_raise(void) {
  neuralc_signals.set_error(kind, error, traceback);
  kind = error = traceback = NULL;
  return NULL;
}

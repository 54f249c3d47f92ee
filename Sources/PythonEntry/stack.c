#define _GNU_SOURCE
#include <pthread.h>
#include <stddef.h>

#include "PythonEntry.h"

/// What is left for the functions that a kernel calls.
enum { MARGIN = 128 << 10 };

/// Where the stack of this thread ends.
static char *lowest(void) {
#ifdef __APPLE__
  const pthread_t thread = pthread_self();
  return (char *)pthread_get_stackaddr_np(thread) - pthread_get_stacksize_np(thread);
#else
  pthread_attr_t attributes;
  void *address = NULL;
  size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return NULL;
  pthread_attr_getstack(&attributes, &address, &size);
  pthread_attr_destroy(&attributes);
  return address;
#endif
}

char *neuralc_stack_limit(void) {
  static _Thread_local char *limit;
  if (limit == NULL) {
    char *end = lowest();
    if (end != NULL) limit = end + MARGIN;
  }
  return limit;
}

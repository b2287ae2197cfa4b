/* The Linux calls about the processors of a thread. The C library hides them without _GNU_SOURCE, hence they are declared here. */
#ifndef CAFFINITY_H
#define CAFFINITY_H

#include <sched.h>
#include <stddef.h>
#include <sys/types.h>

extern int sched_getaffinity(pid_t thread, size_t size, cpu_set_t *processors);
extern int sched_setaffinity(pid_t thread, size_t size, const cpu_set_t *processors);

#endif

/* Where the files of this process are mapped. The C library hides `dl_iterate_phdr` without _GNU_SOURCE. */
#ifndef CPROGRAMHEADERS_H
#define CPROGRAMHEADERS_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <link.h>

#endif

/* Where the files of this process are mapped (dl_iterate_phdr(3)). The C library hides the call without _GNU_SOURCE, hence it is declared
   here. Defining _GNU_SOURCE would give types of other headers another shape than in the module of the C library. */
#ifndef CPROGRAMHEADERS_H
#define CPROGRAMHEADERS_H

#include <elf.h>
#include <stddef.h>
#include <stdint.h>

#if UINTPTR_MAX == UINT64_MAX
typedef Elf64_Phdr program_header;
#else
typedef Elf32_Phdr program_header;
#endif

/* The beginning of `struct dl_phdr_info`. */
struct mapped_object {
    uintptr_t base;
    const char *name;
    const program_header *headers;
    uint16_t header_count;
};

extern int dl_iterate_phdr(int (*visit)(struct mapped_object *object, size_t size, void *context), void *context);

#endif

#ifndef COUNTING_LOOP_H
#define COUNTING_LOOP_H

#include <stddef.h>
#include <stdint.h>

/// The sum of ApEn over all sequences at m = 2 and r = 0, by a plain loop with a hash table: the reference for our own speed.
/// `items` contains the sequences one after another. Longer ones than 4,096 items are left out.
double counting_loop(const uint32_t *items, const size_t *lengths, size_t sequences);

#endif

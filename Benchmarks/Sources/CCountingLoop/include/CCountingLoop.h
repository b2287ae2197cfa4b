#ifndef COUNTING_LOOP_H
#define COUNTING_LOOP_H

#include <stddef.h>
#include <stdint.h>

/// Sum over sequences of ApEn at m = 2 and r = 0: a plain loop over a hash table, the ceiling that ours is held against.
/// Sequences lie one after another in `items`; none is longer than 4,096.
double counting_loop(const uint32_t *items, const size_t *lengths, size_t sequences);

#endif

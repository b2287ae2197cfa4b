#include "CCountingLoop.h"

#include <math.h>
#include <string.h>

enum { longest = 4096, slots = 2 * longest };

static uint64_t keys[slots];
static uint32_t counts[slots], stamps[slots], classes[longest];
static uint32_t stamp;

/// Counts `count` keys; `classes[i]` becomes the slot of key i. Returns the sum of c ln c.
static double count_keys(const uint32_t *first, const uint32_t *second, size_t count) {
    size_t bits = 6;
    while ((1u << bits) < 2 * count) bits++;
    uint32_t mask = (1u << bits) - 1;
    uint32_t used[longest], distinct = 0;
    stamp++;
    for (size_t i = 0; i < count; i++) {
        uint64_t key = (uint64_t)first[i] << 32 | second[i];
        uint32_t slot = (uint32_t)((key * 0x9E3779B97F4A7C15ull) >> (64 - bits));
        while (stamps[slot] == stamp && keys[slot] != key) slot = (slot + 1) & mask;
        if (stamps[slot] != stamp) {
            stamps[slot] = stamp;
            keys[slot] = key;
            counts[slot] = 0;
            used[distinct++] = slot;
        }
        counts[slot]++;
        classes[i] = slot;
    }
    double sum = 0;
    for (uint32_t i = 0; i < distinct; i++)
        if (counts[used[i]] > 1) sum += counts[used[i]] * log(counts[used[i]]);
    return sum;
}

double counting_loop(const uint32_t *items, const size_t *lengths, size_t sequences) {
    double total = 0;
    for (size_t s = 0; s < sequences; s++) {
        size_t n = lengths[s];
        if (n >= 3 && n <= longest) {
            double k = (double)(n - 1);
            double phi = count_keys(items, items + 1, n - 1) / k - log(k);
            // A pair's slot and the next item: the triple.
            double next = count_keys(classes, items + 2, n - 2) / (k - 1) - log(k - 1);
            total += fabs(phi - next);
        }
        items += n;
    }
    return total;
}

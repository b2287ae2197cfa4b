#include "CCountingLoop.h"

#include <math.h>

enum { longest = 4096, slots = 2 * longest };

typedef struct {
    uint64_t key;
    uint32_t stamp, count;
} slot;

static slot table[slots];
static uint32_t stamp, classes[longest], used[longest], of_count[longest + 1];
/// c ln c.
static double terms[longest + 1];

/// Counts `count` keys. If `numbers` is not null, `numbers[i]` becomes the slot of key i. Returns the sum of c ln c.
static double count_keys(const uint32_t *first, const uint32_t *second, uint32_t count, uint32_t *numbers) {
    uint32_t bits = 6;
    while ((1u << bits) < 2 * count) bits++;
    const uint32_t mask = (1u << bits) - 1, shift = 64 - bits, now = ++stamp;
    uint32_t distinct = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint64_t key = ((uint64_t)first[i] << 32) | second[i];
        uint32_t place = (uint32_t)((key * 0x9E3779B97F4A7C15ull) >> shift);
        while (table[place].stamp == now && table[place].key != key) place = (place + 1) & mask;
        if (table[place].stamp == now) {
            table[place].count++;
        } else {
            table[place] = (slot){key, now, 1};
            used[distinct++] = place;
        }
        if (numbers) numbers[i] = place;
    }
    if (distinct == count) return 0;
    uint32_t most = 0;
    for (uint32_t i = 0; i < distinct; i++) {
        uint32_t c = table[used[i]].count;
        of_count[c]++;
        if (c > most) most = c;
    }
    double sum = 0;
    for (uint32_t c = 1; c <= most; c++) {
        sum += of_count[c] * terms[c];
        of_count[c] = 0;
    }
    return sum;
}

double counting_loop(const uint32_t *items, const size_t *lengths, size_t sequences) {
    if (terms[2] == 0)
        for (uint32_t c = 2; c <= longest; c++) terms[c] = c * log(c);
    double total = 0;
    for (size_t s = 0; s < sequences; s++) {
        size_t n = lengths[s];
        if (n >= 3 && n <= longest) {
            uint32_t count = (uint32_t)n - 1;
            double k = count;
            double phi = count_keys(items, items + 1, count, classes) / k - log(k);
            // The slot of a pair and the next item identify the triple.
            double next = count_keys(classes, items + 2, count - 1, 0) / (k - 1) - log(k - 1);
            total += fabs(phi - next);
        }
        items += n;
    }
    return total;
}

#include "CReadingLoop.h"

#include <CCountingLoop.h>

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { slice = 1 << 18, longest = 1 << 16 };

static uint8_t bytes[slice + 8];
static uint32_t items[longest];

static uint32_t table[1 << 22], numbers[longest];
static uint64_t present_items[1 << 16], hash;
static uint32_t known;
static double entropy;

typedef void (*user_function)(const uint32_t *items, uint32_t count);

static void drop(const uint32_t *items, uint32_t count) {}

static void measure(const uint32_t *items, uint32_t count) {
    uint64_t sequence = count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t number = table[items[i]];
        if (number == 0) number = table[items[i]] = ++known;
        numbers[i] = number - 1;
    }
    for (uint32_t i = 0; i < count; i++) {
        present_items[numbers[i] >> 6] |= 1ull << (numbers[i] & 63);
        sequence = (sequence ^ items[i]) * 0x9E3779B97F4A7C15u;
    }
    hash += sequence;
    size_t length = count;
    entropy += counting_loop(numbers, &length, 1);
}

/// The value of at most seven digits at `text`, eight bytes at a time (SWAR). `length` becomes the number of digits.
static uint32_t integer(const uint8_t *text, unsigned *length) {
    uint64_t word;
    memcpy(&word, text, 8);
    uint64_t digits = word ^ 0x3030303030303030u;
    uint64_t others = (digits | (digits + 0x0606060606060606u)) & 0xF0F0F0F0F0F0F0F0u;
    *length = others ? (unsigned)__builtin_ctzll(others) >> 3 : 8;
    if (*length == 0) return 0;
    uint64_t sum = digits << (64 - 8 * *length);
    sum = (sum * 10 + (sum >> 8)) & 0x00FF00FF00FF00FFu;
    sum = (sum * 100 + (sum >> 16)) & 0x0000FFFF0000FFFFu;
    return (uint32_t)(sum * 10000 + (sum >> 32));
}

static int64_t reading_loop(const char *path, int is_json, user_function user) {
    int file = open(path, O_RDONLY);
    if (file < 0) return -1;
    int64_t total = 0;
    size_t kept = 0;
    uint32_t count = 0, present = 0;
    int64_t last;
    while ((last = read(file, bytes + kept, slice - kept)) > 0) {
        size_t end = kept + (size_t)last, index = 0;
        while (index + 24 <= end) {
            unsigned length;
            uint32_t value = integer(bytes + index, &length);
            if (is_json) {
                if (length > 0) items[count++] = value;
                uint8_t next = bytes[index + length];
                index += length + 1;
                if (next != ']' || count == 0) continue;
            } else {
                index += length + 1;
                uint32_t item = integer(bytes + index, &length);
                index += length + 1;
                if (value == present && count < longest) {
                    items[count++] = item;
                    continue;
                }
                if (count > 0) user(items, count);
                total += count;
                present = value;
                items[0] = item;
                count = 1;
                continue;
            }
            user(items, count);
            total += count;
            count = 0;
        }
        kept = end - index;
        memmove(bytes, bytes + index, kept);
    }
    close(file);
    if (count > 0) user(items, count);
    return total + count;
}

int64_t parsing_loop(const char *path, int is_json) { return reading_loop(path, is_json, drop); }

int64_t measuring_loop(const char *path, int is_json) { return reading_loop(path, is_json, measure); }

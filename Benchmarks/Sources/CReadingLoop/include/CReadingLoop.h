#pragma once

#include <stdint.h>

/// Reads `user item` lines of short integers, grouped by user, or the arrays of short integers of a JSON log, and drops them.
/// Checks nothing. Returns the number of items, or -1 if the file cannot be read.
int64_t parsing_loop(const char *path, int is_json);

/// The same with the least work that a measurement needs for each user: it numbers the items by first appearance, marks them as
/// present, hashes the sequence, and counts its patterns. Items must be below 2^22.
int64_t measuring_loop(const char *path, int is_json);

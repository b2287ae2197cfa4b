#pragma once

#include <stdint.h>

/// Reads `user item` lines of short integers, grouped by user, or the short integers of a JSON log's arrays, as fast as a
/// plain loop can, and drops them. Nothing is checked. Returns the number of items, or -1 where the file cannot be read.
int64_t parsing_loop(const char *path, int is_json);

/// The same, doing with each user's items what a log's figures need at least, with tables as the reader's: numbers them by
/// first appearance, notes which there are, hashes the sequence, and counts its patterns. Items are below 2^22.
int64_t measuring_loop(const char *path, int is_json);

#pragma once

#include <stddef.h>

/// A file as it was at the build. Its bytes live as long as the process.
typedef struct {
    const char *_Nonnull name;
    const unsigned char *_Nonnull bytes;
    size_t count;
} embedded_file;

/// The contract, `openapi.yaml`.
extern const embedded_file embedded_openapi;
/// The document of the page, `index.html`.
extern const embedded_file embedded_index;
/// The grid and the log of the demonstration. The page offers them too.
extern const embedded_file embedded_kuairand;
extern const embedded_file embedded_wikipedia;

/// The number of files that the page loads, and the examples among them.
size_t embedded_asset_count(void);
/// One of these files; `index` is less than their number.
embedded_file embedded_asset(size_t index);

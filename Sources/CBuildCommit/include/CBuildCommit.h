#pragma once

/// The commit that was built, or "unknown". It is never null.
const char *build_commit(void);

#include "CBuildCommit.h"

// The manifest defines BUILD_COMMIT if the build's environment does. It is a bare word, because quotes do not survive every
// build system.
#ifndef BUILD_COMMIT
#define BUILD_COMMIT unknown
#endif
#define TEXT_OF(word) #word
#define TEXT(word) TEXT_OF(word)

const char *build_commit(void) { return TEXT(BUILD_COMMIT); }

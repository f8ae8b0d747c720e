#include <stdlib.h>
#include <uninorm.h>

// The library has it as a macro, which Swift cannot see.
static inline uninorm_t cardea_nfkc(void) { return UNINORM_NFKC; }

/* Random bytes that are not: hashed tables are walked in one order, so that a fuzzer's run can be made again. */
#include <string.h>
#include <sys/types.h>

ssize_t getrandom(void *buffer, size_t length, unsigned int flags) {
    (void)flags;
    memset(buffer, 7, length);
    return (ssize_t)length;
}

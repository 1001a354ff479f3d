/* Makes every fsync take a fixed time longer, so that the figures for appending do not depend on the disk of the day.
 * Preloaded (LD_PRELOAD); BENCH_FSYNC_MICROS says how much longer, in microseconds. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <time.h>

typedef int (*sync_call)(int);

static void linger(void) {
    static long micros = -1;
    if (micros < 0) {
        const char *said = getenv("BENCH_FSYNC_MICROS");
        micros = said ? atol(said) : 0;
    }
    struct timespec rest = {micros / 1000000, micros % 1000000 * 1000};
    nanosleep(&rest, NULL);
}

static int later(const char *name, sync_call *real, int file) {
    if (*real == NULL) *real = (sync_call)dlsym(RTLD_NEXT, name);
    linger();
    return (*real)(file);
}

int fsync(int file) {
    static sync_call real;
    return later("fsync", &real, file);
}

int fdatasync(int file) {
    static sync_call real;
    return later("fdatasync", &real, file);
}

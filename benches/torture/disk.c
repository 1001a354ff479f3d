/* Stands between the bot and its disk, clock and death. Preloaded (LD_PRELOAD); reads and writes one page that the driver
 * has mapped as well (TORTURE_CONTROL), and keeps what a power cut would undo in the folder TORTURE_UNDO.
 *
 * Only the database's own files are touched: *athenaeum.db and *athenaeum.db-wal. Before each write to them, the bytes
 * that it replaces are noted; a completed fsync of a file forgets its notes. After a kill the notes are what had not
 * reached the disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { CLOCK_MS, FULL, SYNC_FAILS, NO_WAL_SYNC, KILL_AT, KILL_IN, WRITES, SYNCS };
enum { AT_WRITE = 1, AT_HALF_WRITE, AT_SYNC, AFTER_SYNC, AT_TRUNCATE, AT_UNLINK, AT_OPEN };
enum { NONE = -1, WAL, DB };

static volatile int64_t *page;
static int undo[2] = {-1, -1};
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static int (*real_open)(const char *, int, ...);
static int (*real_fsync)(int);
static int (*real_ftruncate)(int, off_t);
static int (*real_unlink)(const char *);
static int (*real_clock)(clockid_t, struct timespec *);
static ssize_t (*real_pwrite)(int, const void *, size_t, off_t);

__attribute__((constructor)) static void begin(void) {
    real_open = (int (*)(const char *, int, ...))dlsym(RTLD_NEXT, "open64");
    real_fsync = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    real_ftruncate = (int (*)(int, off_t))dlsym(RTLD_NEXT, "ftruncate64");
    real_unlink = (int (*)(const char *))dlsym(RTLD_NEXT, "unlink");
    real_clock = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
    real_pwrite = (ssize_t(*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, "pwrite64");
    const char *control = getenv("TORTURE_CONTROL"), *folder = getenv("TORTURE_UNDO");
    if (!control || !folder) return;
    int file = real_open(control, O_RDWR);
    void *mapped = file < 0 ? MAP_FAILED : mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    if (mapped == MAP_FAILED) abort();
    char name[4096];
    for (int kind = 0; kind < 2; kind++) {
        snprintf(name, sizeof name, "%s/%s", folder, kind == WAL ? "wal" : "db");
        undo[kind] = real_open(name, O_RDWR | O_CREAT | O_APPEND, 0600);
        if (undo[kind] < 0) abort();
    }
    page = mapped;
}

static int kind_of(const char *path) {
    size_t length = strlen(path);
    if (length >= 16 && !strcmp(path + length - 16, "athenaeum.db-wal")) return WAL;
    if (length >= 12 && !strcmp(path + length - 12, "athenaeum.db")) return DB;
    return NONE;
}

static int kind(int file) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", file);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (!page || length < 0) return NONE;
    path[length] = 0;
    return kind_of(path);
}

static int due(int at) {
    return page[KILL_AT] == at && __sync_sub_and_fetch(&page[KILL_IN], 1) == 0;
}

static void die(void) {
    kill(getpid(), SIGKILL);
    for (;;) pause();
}

static void note(int which, int file, size_t length, off_t offset) {
    struct stat now;
    if (fstat(file, &now)) abort();
    int64_t head[4] = {offset, (int64_t)length, now.st_size, 0};
    char *bytes = malloc(sizeof head + length);
    ssize_t was = pread(file, bytes + sizeof head, length, offset);
    head[3] = was < 0 ? 0 : was;
    memcpy(bytes, head, sizeof head);
    size_t whole = sizeof head + (size_t)head[3];
    if (write(undo[which], bytes, whole) != (ssize_t)whole) abort();
    free(bytes);
}

static void forget(int which) {
    if (real_ftruncate(undo[which], 0)) abort();
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off_t offset) {
    int which = kind(file);
    if (which == NONE) return real_pwrite(file, bytes, length, offset);
    if (page[FULL]) {
        errno = ENOSPC;
        return -1;
    }
    __sync_add_and_fetch(&page[WRITES], 1);
    if (due(AT_WRITE)) die();
    pthread_mutex_lock(&lock);
    note(which, file, length, offset);
    if (due(AT_HALF_WRITE)) {
        real_pwrite(file, bytes, length / 2, offset);
        die();
    }
    ssize_t done = real_pwrite(file, bytes, length, offset);
    pthread_mutex_unlock(&lock);
    return done;
}

static int sync_file(int file) {
    int which = kind(file);
    if (which == NONE) return real_fsync(file);
    __sync_add_and_fetch(&page[SYNCS], 1);
    if (due(AT_SYNC)) die();
    if (page[SYNC_FAILS]) {
        errno = EIO;
        return -1;
    }
    if (which == WAL && page[NO_WAL_SYNC]) return 0;
    int failed = real_fsync(file);
    if (!failed) {
        pthread_mutex_lock(&lock);
        forget(which);
        pthread_mutex_unlock(&lock);
    }
    if (due(AFTER_SYNC)) die();
    return failed;
}

int fsync(int file) { return sync_file(file); }
int fdatasync(int file) { return sync_file(file); }

int ftruncate64(int file, off_t length) {
    int which = kind(file);
    if (which == NONE) return real_ftruncate(file, length);
    if (due(AT_TRUNCATE)) die();
    pthread_mutex_lock(&lock);
    int failed = real_ftruncate(file, length);
    /* Taken as lasting: what a file system does with sizes is its own business. */
    if (!failed && length == 0) forget(which);
    pthread_mutex_unlock(&lock);
    return failed;
}

int unlink(const char *path) {
    if (page && kind_of(path) != NONE && due(AT_UNLINK)) die();
    return real_unlink(path);
}

static int open_file(const char *path, int flags, mode_t mode) {
    if (page && kind_of(path) != NONE && due(AT_OPEN)) die();
    return real_open(path, flags, mode);
}

int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_file(path, flags, mode);
}

int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return open_file(path, flags, mode);
}

int clock_gettime(clockid_t which, struct timespec *time) {
    int failed = real_clock ? real_clock(which, time) : -1;
    if (failed || !page || which != CLOCK_REALTIME) return failed;
    time->tv_sec += page[CLOCK_MS] / 1000;
    time->tv_nsec += page[CLOCK_MS] % 1000 * 1000000;
    if (time->tv_nsec >= 1000000000) {
        time->tv_sec++;
        time->tv_nsec -= 1000000000;
    }
    return 0;
}

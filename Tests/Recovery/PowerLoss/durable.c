/* LD_PRELOAD shim: notes which bytes and directory entries below DURABLE_ROOT have been synced, so that a test can take
 * away the others after a kill, as a power loss would. One line per fact, appended to DURABLE_JOURNAL with one write:
 *   W <offset> <length> <place> <path>
 *                      bytes that the file had are about to be overwritten; what they were stands in DURABLE_JOURNAL.old
 *                      from <place> on
 *   Y <path>           fsync or fdatasync begins: it covers the overwritings noted so far
 *   S <size> <path>    fsync or fdatasync returned: that many bytes of the file are durable
 *   C <path>           a directory entry was made
 *   D <path>           fsync of a directory returned: its entries are durable
 *   R <old>\t<new>     a file was renamed
 *   U <path>           a file was removed
 * Facts are noted after the call returned, so a kill in between makes less durable than it is, never more. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The function behind ours. Looked up by version, because dlsym is ours too. */
static void *lookup(void *library, const char *name)
{
    static void *(*real)(void *, const char *);
    static const char *const versions[] = { "GLIBC_2.34", "GLIBC_2.17", "GLIBC_2.2.5", 0 };
    for (int i = 0; !real && versions[i]; i++) real = dlvsym(RTLD_NEXT, "dlsym", versions[i]);
    if (!real) abort();
    return real(library, name);
}

static void *next(const char *name) { return lookup(RTLD_NEXT, name); }

static const char *root(void) { static const char *value; if (!value) { value = getenv("DURABLE_ROOT"); if (!value) value = "/nowhere"; } return value; }

static int below(const char *path) { return strncmp(path, root(), strlen(root())) == 0; }

static void note(const char *format, ...)
{
    static int journal = -1;
    static int (*real_open)(const char *, int, ...);
    char line[3 * PATH_MAX];
    int saved = errno;
    if (journal < 0) {
        const char *path = getenv("DURABLE_JOURNAL");
        if (!path) return;
        if (!real_open) real_open = next("open");
        journal = real_open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    static ssize_t (*real_write)(int, const void *, size_t);
    if (!real_write) real_write = next("write");
    if (real_write(journal, line, length) != length) abort();
    errno = saved;
}

/* The absolute path of an open file, or 0. */
static int path_of(int fd, char *path)
{
    char link[64];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, PATH_MAX - 1);
    if (length <= 0) return 0;
    path[length] = 0;
    return below(path);
}

/* The size is read before the sync: bytes that another thread appends meanwhile are not counted as durable. */
#define SYNC(name) \
    int name(int fd) \
    { \
        static int (*real)(int); \
        char path[PATH_MAX]; \
        struct stat facts; \
        if (!real) real = next(#name); \
        int known = path_of(fd, path) && fstat(fd, &facts) == 0; \
        if (known && !S_ISDIR(facts.st_mode)) note("Y %s\n", path); \
        int result = real(fd); \
        if (result == 0 && known) { \
            if (S_ISDIR(facts.st_mode)) note("D %s\n", path); \
            else note("S %lld %s\n", (long long)facts.st_size, path); \
        } \
        return result; \
    }

SYNC(fsync)
SYNC(fdatasync)

/* Keeps what a file has where a write is about to overwrite it. RocksDB's reused logs are written so. */
static void keep(int fd, off64_t offset, size_t count)
{
    static pthread_mutex_t gate = PTHREAD_MUTEX_INITIALIZER;
    static int kept = -1;
    static off64_t place;
    char path[PATH_MAX], link[64];
    struct stat facts;
    int saved = errno;
    if (fstat(fd, &facts) != 0 || !S_ISREG(facts.st_mode) || offset < 0 || offset >= facts.st_size || !path_of(fd, path)) {
        errno = saved;
        return;
    }

    size_t length = facts.st_size - offset < (off64_t)count ? (size_t)(facts.st_size - offset) : count;
    static int (*real_open)(const char *, int, ...);
    static ssize_t (*real_write)(int, const void *, size_t);
    if (!real_open) real_open = next("open");
    if (!real_write) real_write = next("write");
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    int file = real_open(link, O_RDONLY | O_CLOEXEC); /* its own may be for writing only, or past the page cache */
    char *bytes = malloc(length);
    if (file < 0 || !bytes || pread(file, bytes, length, offset) != (ssize_t)length) abort();
    close(file);
    pthread_mutex_lock(&gate);
    if (kept < 0) {
        char name[PATH_MAX];
        snprintf(name, sizeof name, "%s.old", getenv("DURABLE_JOURNAL"));
        kept = real_open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    }
    if (real_write(kept, bytes, length) != (ssize_t)length) abort();
    note("W %lld %zu %lld %s\n", (long long)offset, length, (long long)place, path);
    place += length;
    pthread_mutex_unlock(&gate);
    free(bytes);
    errno = saved;
}

ssize_t write(int fd, const void *bytes, size_t count)
{
    static ssize_t (*real)(int, const void *, size_t);
    if (!real) real = next("write");
    int saved = errno;
    off64_t offset = lseek64(fd, 0, SEEK_CUR); /* fails for what is no file */
    errno = saved;
    if (offset >= 0) keep(fd, offset, count);
    return real(fd, bytes, count);
}

#define PWRITE(name) \
    ssize_t name(int fd, const void *bytes, size_t count, off64_t offset) \
    { \
        static ssize_t (*real)(int, const void *, size_t, off64_t); \
        if (!real) real = next(#name); \
        keep(fd, offset, count); \
        return real(fd, bytes, count, offset); \
    }

PWRITE(pwrite)
PWRITE(pwrite64)

/* A managed program finds fsync in the C library by name, past LD_PRELOAD: it gets ours all the same. */
void *dlsym(void *library, const char *name)
{
    if (strcmp(name, "fsync") == 0) return (void *)fsync;
    if (strcmp(name, "fdatasync") == 0) return (void *)fdatasync;
    return lookup(library, name);
}

int sync_file_range(int fd, off64_t offset, off64_t count, unsigned int flags)
{
    static int (*real)(int, off64_t, off64_t, unsigned int);
    if (!real) real = next("sync_file_range");
    return real(fd, offset, count, flags); /* starts writing, promises nothing */
}

static int opened(int fd, int existed, int flags)
{
    char path[PATH_MAX];
    if (fd >= 0 && (flags & O_CREAT) && !existed && path_of(fd, path)) note("C %s\n", path);
    if (fd >= 0 && (flags & O_TRUNC) && existed && path_of(fd, path)) note("S 0 %s\n", path);
    return fd;
}

#define OPEN(name) \
    int name(const char *path, int flags, ...) \
    { \
        static int (*real)(const char *, int, ...); \
        if (!real) real = next(#name); \
        mode_t mode = 0; \
        if (flags & (O_CREAT | O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, int); va_end(rest); } \
        int existed = (flags & O_CREAT) ? access(path, F_OK) == 0 : 1; \
        return opened(real(path, flags, mode), existed, flags); \
    }

OPEN(open)
OPEN(open64)

#define FOPEN(name) \
    FILE *name(const char *path, const char *mode) \
    { \
        static FILE *(*real)(const char *, const char *); \
        if (!real) real = next(#name); \
        int existed = access(path, F_OK) == 0; \
        FILE *file = real(path, mode); \
        if (file && strpbrk(mode, "wa")) opened(fileno(file), existed, O_CREAT | (strchr(mode, 'w') ? O_TRUNC : 0)); \
        return file; \
    }

FOPEN(fopen)
FOPEN(fopen64)

int mkdir(const char *path, mode_t mode)
{
    static int (*real)(const char *, mode_t);
    if (!real) real = next("mkdir");
    int result = real(path, mode);
    if (result == 0 && below(path)) note("C %s\n", path);
    return result;
}

int rename(const char *from, const char *to)
{
    static int (*real)(const char *, const char *);
    if (!real) real = next("rename");
    int result = real(from, to);
    if (result == 0 && below(to)) note("R %s\t%s\n", from, to);
    return result;
}

int unlink(const char *path)
{
    static int (*real)(const char *);
    if (!real) real = next("unlink");
    int result = real(path);
    if (result == 0 && below(path)) note("U %s\n", path);
    return result;
}

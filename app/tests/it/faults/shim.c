/* A disk that forgets: loaded before the C library, it keeps for every file under one folder what was synced and what
 * was not. At a numbered point it takes back whatever was not synced and ends the process, as a power cut does.
 *
 * It holds an undo list in memory: old and new content of every write and truncation, and every name made, moved or
 * removed. A sync of a file forgets the entries of that file, a sync of a folder those of its names. A file's first
 * sync does not keep its name: the folder must be synced for that, which is what POSIX promises and no more.
 *
 * What is not seen: memory maps (SQLite's -shm, which is made anew after a crash), processes other than this one.
 *
 * Settings, all from the environment:
 *   SHIM_ROOT   the folder, without links in its path    SHIM_SAVE  a folder beside it, for removed files
 *   SHIM_LOG    what happened, one line each             SHIM_ACK   a file whose lines are answers
 *   SHIM_CUT    the number of the point at which the power goes; 0 never
 *   SHIM_POINT  a name: only points of this name are counted for SHIM_CUT
 *   SHIM_KEEP   none | all | some: what of the unsynced reaches the disk all the same
 *   SHIM_SEED   for `some`: which writes, and how much of each
 *   SHIM_SYNC_MS  how long each sync takes longer        SHIM_LIE   1: syncs answer and do nothing
 *   SHIM_SPACE  bytes until the disk is full             SHIM_CLOCK a file with 8 bytes: seconds to add
 *   SHIM_SOCKETS  1: what is sent to a socket is an answer too
 *
 * Opening /faults/NAME is the point NAME; opening /faults/space empties the full disk. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

#define MOST_FDS 65536
#define MOST_FILES 8192
#define PATH_BYTES 1024

enum kind { OTHER, DB, WAL, JOURNAL, BLOB, KEY, FOLDER, KINDS };
static const char *const KIND[] = {"file", "db", "wal", "journal", "blob", "key", "folder"};

enum what { WRITE, CUT, MAKE, MAKE_DIR, REMOVE, MOVE };

struct file {
    dev_t device;
    ino_t inode;
    int own; /* never closed: closing it would drop the locks that SQLite holds on the file */
    enum kind kind;
};

struct op {
    enum what what;
    struct file *file; /* WRITE, CUT */
    int64_t at, old_size, old_bytes, new_bytes, new_size;
    char *old, *new;
    char *path, *to, *saved; /* MAKE .. MOVE; saved: another name of what was overwritten or removed */
    enum kind kind;
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct file files[MOST_FILES];
static int file_count;
static struct file *by_fd[MOST_FDS];
static char *folder_by_fd[MOST_FDS];
static char is_ack_fd[MOST_FDS];
static struct op *ops;
static size_t op_count, op_room;
static char root[PATH_BYTES], save[PATH_BYTES], ack[PATH_BYTES];
static int log_fd = -1, is_ready, does_lie, sees_sockets, sync_ms, saves;
static long points, counted, cut_at;
static const char *cut_name = "";
static int64_t space = -1;
static enum { NONE, ALL, SOME } keep;
static uint64_t dice;
static volatile int64_t *clock_shift;

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) abort();
    return found;
}

static const char *setting(const char *name) {
    const char *value = getenv(name);
    return value ? value : "";
}

static void say(const char *format, ...) __attribute__((format(printf, 1, 2)));

__attribute__((constructor)) static void begin(void) {
    if (is_ready) return;
    is_ready = 1;
    snprintf(root, sizeof root, "%s", setting("SHIM_ROOT"));
    snprintf(save, sizeof save, "%s", setting("SHIM_SAVE"));
    snprintf(ack, sizeof ack, "%s", setting("SHIM_ACK"));
    cut_at = atol(setting("SHIM_CUT"));
    cut_name = strdup(setting("SHIM_POINT"));
    sync_ms = atoi(setting("SHIM_SYNC_MS"));
    does_lie = atoi(setting("SHIM_LIE"));
    sees_sockets = atoi(setting("SHIM_SOCKETS"));
    dice = strtoull(setting("SHIM_SEED"), NULL, 10);
    if (*setting("SHIM_SPACE")) space = atoll(setting("SHIM_SPACE"));
    const char *how = setting("SHIM_KEEP");
    keep = !strcmp(how, "all") ? ALL : !strcmp(how, "some") ? SOME : NONE;
    if (*setting("SHIM_LOG"))
        log_fd = REAL(open)(setting("SHIM_LOG"), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (*setting("SHIM_CLOCK")) {
        int fd = REAL(open)(setting("SHIM_CLOCK"), O_RDONLY | O_CLOEXEC);
        void *map = fd < 0 ? MAP_FAILED : mmap(NULL, 8, PROT_READ, MAP_SHARED, fd, 0);
        if (map == MAP_FAILED) abort();
        clock_shift = map;
    }
}

static void say(const char *format, ...) {
    char line[PATH_BYTES * 2];
    if (log_fd < 0) return;
    va_list args;
    va_start(args, format);
    int bytes = vsnprintf(line, sizeof line - 1, format, args);
    va_end(args);
    if (bytes > (int)sizeof line - 2) bytes = sizeof line - 2;
    line[bytes++] = '\n';
    if (REAL(write)(log_fd, line, bytes) < 0) abort();
}

static uint64_t roll(uint64_t below) {
    dice += 0x9e3779b97f4a7c15u; /* splitmix64 */
    uint64_t z = dice;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return below ? z % below : 0;
}

static int ends(const char *path, const char *end) {
    size_t a = strlen(path), b = strlen(end);
    return a >= b && !strcmp(path + a - b, end);
}

static enum kind kind_of(const char *path) {
    const char *name = strrchr(path, '/');
    name = name ? name + 1 : path;
    if (ends(path, "-wal")) return WAL;
    if (ends(path, "-journal")) return JOURNAL;
    if (strstr(path, ".blobs")) return BLOB;
    if (strstr(name, ".key")) return KEY;
    if (ends(path, ".db")) return DB;
    return OTHER;
}

/* Whole path below the folder, or 0 where it is elsewhere or not kept. */
static int ours(int at, const char *path, char out[PATH_BYTES]) {
    char from[PATH_BYTES] = "";
    if (!is_ready) begin();
    if (!*root || !path) return 0;
    if (path[0] == '/') {
        snprintf(out, PATH_BYTES, "%s", path);
    } else {
        char link[64];
        snprintf(link, sizeof link, at == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", at);
        ssize_t bytes = readlink(link, from, sizeof from - 1);
        if (bytes < 0) return 0;
        from[bytes] = 0;
        if (snprintf(out, PATH_BYTES, "%s/%s", from, path) >= PATH_BYTES) return 0;
    }
    size_t length = strlen(root);
    return !strncmp(out, root, length) && (out[length] == '/' || !out[length]) && !ends(out, "-shm");
}

static char *parent_of(const char *path) {
    char *copy = strdup(path), *slash = strrchr(copy, '/');
    if (slash) *slash = 0;
    return copy;
}

static void forget(struct op *op) {
    free(op->old), free(op->new), free(op->path), free(op->to), free(op->saved);
}

static struct op *note(enum what what) {
    if (op_count == op_room) {
        op_room = op_room ? op_room * 2 : 1024;
        ops = realloc(ops, op_room * sizeof *ops);
        if (!ops) abort();
    }
    struct op *op = &ops[op_count++];
    memset(op, 0, sizeof *op);
    op->what = what;
    return op;
}

static void put(struct file *file, const char *bytes, int64_t count, int64_t at) {
    while (count > 0) {
        ssize_t done = REAL(pwrite64)(file->own, bytes, count, at);
        if (done <= 0) abort();
        bytes += done, count -= done, at += done;
    }
}

static void undo_data(struct op *op) {
    put(op->file, op->old, op->old_bytes, op->at);
    if (REAL(ftruncate64)(op->file->own, op->old_size)) abort();
}

static void undo_name(struct op *op) {
    switch (op->what) {
    case MAKE: REAL(unlink)(op->path); break;
    case MAKE_DIR: rmdir(op->path); break;
    case MOVE: REAL(rename)(op->to, op->path);
        if (op->saved && link(op->saved, op->to)) abort();
        break;
    case REMOVE: if (op->saved && link(op->saved, op->path)) abort(); break;
    default: break;
    }
}

/* What was not synced is taken back, latest first; then what reached the disk by itself is put there again. */
static void power_cut(const char *where) {
    if (keep != ALL) {
        for (size_t i = op_count; i-- > 0;)
            if (ops[i].what <= CUT) undo_data(&ops[i]);
        /* A journalled file system keeps names in their order: up to some moment, and none after it. */
        size_t names = keep == SOME ? roll(op_count + 1) : 0;
        for (size_t i = 0; keep == SOME && i < op_count; i++) {
            if (ops[i].what == CUT && roll(2)) {
                if (REAL(ftruncate64)(ops[i].file->own, ops[i].new_size)) abort();
            } else if (ops[i].what == WRITE && roll(2)) {
                int64_t whole = ops[i].new_bytes;
                put(ops[i].file, ops[i].new, roll(4) ? whole : (int64_t)roll(whole + 1), ops[i].at);
            }
        }
        for (size_t i = op_count; i-- > names;)
            if (ops[i].what > CUT) undo_name(&ops[i]);
    }
    say("cut %ld %s", points, where);
    _exit(137);
}

static void point(const char *when, const char *what) {
    char name[128];
    snprintf(name, sizeof name, "%s %s", when, what);
    points++;
    say("point %ld %s", points, name);
    if (*cut_name && strcmp(cut_name, name)) return;
    if (++counted == cut_at) power_cut(name);
}

static void point_of(const char *when, const char *what, enum kind kind) {
    char name[96];
    snprintf(name, sizeof name, "%s:%s", what, KIND[kind]);
    point(when, name);
}

/* An answer leaves the program: how much is not synced is written down beside it. */
static void answered(const char *how, const void *bytes, size_t count) {
    size_t dirty[KINDS] = {0};
    for (size_t i = 0; i < op_count; i++) {
        if (ops[i].what <= CUT) dirty[ops[i].file->kind]++;
        /* A removed name that comes back is harmless: everything in it was kept elsewhere before. */
        else if (ops[i].what != REMOVE) dirty[FOLDER]++;
    }
    const char *end = memchr(bytes, '\n', count);
    int shown = (int)(end ? end - (const char *)bytes : (ptrdiff_t)(count > 60 ? 60 : count));
    say("%s wal=%zu journal=%zu blob=%zu key=%zu folder=%zu db=%zu %.*s", how, dirty[WAL], dirty[JOURNAL], dirty[BLOB],
        dirty[KEY], dirty[FOLDER], dirty[DB], shown, (const char *)bytes);
}

static struct file *known(int fd, const char *path) {
    struct stat64 st;
    if (fstat64(fd, &st)) return NULL;
    for (int i = 0; i < file_count; i++)
        if (files[i].device == st.st_dev && files[i].inode == st.st_ino) return &files[i];
    if (file_count == MOST_FILES) abort();
    struct file *file = &files[file_count++];
    *file = (struct file){st.st_dev, st.st_ino, REAL(open)(path, O_RDWR | O_CLOEXEC), kind_of(path)};
    if (file->own < 0) abort();
    return file;
}

static int64_t size_of(struct file *file) {
    struct stat64 st;
    if (fstat64(file->own, &st)) abort();
    return st.st_size;
}

static char *read_old(struct file *file, int64_t at, int64_t count, int64_t *got) {
    int64_t size = size_of(file);
    *got = at >= size ? 0 : size - at < count ? size - at : count;
    char *bytes = malloc(*got + 1);
    if (!bytes || pread64(file->own, bytes, *got, at) != *got) abort();
    return bytes;
}

static void note_truncation(struct file *file, int64_t size) {
    int64_t got, old_size = size_of(file);
    char *old = read_old(file, size, old_size > size ? old_size - size : 0, &got);
    struct op *op = note(CUT);
    op->file = file, op->at = size, op->old = old, op->old_bytes = got, op->old_size = old_size, op->new_size = size;
}

/* As much of `count` as the disk has room for; -1 where it has none. */
static int64_t room_for(struct file *file, int64_t at, int64_t count) {
    int64_t grows = at + count - size_of(file);
    if (space < 0 || grows <= 0) return count;
    if (grows > space) {
        say("full %s", KIND[file->kind]);
        count -= grows - space, grows = space;
    }
    space -= grows;
    say("room %ld", (long)space);
    return count > 0 ? count : -1;
}

static void write_noted(struct file *file, const void *bytes, int64_t count, int64_t at) {
    int64_t got, old_size = size_of(file);
    char *old = read_old(file, at, count, &got), *new = malloc(count + 1);
    if (!new) abort();
    memcpy(new, bytes, count);
    struct op *op = note(WRITE);
    op->file = file, op->at = at, op->old = old, op->old_bytes = got, op->old_size = old_size;
    op->new = new, op->new_bytes = count;
    put(file, bytes, count, at);
}

static ssize_t write_at(struct file *file, const void *bytes, size_t count, int64_t at) {
    pthread_mutex_lock(&lock);
    point_of("before", "write", file->kind);
    int64_t fits = room_for(file, at, count);
    if (fits > 0) write_noted(file, bytes, fits, at);
    point_of("after", "write", file->kind);
    pthread_mutex_unlock(&lock);
    if (fits < 0) errno = ENOSPC;
    return fits;
}

static int opened(int fd, const char *path, int flags, int is_new) {
    struct stat64 st;
    if (fd < 0 || fd >= MOST_FDS || fstat64(fd, &st)) return fd;
    if (S_ISDIR(st.st_mode)) {
        folder_by_fd[fd] = strdup(path);
    } else if (S_ISREG(st.st_mode)) {
        by_fd[fd] = known(fd, path);
        (void)flags;
        if (is_new) {
            struct op *op = note(MAKE);
            op->path = strdup(path), op->kind = by_fd[fd]->kind;
            point_of("after", "make", op->kind);
        }
    }
    return fd;
}

static int open_seen(int at, const char *path, int flags, mode_t mode) {
    char whole[PATH_BYTES];
    struct stat64 st;
    if (!strncmp(path, "/faults/", 8)) {
        if (!is_ready) begin();
        pthread_mutex_lock(&lock);
        if (!strcmp(path, "/faults/space")) space = -1;
        else point("statement", path + 8);
        pthread_mutex_unlock(&lock);
        errno = ENOENT;
        return -1;
    }
    if (!ours(at, path, whole)) {
        int fd = REAL(openat)(at, path, flags, mode);
        if (fd >= 0 && fd < MOST_FDS) is_ack_fd[fd] = *ack && !strcmp(path, ack);
        return fd;
    }
    pthread_mutex_lock(&lock);
    int is_there = !stat64(whole, &st), fd = -1;
    if (!is_there && (flags & O_CREAT)) {
        point_of("before", "make", kind_of(whole));
        if (space == 0) {
            errno = ENOSPC;
            pthread_mutex_unlock(&lock);
            return -1;
        }
    }
    if (is_there && (flags & O_TRUNC) && S_ISREG(st.st_mode) && st.st_size) {
        int old = REAL(open)(whole, O_RDWR | O_CLOEXEC);
        if (old < 0) abort();
        note_truncation(known(old, whole), 0); /* `old` stays open: see struct file */
    }
    fd = opened(REAL(openat)(at, path, flags, mode), whole, flags, !is_there && (flags & O_CREAT));
    int fault = errno;
    pthread_mutex_unlock(&lock);
    errno = fault;
    return fd;
}

#define MODE(flags) mode_t mode = 0; if ((flags) & (O_CREAT | O_TMPFILE)) { va_list v; va_start(v, flags); \
    mode = va_arg(v, mode_t); va_end(v); }
int open(const char *path, int flags, ...) { MODE(flags) return open_seen(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE(flags) return open_seen(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE(flags) return open_seen(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE(flags) return open_seen(at, path, flags, mode); }
int __open_2(const char *path, int flags) { return open_seen(AT_FDCWD, path, flags, 0); }
int __open64_2(const char *path, int flags) { return open_seen(AT_FDCWD, path, flags, 0); }
int creat(const char *path, mode_t mode) { return open_seen(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
    if (fd >= 0 && fd < MOST_FDS) {
        pthread_mutex_lock(&lock);
        by_fd[fd] = NULL, is_ack_fd[fd] = 0;
        free(folder_by_fd[fd]), folder_by_fd[fd] = NULL;
        pthread_mutex_unlock(&lock);
    }
    return REAL(close)(fd);
}

static struct file *file_of(int fd) { return fd >= 0 && fd < MOST_FDS ? by_fd[fd] : NULL; }

ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t at) {
    struct file *file = file_of(fd);
    return file ? write_at(file, bytes, count, at) : REAL(pwrite64)(fd, bytes, count, at);
}
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at) { return pwrite64(fd, bytes, count, at); }

static int is_socket(int fd) {
    struct stat64 st;
    return sees_sockets && fd > 2 && !fstat64(fd, &st) && S_ISSOCK(st.st_mode);
}

static void answer_seen(const char *how, const void *bytes, size_t count) {
    pthread_mutex_lock(&lock);
    answered(how, bytes, count);
    pthread_mutex_unlock(&lock);
}

ssize_t write(int fd, const void *bytes, size_t count) {
    struct file *file = file_of(fd);
    if (file) {
        int flags = fcntl(fd, F_GETFL);
        int64_t at = flags & O_APPEND ? size_of(file) : lseek64(fd, 0, SEEK_CUR);
        ssize_t done = write_at(file, bytes, count, at);
        if (done > 0) lseek64(fd, at + done, SEEK_SET);
        return done;
    }
    if (fd >= 0 && fd < MOST_FDS && is_ack_fd[fd]) {
        pthread_mutex_lock(&lock);
        answered("answer", bytes, count);
        point("before", "answer");
        ssize_t done = REAL(write)(fd, bytes, count);
        point("after", "answer");
        pthread_mutex_unlock(&lock);
        return done;
    }
    if (is_socket(fd)) answer_seen("sent", bytes, count);
    return REAL(write)(fd, bytes, count);
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (file_of(fd)) abort(); /* nobody writes so yet; better to stop than to miss it */
    if (count > 0 && is_socket(fd)) answer_seen("sent", parts[0].iov_base, parts[0].iov_len);
    return REAL(writev)(fd, parts, count);
}
ssize_t send(int fd, const void *bytes, size_t count, int flags) {
    if (is_socket(fd)) answer_seen("sent", bytes, count);
    return REAL(send)(fd, bytes, count, flags);
}
ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
    if (message->msg_iovlen && is_socket(fd))
        answer_seen("sent", message->msg_iov[0].iov_base, message->msg_iov[0].iov_len);
    return REAL(sendmsg)(fd, message, flags);
}
ssize_t pwritev64(int fd, const struct iovec *parts, int count, off64_t at) {
    if (file_of(fd)) abort();
    return REAL(pwritev64)(fd, parts, count, at);
}
ssize_t copy_file_range(int in, off64_t *a, int out, off64_t *b, size_t count, unsigned flags) {
    if (file_of(out)) return errno = EXDEV, -1; /* the caller copies by hand instead */
    return REAL(copy_file_range)(in, a, out, b, count, flags);
}

int ftruncate64(int fd, off64_t size) {
    struct file *file = file_of(fd);
    if (!file) return REAL(ftruncate64)(fd, size);
    pthread_mutex_lock(&lock);
    point_of("before", "truncate", file->kind);
    note_truncation(file, size);
    int done = REAL(ftruncate64)(fd, size);
    point_of("after", "truncate", file->kind);
    pthread_mutex_unlock(&lock);
    return done;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

/* Forgets the entries that `fd` answers for. */
static void synced(struct file *file, const char *folder) {
    size_t left = 0;
    for (size_t i = 0; i < op_count; i++) {
        int is_kept = file ? ops[i].file == file : 0;
        if (folder && ops[i].path) {
            char *own = parent_of(ops[i].path);
            is_kept = !strcmp(own, folder);
            free(own);
        }
        if (is_kept) forget(&ops[i]);
        else ops[left++] = ops[i];
    }
    op_count = left;
}

static int sync_seen(int fd, int (*how)(int)) {
    struct file *file = file_of(fd);
    char *folder = fd >= 0 && fd < MOST_FDS ? folder_by_fd[fd] : NULL;
    if (!file && !folder) return how(fd);
    if (sync_ms) nanosleep(&(struct timespec){sync_ms / 1000, sync_ms % 1000 * 1000000L}, NULL);
    pthread_mutex_lock(&lock);
    enum kind kind = file ? file->kind : FOLDER;
    point_of("before", "sync", kind);
    if (!does_lie) synced(file, folder);
    point_of("after", "sync", kind);
    pthread_mutex_unlock(&lock);
    return 0;
}
int fsync(int fd) { return sync_seen(fd, REAL(fsync)); }
int fdatasync(int fd) { return sync_seen(fd, REAL(fdatasync)); }

/* Another name outside the folder, so that what is removed can come back. */
static char *saved(const char *path) {
    char name[PATH_BYTES + 32];
    snprintf(name, sizeof name, "%s/%d", save, ++saves);
    return link(path, name) ? NULL : strdup(name);
}

int renameat(int from_at, const char *from, int to_at, const char *to) {
    char a[PATH_BYTES], b[PATH_BYTES];
    if (!ours(from_at, from, a) || !ours(to_at, to, b)) return REAL(renameat)(from_at, from, to_at, to);
    pthread_mutex_lock(&lock);
    enum kind kind = kind_of(b);
    point_of("before", "rename", kind);
    char *old = saved(b);
    int done = REAL(renameat)(from_at, from, to_at, to);
    if (!done) {
        struct op *op = note(MOVE);
        op->path = strdup(a), op->to = strdup(b), op->saved = old, op->kind = kind;
    }
    point_of("after", "rename", kind);
    pthread_mutex_unlock(&lock);
    return done;
}
int rename(const char *from, const char *to) { return renameat(AT_FDCWD, from, AT_FDCWD, to); }

int unlinkat(int at, const char *path, int flags) {
    char whole[PATH_BYTES];
    if ((flags & AT_REMOVEDIR) || !ours(at, path, whole)) return REAL(unlinkat)(at, path, flags);
    pthread_mutex_lock(&lock);
    enum kind kind = kind_of(whole);
    point_of("before", "unlink", kind);
    char *old = saved(whole);
    int done = REAL(unlinkat)(at, path, flags);
    if (!done) {
        struct op *op = note(REMOVE);
        op->path = strdup(whole), op->saved = old, op->kind = kind;
    }
    point_of("after", "unlink", kind);
    pthread_mutex_unlock(&lock);
    return done;
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }

int mkdirat(int at, const char *path, mode_t mode) {
    char whole[PATH_BYTES];
    if (!ours(at, path, whole)) return REAL(mkdirat)(at, path, mode);
    pthread_mutex_lock(&lock);
    int done = space == 0 ? (errno = ENOSPC, -1) : REAL(mkdirat)(at, path, mode);
    if (!done) {
        struct op *op = note(MAKE_DIR);
        op->path = strdup(whole), op->kind = FOLDER;
        point_of("after", "make", FOLDER);
    }
    pthread_mutex_unlock(&lock);
    return done;
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int clock_gettime(clockid_t which, struct timespec *now) {
    int done = REAL(clock_gettime)(which, now);
    if (!done && which == CLOCK_REALTIME && clock_shift) now->tv_sec += *clock_shift;
    return done;
}

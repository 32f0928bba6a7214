/* replay TRACE PREFIX PAGES CGROUP
 * Carries out a page trace on real anonymous memory in a cgroup and prints what the kernel counted, as name=value.
 *
 * TRACE holds a 32-bit little-endian word for each reference: bit 31 says that it writes, the rest is the page. The first
 * touch of a page is always a write. The first PREFIX references are not counted. The trace lies in locked memory that
 * belongs to no limited cgroup, so that CGROUP holds the program's pages and their page tables alone. */
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include "counters.h"

enum { PAGE = 4096, SAMPLES = 8, COUNTERS = 12 };

/* Counters of the cgroup, or of /proc/vmstat where the cgroup has none of that name. */
static const char *const NAMES[COUNTERS] = {
    "pgscan", "pgsteal", "pgactivate", "pgdeactivate", "pswpin", "pswpout",
    "workingset_refault_anon", "workingset_activate_anon", "workingset_restore_anon",
    "swap_ra", "swap_ra_hit", "pgrefill"};

static char stat_path[256], events_path[256], cgroup_text[1 << 16], system_text[1 << 16];

static void die(const char *what) {
  perror(what);
  exit(1);
}

static void *memory(size_t bytes, int flags) {
  void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | flags, -1, 0);
  if (at == MAP_FAILED) die("mmap");
  return at;
}

static void write_text(const char *path, const char *text) {
  int file = open(path, O_WRONLY);
  if (file < 0 || write(file, text, strlen(text)) < 0) die(path);
  close(file);
}

static void count(long values[COUNTERS]) {
  read_text(stat_path, cgroup_text, sizeof cgroup_text);
  read_text("/proc/vmstat", system_text, sizeof system_text);
  for (int i = 0; i < COUNTERS; i++) {
    values[i] = counter(cgroup_text, NAMES[i], " ");
    if (values[i] < 0) values[i] = counter(system_text, NAMES[i], " ");
  }
}

/* Pages of the program in memory, as the cgroup's LRU lists have them. */
static long resident(void) {
  read_text(stat_path, cgroup_text, sizeof cgroup_text);
  return (counter(cgroup_text, "inactive_anon", " ") + counter(cgroup_text, "active_anon", " ")) / PAGE;
}

static long out_of_memory(void) {
  read_text(events_path, cgroup_text, sizeof cgroup_text);
  return counter(cgroup_text, "oom", " ");
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  const long prefix = atol(argv[2]), pages = atol(argv[3]);
  snprintf(stat_path, sizeof stat_path, "%s/memory.stat", argv[4]);
  snprintf(events_path, sizeof events_path, "%s/memory.events", argv[4]);

  int file = open(argv[1], O_RDONLY);
  struct stat status;
  if (file < 0 || fstat(file, &status) < 0) die(argv[1]);
  const long references = status.st_size / 4;
  uint32_t *trace = memory(status.st_size + PAGE, MAP_POPULATE);
  unsigned char *touched = memory(pages, MAP_POPULATE);
  for (long done = 0; done < status.st_size;) {
    ssize_t got = read(file, (char *)trace + done, status.st_size - done);
    if (got <= 0) die(argv[1]);
    done += got;
  }
  close(file);
  if (mlockall(MCL_CURRENT) < 0) die("mlockall");
  write_text("/proc/self/oom_score_adj", "-1000");
  char cgroup_procs[256];
  snprintf(cgroup_procs, sizeof cgroup_procs, "%s/cgroup.procs", argv[4]);
  write_text(cgroup_procs, "0");
  char *region = memory(pages * PAGE, 0);
  madvise(region, pages * PAGE, MADV_NOHUGEPAGE);

  long before[COUNTERS], after[COUNTERS], frames = 0, samples = 0, step = (references - prefix) / (SAMPLES + 1) + 1;
  struct rusage used_before, used_after;
  for (long i = 0; i < references; i++) {
    if (i == prefix) {
      count(before);
      getrusage(RUSAGE_SELF, &used_before);
    } else if (i > prefix && (i - prefix) % step == 0) {
      frames += resident();
      samples++;
    }
    const long page = trace[i] & 0x7fffffff;
    volatile long *word = (volatile long *)(region + page * PAGE);
    if (touched[page] && *word != page + 1) {
      fprintf(stderr, "page %ld has lost its content\n", page);
      return 1;
    }
    if (!touched[page] || trace[i] >> 31) *word = page + 1;
    touched[page] = 1;
  }
  getrusage(RUSAGE_SELF, &used_after);
  count(after);

  printf("references=%ld frames=%ld oom=%ld", references - prefix, samples > 0 ? frames / samples : 0, out_of_memory());
  printf(" majflt=%ld minflt=%ld", used_after.ru_majflt - used_before.ru_majflt,
         used_after.ru_minflt - used_before.ru_minflt);
  for (int i = 0; i < COUNTERS; i++)
    if (before[i] >= 0) printf(" %s=%ld", NAMES[i], after[i] - before[i]);
  printf("\n");
  return 0;
}

/* memory: holds anonymous memory. Reads commands from its input, one a line, and answers each with a line:
 *   map NAME PAGES RANDOM SEED   maps a region and fills each page with RANDOM random bytes and zeroes
 *   merge NAME                   lets KSM merge the region
 *   write NAME FIRST PAGES SEED  writes into pages from FIRST on
 *   free NAME                    gives the region back */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "content.h"

enum { REGIONS = 26 };

static struct {
  char *at;
  long pages;
} regions[REGIONS];

static long map(int region, long pages, long random, long seed) {
  char *at = mmap(NULL, pages * PAGE_BYTES, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) return -1;
  regions[region].at = at;
  regions[region].pages = pages;
  for (long page = 0; page < pages; page++) fill_page(at + page * PAGE_BYTES, seed, page, random);
  return 0;
}

int main(void) {
  char line[256], command[16], name;
  setvbuf(stdout, NULL, _IOLBF, 0);
  while (fgets(line, sizeof line, stdin) != NULL) {
    long numbers[3] = {0, 0, 0};
    if (sscanf(line, "%15s %c %ld %ld %ld", command, &name, &numbers[0], &numbers[1], &numbers[2]) < 2) return 2;
    const int region = name - 'a';
    if (region < 0 || region >= REGIONS) return 2;
    char *at = regions[region].at;
    const long bytes = regions[region].pages * PAGE_BYTES;
    long failed = -1;
    if (strcmp(command, "map") == 0) failed = map(region, numbers[0], numbers[1], numbers[2]);
    if (strcmp(command, "merge") == 0) failed = madvise(at, bytes, MADV_MERGEABLE);
    if (strcmp(command, "free") == 0) failed = munmap(at, bytes);
    if (strcmp(command, "write") == 0) {
      for (long page = numbers[0]; page < numbers[0] + numbers[1]; page++)
        *(uint64_t *)(at + page * PAGE_BYTES) ^= (uint64_t)numbers[2] + page + 1;
      failed = 0;
    }
    printf("%s\n", failed == 0 ? "done" : "failed");
  }
  return 0;
}

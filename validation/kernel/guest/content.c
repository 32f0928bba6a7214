/* content PAGES RANDOM SEED: prints pages of which the first RANDOM bytes are random and the rest is zero. */
#include <stdio.h>
#include <stdlib.h>
#include "content.h"

int main(int argc, char **argv) {
  static char page[PAGE_BYTES];
  if (argc != 4) return 2;
  for (long number = 0; number < atol(argv[1]); number++) {
    fill_page(page, atol(argv[3]), number, atol(argv[2]));
    if (fwrite(page, PAGE_BYTES, 1, stdout) != 1) return 1;
  }
  return 0;
}

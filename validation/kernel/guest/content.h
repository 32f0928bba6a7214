/* Content of pages, from a seed and the page's number: the same two give the same page. */
#ifndef CONTENT_H
#define CONTENT_H

#include <stdint.h>
#include <string.h>

enum { PAGE_BYTES = 4096 };

static uint64_t next_draw(uint64_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 7;
  *state ^= *state << 17;
  return *state;
}

/* Fills a page: the first `random` bytes are drawn, the rest is zero. Pages of different numbers or seeds differ if `random` is at least 8. */
static void fill_page(void *page, uint64_t seed, uint64_t number, size_t random) {
  uint64_t state = (seed << 40) + number + 0x9e3779b97f4a7c15ull;
  for (int warm = 0; warm < 8; warm++) next_draw(&state);
  memset(page, 0, PAGE_BYTES);
  for (size_t at = 0; at < random; at += 8) {
    uint64_t draw = next_draw(&state);
    memcpy((char *)page + at, &draw, random - at < 8 ? random - at : 8);
  }
}

#endif

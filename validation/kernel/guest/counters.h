/* Reads the kernel's counters from files of the form "name value". */
#ifndef COUNTERS_H
#define COUNTERS_H

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads a file into `text`, which holds `size` bytes; an empty text if there is no such file. */
static void read_text(const char *path, char *text, size_t size) {
  size_t length = 0;
  ssize_t got;
  int file = open(path, O_RDONLY);
  while (file >= 0 && (got = read(file, text + length, size - 1 - length)) > 0) length += got;
  if (file >= 0) close(file);
  text[length] = 0;
}

/* The number after `name` and `separator` at the beginning of a line; -1 if there is no such line. */
static long counter(const char *text, const char *name, const char *separator) {
  size_t length = strlen(name), more = strlen(separator);
  for (const char *line = text; line != NULL && *line != 0; line = strchr(line, '\n')) {
    if (*line == '\n') line++;
    if (strncmp(line, name, length) == 0 && strncmp(line + length, separator, more) == 0)
      return atol(line + length + more);
  }
  return -1;
}

#endif

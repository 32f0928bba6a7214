#!/bin/sh
# Records this folder's traces again: examples/recorded/record.sh [sort] [query] [compile]
# Needs valgrind, gcc, sqlite3, sort and awk, and the library built (npm run build).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LC_ALL=C

# record NAME FILTER_PAGES COMMAND…: lackey writes to descriptor 9, apart from the program's own output.
record() {
  name=$1 filter=$2
  shift 2
  valgrind --tool=lackey --trace-mem=yes --log-fd=9 "$@" 9>&1 >"$work/output" 2>"$work/errors" |
    node "$here/condense.mjs" "$here/$name.u32.gz" "$filter"
}

# Park and Miller's generator, so that every awk produces the same text.
random='function random(n) { seed = (seed * 16807) % 2147483647; return seed % n }'

record_sort() {
  awk "$random"' BEGIN {
    seed = 1
    for (line = 0; line < 30000; line++) {
      printf "%08d", random(100000000)
      for (word = 0; word < 22; word++) printf " %07d", random(10000000)
      printf "\n"
    }
  }' >"$work/lines.txt"
  record sort 512 sort --parallel=1 --buffer-size=64M --output="$work/sorted.txt" "$work/lines.txt"
}

record_query() {
  awk "$random"' BEGIN {
    seed = 2
    print "PRAGMA journal_mode = OFF; CREATE TABLE customer (id INTEGER PRIMARY KEY, city INTEGER, name TEXT);"
    print "CREATE TABLE sale (id INTEGER PRIMARY KEY, customer INTEGER, amount INTEGER, note TEXT); BEGIN;"
    for (id = 0; id < 4000; id++)
      printf "INSERT INTO customer VALUES (%d, %d, \"customer %d\");\n", id, random(200), id
    for (id = 0; id < 20000; id++)
      printf "INSERT INTO sale VALUES (%d, %d, %d, \"note %d on sale %d\");\n", id, random(4000), random(1000), random(99999), id
    print "COMMIT;"
  }' >"$work/fill.sql"
  sqlite3 "$work/sales.db" <"$work/fill.sql" >/dev/null
  cat >"$work/query.sql" <<SQL
SELECT city, count(*), sum(amount) FROM sale JOIN customer ON customer.id = sale.customer GROUP BY city ORDER BY 3 DESC;
CREATE INDEX sale_customer ON sale (customer);
SELECT name, (SELECT sum(amount) FROM sale WHERE customer = customer.id) FROM customer WHERE city < 20;
SELECT customer, max(amount) FROM sale GROUP BY customer;
SQL
  record query 256 sqlite3 -init "$work/query.sql" "$work/sales.db" .quit
}

record_compile() {
  awk "$random"' BEGIN {
    seed = 3
    for (f = 0; f < 2; f++) {
      printf "int f%d(const int *a, int n) {\n  int s = %d;\n", f, random(1000)
      printf "  for (int i = 0; i < n; i++) {\n"
      for (k = 0; k < 4; k++) printf "    s %s= a[(i + %d) %% n] ^ (s >> %d);\n", substr("+-*^", k + 1, 1), random(100), random(15)
      printf "    if (s > %d) s -= %s(a, n - 1);\n  }\n  return s;\n}\n", random(100000), f ? "f" random(f) : "n + (long)"
    }
  }' >"$work/generated.c"
  record compile 256 "$(gcc -print-prog-name=cc1)" -quiet -O1 "$work/generated.c" -o "$work/generated.s"
}

[ $# -gt 0 ] || set -- sort query compile
echo "| trace | F | raw references | kept | raw per kept | distinct pages | writes | bytes |"
for name; do "record_$name"; done

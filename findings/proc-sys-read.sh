#!/usr/bin/env bash
# In Debian's /bin/sh, `read value </proc/sys/vm/min_free_kbytes` sets the first digit of the number only.
#
# dash and busybox sh read a byte at a time. The kernel's numbers in /proc/sys are given in one piece: a read that does not
# begin at the start of the file finds its end. So `read` gets one digit, and its status says that the file has ended
# without a newline. bash reads more at once and seeks back, so the same line is right there; so is `cat`. Files of /sys
# and the rest of /proc may be read byte by byte. `while read line; do …; done` over such a file runs not even once.
#
# Seen with dash 0.5.12-2, busybox 1.35.0-4+deb12u1+b1 and bash 5.2.15-2+b8 on Linux 6.1 and 6.18 on 2026-12-01:
#   cat: 67584
#   dash: 6, status 1
#   bash: 67584, status 0
set -euo pipefail
file=/proc/sys/vm/min_free_kbytes
right=$(cat "$file")
inDash=$(dash -c "read -r value <$file; status=\$?; echo \"\$value, status \$status\"")
inBash=$(bash -c "read -r value <$file; status=\$?; echo \"\$value, status \$status\"")
echo "cat: $right"
echo "dash: $inDash"
echo "bash: $inBash"
[ "$inDash" = "${right:0:1}, status 1" ] && [ "$inBash" = "$right, status 0" ]

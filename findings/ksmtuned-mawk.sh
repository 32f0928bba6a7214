#!/usr/bin/env bash
# Debian's ksmtuned stops adjusting KSM on hosts whose VMs have at least 2 TiB resident, because mawk prints the sum as 2.14748e+09.
#
# ksmtuned adds up the resident kB of the QEMU processes in awk and uses the sum in shell arithmetic. Debian's awk is
# mawk, which prints numbers of 2^31 and above with its output format (%.6g), and bash rejects the exponent. With one kB
# less it works. The package does not depend on a particular awk.
#
# Seen with ksmtuned 4.20150326+b1 and mawk 1.3.4.20200120-3.1 (Debian 12) on 2026-11-30; needs apt-get and bash:
#   2147483647 kB: sum 2147483647, usable in arithmetic
#   2147483648 kB: sum 2.14748e+09, arithmetic fails
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download ksmtuned=4.20150326+b1 mawk=1.3.4.20200120-3.1 >/dev/null 2>&1
for package in *.deb; do dpkg -x "$package" root; done

# Runs the daemon's own function, with stubs for the two programs that list processes.
mkdir bin
ln -s "$folder/root/usr/bin/mawk" bin/awk
printf '#!/bin/sh\necho 1 2\n' >bin/pgrep
printf '#!/bin/sh\necho "$FIRST"\necho "$SECOND"\n' >bin/ps
chmod +x bin/pgrep bin/ps
sed -n '/^committed_memory *()/,/^}/p' root/usr/sbin/ksmtuned >function.sh
sum() { FIRST=$1 SECOND=$2 PATH="$folder/bin:$PATH" bash -c '. ./function.sh; committed_memory'; }
usable() { bash -c "echo \$[$1 + 1]" >/dev/null 2>&1 && echo "usable in arithmetic" || echo "arithmetic fails"; }

below=$(sum 1073741824 1073741823)
above=$(sum 1073741824 1073741824)
echo "2147483647 kB: sum $below, $(usable "$below")"
echo "2147483648 kB: sum $above, $(usable "$above")"
[ "$below" = 2147483647 ] && [ "$(usable "$below")" = "usable in arithmetic" ] && [ "$(usable "$above")" = "arithmetic fails" ]

#!/bin/busybox sh
# First process of the guest: mounts, loads the modules that /modules/list names with their settings, and then carries
# out the lines that come in on the second serial port. After each line's output comes the byte 4 and the line's status.
/bin/busybox --install -s /bin
export PATH=/bin
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs devtmpfs /dev
mount -t cgroup2 cgroup2 /sys/fs/cgroup
failed=
while read -r module; do insmod /modules/$module || failed="$failed $module"; done </modules/list
rm -r /modules
stty -F /dev/ttyS1 raw -echo
exec </dev/ttyS1 >/dev/ttyS1 2>&1
# Prints a file without starting a process.
show() { while read -r text; do echo "$text"; done <"$1"; }
echo "$failed"
printf '\004%d\n' ${#failed}
while read -r line; do
  eval "$line"
  printf '\004%d\n' $?
done

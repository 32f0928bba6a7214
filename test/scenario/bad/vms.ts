import { type Bad, instead, top, vm } from "./edit.ts";

/** VMs that cannot be. */
export const badVms: readonly Bad[] = [
  [
    "no VMs",
    "version: 1\nduration: 1min\nhost: { memory: 1GiB }\nvms: []\n",
    "4:6: vms: the list is empty: write at least one item",
  ],
  [
    "VMs as group",
    "version: 1\nduration: 1min\nhost: { memory: 1GiB }\nvms: { web: 1 }\n",
    "4:6: vms: a group of keys is not a list: write the items one below the other, each after a dash",
  ],
  ["name as number", instead("name: web", "name: 5"), "6:11: vms[0].name: 5 is a number: write the name in quotes"],
  [
    "name with a line break",
    instead("name: web", 'name: "a\\nb"'),
    "6:11: vms[0].name: a\\u000ab is not a name: write up to 100 letters, digits, dots, underscores, hyphens and inner spaces",
  ],
  [
    "duplicate names",
    top("  - { name: web, memory: 1GiB, workload: { pattern: uniform } }"),
    "10:13: vms[1].name: there is already a VM web: write another name",
  ],
  [
    "name of a group's VM",
    vm("count: 2").concat("  - { name: web-2, memory: 1GiB, workload: { pattern: uniform } }\n"),
    "11:13: vms[1].name: there is already a VM web-2, of the group web: write another name",
  ],
  [
    "no shares",
    vm("shares: 0"),
    "8:13: vms[0].shares: 0 is too small: at least 1; to leave a VM out, write balloon: { minimum: 100% }",
  ],
  [
    "too many VMs",
    vm("count: 4000").concat("  - { name: b, count: 4000, memory: 1GiB, workload: { pattern: uniform } }\n"),
    "11:23: vms[1].count: 8000 VMs are too many: at most 4096",
  ],
  ["zero VMs", vm("count: 0"), "8:12: vms[0].count: 0 is too small: at least 1"],
  ["unknown kind of swap", vm("swap: zrm"), "8:11: vms[0].swap: zrm is not known, did you mean zram?"],
  [
    "unknown kind of swap in full",
    vm("swap: { kind: zrm }"),
    "8:19: vms[0].swap.kind: zrm is not known, did you mean zram?",
  ],
  [
    "compressed memory on a device",
    vm("swap: { kind: zram, device: swap }"),
    "8:25: vms[0].swap.device: unknown key, known here: kind, size, memoryLimit, kernel, codec, compress, decompress, ratio, imageRatio, volatileRatio",
  ],
  [
    "no compressed memory",
    vm("swap: { kind: zram, size: 0 }"),
    "8:31: vms[0].swap.size: 0 is too small: at least 4KiB",
  ],
  [
    "kernel larger than the VM",
    vm("kernel: 9GiB"),
    "8:13: vms[0].kernel: the kernel takes 9GiB of a VM that has 8GiB: write less",
  ],
  [
    "balloon larger than the VM",
    vm("balloon: { start: 9GiB }"),
    "8:23: vms[0].balloon.start: the balloon can hold 7298092KiB at most, the VM's memory less its minimum: write no more than that",
  ],
  [
    "minimum larger than the VM",
    vm("balloon: { minimum: 9GiB }"),
    "8:25: vms[0].balloon.minimum: the minimum is more than the VM's 8GiB: write less",
  ],
  [
    "minimum below the kernel",
    vm("balloon: { minimum: 1MiB }"),
    "8:25: vms[0].balloon.minimum: the minimum is less than the 251656KiB of the VM's kernel: write at least that",
  ],
  [
    "balloon as size",
    vm("balloon: 1GiB"),
    "8:14: vms[0].balloon: 1GiB is not right here: write true, false or a group of keys such as minimum and start",
  ],
  [
    "driver kind",
    vm("balloon: { driver: { kind: slwo } }"),
    "8:32: vms[0].balloon.driver.kind: slwo is not known, did you mean slow?",
  ],
  [
    "driver without rate",
    vm("balloon: { driver: { kind: slow } }"),
    "8:24: vms[0].balloon.driver.rate: missing: write for example rate: 20MiB/s",
  ],
  [
    "balloon kind",
    vm("balloon: { kind: virtiomem }"),
    "8:22: vms[0].balloon.kind: virtiomem is not known, did you mean virtio-mem?",
  ],
  [
    "moving pages without virtio-mem",
    vm("balloon: { migrate: 1us }"),
    "8:25: vms[0].balloon.migrate: virtio moves no pages out of the way: write kind: virtio-mem, or leave it out",
  ],
  [
    "message of less than a block",
    vm("balloon: { kind: hyperalloc, batch: 4 pages }"),
    "8:41: vms[0].balloon.batch: 4 pages is too small: at least 2MiB",
  ],
  [
    "reporting as time",
    vm("reporting: 2s"),
    "8:16: vms[0].reporting: 2s is not right here: write true, false or a group of keys such as order and delay",
  ],
  [
    "order beyond the buddy allocator's",
    vm("reporting: { order: 11 }"),
    "8:25: vms[0].reporting.order: 11 is too large: at most 10",
  ],
  [
    "order beyond the largest block of large pages",
    vm("reporting: { order: 9 }").replace("version: 1\n", "version: 1\npageSize: 64KiB\n"),
    "9:25: vms[0].reporting.order: 2^9 pages of 64KiB are more than the largest block there is, 4MiB: write at most 6",
  ],
  [
    "reporting without delay",
    vm("reporting: { delay: 0 }"),
    "8:25: vms[0].reporting.delay: 0 is too small: at least 1ms",
  ],
  ["empty reports", vm("reporting: { capacity: 0 }"), "8:28: vms[0].reporting.capacity: 0 is too small: at least 1"],
  ["yes", vm("deflateOnOom: yes"), "8:19: vms[0].deflateOnOom: yes is not right here: write true or false"],
  [
    "shutdown before boot",
    vm("boot: 10s\n    shutdown: 5s"),
    "9:15: vms[0].shutdown: the VM would shut down before it has booted: write a time after boot",
  ],
  ["unknown disk", vm("disk: nvme"), "8:11: vms[0].disk: there is no device nvme, known here: swap"],
  [
    "no workload",
    instead("    workload:\n      pattern: uniform\n", ""),
    "6:5: vms[0].workload: missing: write for example workload: { pattern: uniform }",
  ],
];

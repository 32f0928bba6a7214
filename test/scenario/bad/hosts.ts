import { type Bad, host, top } from "./edit.ts";

/** Devices, hosts, managers and costs that cannot be. */
export const badHosts: readonly Bad[] = [
  [
    "unknown device preset",
    top("devices: { swap: nvmee }"),
    "10:18: devices.swap: nvmee is not a device: did you mean nvme?",
  ],
  [
    "unknown device preset, nothing near",
    top("devices: { swap: floppy }"),
    "10:18: devices.swap: floppy is not a device: write nvme, sata-ssd, hdd or a group of keys",
  ],
  ["no devices", top("devices: {}"), "10:10: devices: there is none: write for example swap: nvme"],
  [
    "devices as list",
    top("devices: [nvme]"),
    "10:10: devices: a list does not give names: write for example swap: nvme",
  ],
  [
    "bandwidth without unit",
    top("devices: { swap: { bandwidth: 100 } }"),
    "10:31: devices.swap.bandwidth: 100 has no unit: write 100MB/s or 100MiB/s",
  ],
  [
    "bandwidth without time",
    top("devices: { swap: { bandwidth: 100MB } }"),
    "10:31: devices.swap.bandwidth: 100MB is not a rate: write 100MB/s",
  ],
  [
    "no channels",
    top("devices: { swap: { channels: 0 } }"),
    "10:30: devices.swap.channels: 0 is too small: at least 1",
  ],
  [
    "unknown device",
    host("swap: { size: 1GiB, device: sawp }"),
    "5:31: host.swap.device: there is no device sawp, did you mean swap?",
  ],
  ["swap without size", host("swap: { device: swap }"), "5:9: host.swap.size: missing: write for example size: 2GiB"],
  [
    "odd readahead",
    host("swap: { size: 1GiB, readahead: 3 pages }"),
    "5:34: host.swap.readahead: 3 pages is not a power of two: write 1, 2, 4, 8, 16 … pages",
  ],
  [
    "all reserved",
    host("reserved: 32GiB"),
    "5:13: host.reserved: the host keeps all of its 32GiB for itself: write less",
  ],
  ["unknown policy", host("policy: clokc"), "5:11: host.policy: clokc is not a host's policy, did you mean clock?"],
  [
    "policy for guests only",
    host("policy: lru"),
    "5:11: host.policy: lru is not a host's policy, known here: clock, random",
  ],
  [
    "unknown policy parameter",
    host("policy: clock:laod=0"),
    "5:11: host.policy: clock has no parameter laod, did you mean load?",
  ],
  [
    "policy parameter out of range",
    host("policy: { kind: clock, load: 2 }"),
    "5:32: host.policy.load: 2 is too large: at most 1",
  ],
  [
    "policy without kind",
    host("policy: { load: 1 }"),
    "5:11: host.policy.kind: missing: write for example kind: clock",
  ],
  ["watermarks word", host("watermarks: linus"), "5:15: host.watermarks: linus is not known, did you mean linux?"],
  [
    "watermarks upside down",
    host("watermarks: { min: 96MiB, low: 80MiB, high: 64MiB }"),
    "5:34: host.watermarks.low: low is less than min: write min ≤ low ≤ high",
    "5:47: host.watermarks.high: high is less than low: write min ≤ low ≤ high",
  ],
  [
    "watermarks too high",
    host("watermarks: { min: 1GiB, low: 1GiB, high: 32GiB }"),
    "5:45: host.watermarks.high: high is not below the usable memory: reclaim would never end",
  ],
  ["unknown sharing", host("sharing: kms"), "5:12: host.sharing: kms is not known, did you mean ksm?"],
  [
    "sharing of an unknown kind",
    host("sharing: { kind: xen }"),
    "5:20: host.sharing.kind: xen is not known, known here: ksm, esx",
  ],
  [
    "sharing of one",
    host("sharing: { kind: ksm, maxSharing: 1 }"),
    "5:37: host.sharing.maxSharing: 1 is too small: at least 2",
  ],
  [
    "scanner's sleep without unit",
    host("sharing: { kind: ksm, sleep: 10 }"),
    "5:32: host.sharing.sleep: 10 has no unit: write 10s, 10ms, 10us or 10ns",
  ],
  [
    "tuning upside down",
    host("sharing: { kind: ksm, tuning: { kind: ksmtuned, least: 100, most: 50 } }"),
    "5:69: host.sharing.tuning.most: most is less than least: write at least 100",
  ],
  [
    "pace beside tuning",
    host("sharing: { kind: ksm, pagesToScan: 100, sleep: 20ms, tuning: ksmtuned }"),
    "5:38: host.sharing.pagesToScan: ksmtuned sets it: leave it out, or write least and most below tuning",
    "5:50: host.sharing.sleep: ksmtuned sets it: leave it out, or write sleep below tuning",
  ],
  [
    "metric of ksmtuned",
    host("sharing: { kind: ksm, tuning: { kind: ksmtuned, metric: rss } }"),
    "5:59: host.sharing.tuning.metric: rss is not known, did you mean rsz?",
  ],
  ["unknown compression", host("compression: zwap"), "5:16: host.compression: zwap is not known, did you mean zswap?"],
  [
    "limit of ESX's cache",
    host("compression: { kind: esx-cache, limit: 4GiB }"),
    "5:35: host.compression.limit: unknown key, known here: kind, share, keep, kernel, codec, compress, decompress, ratio, imageRatio, volatileRatio",
  ],
  [
    "unknown codec",
    host("compression: { kind: zswap, codec: lz5 }"),
    "5:38: host.compression.codec: lz5 is not known, did you mean lz4?",
  ],
  [
    "compression of everything",
    host("compression: { kind: zswap, limit: 32GiB }"),
    "5:38: host.compression.limit: compressed pages could take all usable memory: write less",
  ],
  [
    "compression that swells",
    host("compression: { kind: zswap, ratio: 0.5 }"),
    "5:38: host.compression.ratio: 0.5 is too small: at least 1",
  ],
  ["unknown manager", top("manager: proxmocks"), "10:10: manager: proxmocks is not a manager, did you mean proxmox?"],
  ["manager by its old name", top("manager: pve"), '10:10: manager: "pve" is now called proxmox'],
  [
    "manager by its old name, in full",
    top("manager: { kind: pve, target: 90% }"),
    '10:18: manager.kind: "pve" is now called proxmox',
  ],
  [
    "module's parameter",
    top("manager: ./mine.mjs:every=1s"),
    "10:10: manager: module has no parameter every, known here: period, start",
  ],
  [
    "module twice",
    top("manager: { kind: ./a.mjs, module: ./b.mjs }"),
    "10:12: manager.kind: unknown key, known here: module, period, start",
  ],
  [
    "manager parameter",
    top("manager: { kind: proxmox, traget: 1 }"),
    "10:27: manager.traget: unknown key, did you mean target?",
  ],
  [
    "manager parameter out of range",
    top("manager: { kind: proxmox, target: 5% }"),
    "10:35: manager.target: 5% is too small: at least 10%",
  ],
  [
    "manager period",
    top("manager: { kind: proxmox, period: 10 }"),
    "10:35: manager.period: 10 has no unit: write 10s, 10ms, 10us or 10ns",
  ],
  [
    "cost without unit",
    top("costs: { scan: 100 }"),
    "10:16: costs.scan: 100 has no unit: write 100s, 100ms, 100us or 100ns",
  ],
  [
    "costs as list",
    top("costs: []"),
    "10:8: costs: a list is not a group of keys: write for example minorFault, majorFault, hostFault below it",
  ],
];

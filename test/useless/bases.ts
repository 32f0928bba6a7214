/** Small hosts on which every key has an effect; each changes one aspect of the first. */
const HOST = `host:
  memory: 20MiB
  reserved: 1MiB
  policy: clock
  swap: { size: 64MiB, device: fast, readahead: 4 pages }
  watermarks: { min: 200KiB, low: 400KiB, high: 600KiB }`;

const HEAD = `version: 1
duration: 300ms
sample: 2ms`;

const DEVICES = {
  fast: "fast: nvme",
  slow: "slow: { preset: hdd, latency: 1ms, sequentialLatency: 200us, bandwidth: 40MB/s, channels: 2, writeQueue: 2 }",
};

const WORKLOAD = `workload:
      memory: 14MiB
      files: 3MiB
      warm: 30%
      think: 2us
      writes: 30%
      repeat: true
      phases:
        - { pattern: zipf, for: 80ms }
        - { pattern: uniform, for: 40ms, memory: 8MiB, from: 2MiB, growFrom: 1MiB, think: 3us, writes: 50%, free: { from: 1MiB, memory: 4MiB } }`;

const VM = `vms:
  - name: a
    count: 2
    memory: 12MiB
    kernel: 1MiB
    vcpus: 2
    policy: linux
    swap: { size: 32MiB, device: fast, readahead: 4 pages }
    disk: fast
    watermarks: { min: 104KiB, low: 200KiB, high: 304KiB }
    balloon: { kind: virtio, minimum: 3MiB, start: 1MiB, batch: 16 pages, retry: 5ms }
    reporting: { order: 0, delay: 10ms, capacity: 4 }`;

/** So little memory that it swaps without any balloon. */
const PRESSED = HOST.replace("20MiB", "14MiB");
const UNBALLOONED = VM.replace("start: 1MiB", "start: 0").replace("delay: 10ms", "delay: 100ms");

const KSMTUNED = `  sharing:
    kind: ksm
    tuning: { kind: ksmtuned, period: 10ms, boost: 100, decay: 50, least: 64, most: 500, threshold: 90%, leastThreshold: 0.1MiB, sleep: 10us }`;

/** Polled often enough for a short run. */
const ASKED = `${VM}\n    statistics: { period: 10ms }`;

const MANAGER = "manager: { kind: static, period: 30ms, share: 60% }";

/** Of two VMs that hold the same image. */
const CONTENT = `      content: { image: { name: debian, share: 40% }, zero: 20%, volatile: 20% }`;

/** The devices named in a text; by default the device of a scenario that names none. */
function devicesOf(text: string): string {
  const named = Object.entries(DEVICES).filter(([name]) => new RegExp(`(?:device|disk): ${name}`, "u").test(text));
  return named.length === 0 ? "" : `devices: { ${named.map(([, device]) => device).join(", ")} }`;
}

const base = (host = HOST, vm = VM, workload = WORKLOAD, manager = MANAGER, costs = "") =>
  `${[HEAD, devicesOf(host + vm), host, manager, costs, vm].filter((part) => part !== "").join("\n")}\n    ${workload}\n`;

const same = `${WORKLOAD.replace("writes: 30%", "writes: 5%")}\n${CONTENT}`;

/** Without file pages. */
const DISKLESS = VM.replace(/ *disk: .*\n/u, "");

/** Files of series. */
export const files: Readonly<Record<string, string>> = {
  "a.csv": `time,later,anonymous,less,cache,touched,faults,many
0,0,4000,3000,1000,2000,10,20000
0.1,0.2,9000,7000,3000,4000,5000,20000`,
  "a2.csv": "time,anonymous,cache,touched,faults\n0,8000,1000,2000,10",
  "b.csv": "time,used,less\n0,5000,4000\n0.1,9000,8000",
};

/** By name. */
export const bases = {
  plain: base(),
  slow: base(HOST.replace("fast", "slow"), VM.replaceAll("fast", "slow")),
  both: base(HOST, VM.replace("disk: fast", "disk: slow")),
  "both, pressed": base(PRESSED, UNBALLOONED.replace("disk: fast", "disk: slow"), WORKLOAD, "manager: none"),
  sequential: base(
    HOST.replace("fast", "slow"),
    VM.replaceAll("fast", "slow").replace("count: 2", "count: 1").replace("vcpus: 2", "vcpus: 1"),
    "workload: { memory: 14MiB, files: 13MiB, think: 2us, pattern: sequential }",
  ),
  ksm: base(`${HOST}\n  sharing: { kind: ksm, pagesToScan: 200, sleep: 1ms }`, VM, same),
  ksmtuned: base(`${PRESSED}\n${KSMTUNED}`, VM, same, "manager: none"),
  committed: base(`${HOST}\n${KSMTUNED.replace("90%", "30%")}`, VM, same),
  relaxed: base(`${PRESSED}\n${KSMTUNED.replace("90%", "12%")}`, VM, same, "manager: none"),
  esx: base(`${HOST}\n  sharing: { kind: esx, scanTime: 10s, scanRate: 20MB/s }`, VM, same),
  unmarked: base(
    PRESSED.replace(/watermarks: .*/u, "watermarks: off"),
    UNBALLOONED.replace(/watermarks: .*/u, "watermarks: off"),
    WORKLOAD.replace("14MiB", "24MiB"),
    "manager: none",
  ),
  unwilling: base(
    HOST,
    VM.replace(/swap: \{.*\}/u, "swap: 0").replace(/ *disk: .*\n/u, ""),
    "workload: { memory: 9MiB, warm: 100%, think: 2us, pattern: uniform }",
    "manager: { kind: static, period: 30ms, share: 30% }",
  ),
  pressed: base(PRESSED, UNBALLOONED, WORKLOAD, "manager: none"),
  zswap: base(
    `${PRESSED}\n  compression: { kind: zswap, limit: 1MiB, imageRatio: 4, volatileRatio: 1.1 }`,
    UNBALLOONED,
    same,
    "manager: none",
  ),
  cache: base(`${PRESSED}\n  compression: esx-cache`, UNBALLOONED, same, "manager: none"),
  shared: base(`${HOST}\n  sharing: ksm`, VM, same),
  unswapped: base(HOST, VM.replace(/ *swap: \{.*\}\n/u, ""), WORKLOAD.replace("14MiB", "11MiB")),
  zram: base(HOST, VM.replace(/swap: \{.*\}/u, "swap: { kind: zram, size: 8MiB, memoryLimit: 2MiB }"), same),
  block: base(
    "host: { memory: 40MiB, swap: 64MiB }",
    VM.replace("12MiB", "24MiB").replace(
      "kind: virtio, minimum: 3MiB, start: 1MiB, batch: 16 pages",
      "kind: virtio-mem, minimum: 8MiB, start: 2MiB",
    ),
    WORKLOAD.replace("14MiB", "22MiB").replace("warm: 30%", "warm: 100%"),
  ),
  slowly: base(HOST, VM.replace("retry: 5ms", "retry: 5ms, driver: { kind: slow, rate: 10MiB/s }")),
  limited: base(HOST, VM.replace("retry: 5ms", "retry: 5ms, driver: { kind: limited, most: 2MiB }")),
  intermittent: base(
    HOST,
    VM.replace("retry: 5ms", "retry: 5ms, driver: { kind: intermittent, working: 20ms, stuck: 30ms }"),
  ),
  tight: base(
    HOST,
    VM.replace(/swap: \{.*\}/u, "swap: 0")
      .replace("start: 1MiB", "start: 8MiB")
      .concat("\n    deflateOnOom: true"),
    WORKLOAD.replace("14MiB", "10MiB").replace("warm: 30%", "warm: 20%"),
  ),
  proxmox: base(
    HOST,
    VM,
    WORKLOAD,
    "manager: { kind: proxmox, period: 20ms, target: 60%, step: 1MiB, deadZone: 0.1MiB }",
  ),
  shares: base(
    HOST,
    `${VM}\n    ${WORKLOAD}\n${VM.replace("vms:\n", "").replace("name: a", "name: b")}`,
    WORKLOAD,
    "manager: { kind: proxmox, period: 20ms, target: 60%, step: 1MiB, deadZone: 0.1MiB }",
  ),
  mix: base(
    HOST,
    VM,
    "workload: { memory: 14MiB, files: 3MiB, think: 2us, pattern: mix, parts: [{ weight: 3, pattern: uniform }, { pattern: sequential }] }",
  ),
  "shares-of-images": base(
    `${HOST}\n  sharing: { kind: ksm, pagesToScan: 200, sleep: 1ms }`,
    `${VM.replace("count: 2", "count: 1")}\n    ${same}\n${VM.replace("vms:\n", "").replace("name: a", "name: b").replace("count: 2", "count: 1")}`,
    same,
  ),
  series: base(
    HOST,
    VM,
    "workload: { pattern: series, shape: linear, loop: 200ms, begin: 0s, interval: 100ms, writes: 30%, points: [{ at: 0, anonymous: 4MiB, cache: 1MiB }, { at: 100ms, anonymous: 9MiB, cache: 3MiB }] }",
  ),
  "series, used": base(
    HOST,
    DISKLESS,
    "workload: { pattern: series, interval: 100ms, points: [{ at: 0, used: 8MiB }] }",
  ),
  "series of a file": base(
    HOST,
    VM,
    "workload: { pattern: series, interval: 100ms, file: a.csv, unit: KiB, columns: { time: time, anonymous: anonymous, cache: cache, touched: touched, faults: faults } }",
  ),
  "series of a file, used": base(
    HOST,
    DISKLESS,
    "workload: { pattern: series, interval: 100ms, file: b.csv, unit: KiB, columns: { used: used } }",
  ),
  asked: base(HOST, ASKED, WORKLOAD, "manager: { kind: threshold, period: 20ms, backOff: 10ms, bootBackOff: 10ms }"),
} as const;

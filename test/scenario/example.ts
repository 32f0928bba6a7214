import type { Catalogue } from "../../src/scenario/catalogue.ts";

const source = "for tests";

/** A small catalogue with a parameter of every unit. */
export const catalogue: Catalogue = {
  managers: [
    { name: "none", about: "No manager.", source, defaultPeriodNs: 1e9, parameters: {} },
    {
      name: "proxmox",
      formerly: ["pve"],
      about: "Steers to a share of the host's memory.",
      source,
      defaultPeriodNs: 10e9,
      parameters: {
        target: { unit: "share", default: 0.8, least: 0.1, most: 1, about: "Share of the host's memory to use." },
        step: { unit: "bytes", default: 100 * 2 ** 20, least: 1, about: "Largest change at once." },
        label: { unit: "text", default: "x", about: "Any text." },
        eager: { unit: "switch", default: false, about: "Whether it hurries." },
        gap: { unit: "pages", default: null, most: 1_000_000, about: "Memory left alone." },
      },
    },
  ],
  patterns: [
    { name: "uniform", about: "Every page alike.", source, parameters: {} },
    {
      name: "zipf",
      about: "Some pages more than others.",
      source,
      parameters: { theta: { unit: "number", default: 0.99, least: 0, most: 3, about: "How skewed." } },
    },
    {
      name: "idle",
      about: "Next to nothing.",
      source,
      parameters: {
        rate: { unit: "count", default: 100, least: 1, most: 1_000_000, about: "References a second." },
        set: { unit: "pages", default: null, least: 1, about: "How much of the region it touches." },
        every: { unit: "ns", default: 1e9, least: 1, about: "How often it wakes." },
      },
    },
    {
      name: "trace",
      about: "A recorded trace.",
      source,
      parameters: { file: { unit: "text", default: { required: true }, about: "The trace's file." } },
    },
    { name: "mix", about: "Several patterns at once.", source, parameters: {} },
  ],
  policies: [
    {
      name: "clock",
      about: "Second chance.",
      source,
      guest: true,
      host: true,
      parameters: { load: { unit: "count", default: 1, least: 0, most: 1, about: "Mark of a new page." } },
    },
    { name: "lru", about: "Least recently used.", source, guest: true, host: false, parameters: {} },
    {
      name: "random",
      about: "Any page.",
      source,
      guest: true,
      host: true,
      parameters: { seed: { unit: "count", default: 1, least: 1, about: "Seed." } },
    },
  ],
};

/** The shortest scenario there is. */
export const shortest = `version: 1
duration: 1min
host:
  memory: 32GiB
vms:
  - name: web
    memory: 8GiB
    workload:
      pattern: uniform
`;

/** A scenario in which every key is written, except those that another key makes useless. */
export const longest = `version: 1
name: everything
description: Every key is written.
seed: 7
duration: 2min
pageSize: 4KiB
quantum: 100us
sample: 500ms
devices:
  fast: nvme
  old: { preset: hdd, latency: 8ms, sequentialLatency: 0.1ms, bandwidth: 150MB/s, channels: 2, writeQueue: 64 }
host:
  memory: 32GiB
  reserved: 5%
  policy: clock:load=0
  swap: { size: 64GiB, device: old, readahead: 4 pages }
  watermarks: { min: 64MiB, low: 80MiB, high: 96MiB }
  sharing:
    { kind: ksm, maxSharing: 128, scan: 1us, merge: 2us, copy: 3us,
      tuning: { kind: ksmtuned, period: 30s, boost: 200, decay: 20, least: 100, most: 1000, sleep: 100ms, threshold: 10%,
        leastThreshold: 2GiB, metric: pss } }
  compression:
    { kind: zswap, limit: 4GiB, accept: 80%, keep: 50%, compress: 20us, decompress: 4us,
      ratio: 3, imageRatio: 4, volatileRatio: 1 }
manager: { kind: proxmox, period: 5s, target: 70%, step: 64MiB, label: here, eager: true, gap: 1GiB }
costs: { minorFault: 2us, majorFault: 6us, hostFault: 4us, hostFaultHuge: 300ns, scan: 50ns, evict: 300ns, inflateTouched: 4us, inflateUntouched: 2us, deflate: 1us, reportRange: 3us, reportPage: 10ns }
vms:
  - name: web
    count: 2
    memory: 8GiB
    kernel: 256MiB
    vcpus: 2
    policy: { kind: random, seed: 3 }
    swap: 2GiB
    disk: old
    watermarks: off
    deflateOnOom: false
    balloon: { minimum: 1GiB, start: 2GiB, kind: virtio-mem, touched: 40us, untouched: 30us, return: 20us, migrate: 1us, batch: 1024 pages, retry: 100ms, driver: { kind: slow, rate: 20MiB/s } }
    reporting: { order: 0, delay: 100ms, capacity: 512 }
    statistics: { period: 1s, delay: 100ms }
    shares: 500
    boot: 1s
    shutdown: 90s
    workload:
      memory: 6GiB
      files: 1GiB
      warm: 80%
      think: 2us
      writes: 20%
      repeat: true
      content: { image: { name: debian, share: 20% }, zero: 10%, volatile: 5% }
      phases:
        - pattern: idle
          for: 30s
          rate: 50
          set: 25%
          every: 20ms
        - pattern: zipf
          for: 10s
          theta: 1.2
          from: 1GiB
          memory: 50%
          growFrom: 1GiB
          free: all
          think: 500ns
          writes: 0.1
        - pattern: mix
          for: 40s
          free: { from: 1GiB, memory: 1GiB }
          parts:
            - { weight: 3, pattern: zipf, theta: 1 }
            - { pattern: trace, file: x.u32.gz }
  - name: "idle one"
    memory: 1GiB
    swap:
      { kind: zram, size: 512MiB, memoryLimit: 25%, compress: 7us, decompress: 3us,
        ratio: 2, imageRatio: 4, volatileRatio: 1.1 }
    balloon: false
    statistics: false
    workload: { pattern: trace, file: y.u32, memory: 50% }
  - { name: last, memory: 1GiB, workload: { pattern: uniform } }
`;

const VM = {
  memory: "32MiB",
  kernel: "2MiB",
  vcpus: 1,
  swap: "64MiB",
  balloon: { minimum: "4MiB", retry: "5ms" },
  statistics: { period: "10ms" },
};

const WORKLOAD = {
  memory: "26MiB",
  files: "6MiB",
  warm: "40%",
  think: "5us",
  writes: "30%",
};

const busy = {
  ...WORKLOAD,
  repeat: true,
  phases: [
    { pattern: "zipf", for: "80ms" },
    { pattern: "uniform", for: "60ms", memory: "12MiB", free: { from: "12MiB", memory: "14MiB" } },
  ],
};

const lazy = { ...WORKLOAD, warm: "80%", think: "50us", pattern: "zipf" };

const a = { ...VM, name: "a", workload: busy };
const b = { ...VM, name: "b", shares: 300, workload: lazy };
const late = { ...VM, name: "late", boot: "100ms", workload: lazy };

const plain = {
  version: 1,
  duration: "400ms",
  sample: "10ms",
  host: { memory: "64MiB", swap: "128MiB" },
  vms: [a, b, late],
};

const small = { memory: "8MiB", warm: "40%", think: "20us", writes: "30%", pattern: "zipf" };
const vms = [a, b, late];
const balloon = { ...VM.balloon, start: "16MiB" };
const alike = (part: object) => vms.map((vm) => ({ ...vm, ...part }));
const slowly = { kind: "slow", rate: "40MiB/s" };

/** Small hosts, by name, on which every memory manager acts. */
export const hosts = {
  plain,
  roomy: { ...plain, host: { memory: "160MiB", swap: "128MiB" } },
  short: { ...plain, host: { memory: "40MiB", swap: "128MiB" } },
  /** Of two VMs that hold the same image. */
  sharing: {
    ...plain,
    host: { ...plain.host, sharing: { kind: "ksm", pagesToScan: 200, sleep: "1ms" } },
    vms: [a, b].map((vm) => ({
      ...vm,
      workload: { ...vm.workload, content: { image: { name: "debian", share: "40%" }, zero: "20%" } },
    })),
  },
  /** One driver that never moves. */
  stuck: { ...plain, vms: [a, { ...b, balloon: { minimum: "4MiB", driver: "stuck" } }, late] },
  /** Slow balloons. */
  slow: { ...plain, vms: alike({ balloon: { minimum: "4MiB", driver: slowly } }) },
  /** Guests that start with little memory. */
  ballooned: { ...plain, vms: alike({ balloon }) },
  /** The same on a host with enough memory. */
  returning: { ...plain, host: { memory: "160MiB", swap: "128MiB" }, vms: alike({ balloon }) },
  /** Delayed statistics. */
  delayed: { ...plain, vms: alike({ balloon, statistics: { period: "10ms", delay: "7ms" } }) },
  /** Guests without swap, which kill. */
  killing: { ...plain, vms: alike({ swap: 0, balloon }) },
  /** Guests that need little of what they have. */
  light: { ...plain, host: { memory: "110MiB", swap: "128MiB" }, vms: alike({ workload: small }) },
  /** Guests that can give much memory, but slowly, on a host without room for the VM that boots. */
  reluctant: {
    ...plain,
    host: { memory: "80MiB", swap: "128MiB" },
    vms: alike({ workload: small, balloon: { minimum: "4MiB", driver: { ...slowly, rate: "100MiB/s" } } }),
  },
  /** Large guests that use little. */
  large: {
    ...plain,
    host: { memory: "300MiB", swap: "128MiB" },
    vms: alike({ memory: "128MiB", balloon: { ...VM.balloon, start: "48MiB" }, workload: small }),
  },
  /** Of different sizes, and one hardly uses what it holds. */
  unequal: {
    ...plain,
    host: { memory: "64MiB", swap: "128MiB" },
    vms: [
      { ...VM, name: "a", memory: "24MiB", workload: { ...WORKLOAD, memory: "20MiB", pattern: "uniform" } },
      { ...VM, name: "b", memory: "48MiB", workload: { ...lazy, memory: "40MiB", warm: "100%", think: "200us" } },
      { ...VM, name: "late", boot: "100ms", workload: { ...WORKLOAD, pattern: "uniform" } },
    ],
  },
  /** One VM without a driver. */
  driverless: { ...plain, host: { memory: "40MiB", swap: "128MiB" }, vms: [a, { ...b, balloon: false }, late] },
} as const;

export type Host = keyof typeof hosts;

import type { Parameters, ValuesOf } from "../../parameter/parameter.ts";
import { PAGE } from "./price.ts";

const UNPUBLISHED = "unpublished";

/** ESX's settings, and constants that its papers leave open. */
export const esxParameters = {
  tax: {
    unit: "share",
    default: 0.75,
    least: 0,
    most: 0.99,
    about: "Tax on idle memory, which costs 1 ÷ (1 − tax) times as much as active memory.",
    source: "Mem.IdleTax; OSDI 2002, section 5.2",
  },
  thresholds: {
    unit: "text",
    default: "sliding",
    choices: ["sliding", "fixed"],
    about:
      "Thresholds of free memory (wanted, soft, hard, low): vSphere 5's minFree and 64, 32 and 16 % of it; or 6, 4, 2 and 1 % of the host, as in ESX 2.",
    source: "Mem.MinFreePct; OSDI 2002, section 6.3",
  },
  clear: {
    unit: "number",
    default: 1,
    least: 0,
    about:
      "Below this multiple of minFree the state is clear instead of high, as in vSphere 6, with no other effect here; 0: never.",
    source: "sources disagree: 1, or 4",
  },
  hysteresis: {
    unit: "share",
    default: 0.1,
    least: 0,
    most: 1,
    about:
      "A higher state needs this much more free memory than its threshold; VMs exchange memory when prices differ by more than this.",
    source: UNPUBLISHED,
  },
  balance: {
    unit: "ns",
    default: 15e9,
    least: 1e6,
    about: "Period of rebalancing; a change of state rebalances at once.",
    source: "Mem.BalancePeriod",
  },
  samplePages: {
    unit: "count",
    default: 100,
    least: 1,
    about: "Pages per sample of a VM.",
    source: "OSDI 2002, section 5.3",
  },
  samplePeriod: {
    unit: "ns",
    default: 30e9,
    least: 1e6,
    about: "Length of a sampling period, in execution time of the VM.",
    source: "OSDI 2002, section 5.3; Mem.SamplePeriod is 60 s in ESX 4",
  },
  slowWeight: {
    unit: "share",
    default: 0.1,
    least: 0,
    most: 1,
    about: "Weight of the latest sampling period in the slow average of activity.",
    source: UNPUBLISHED,
  },
  fastWeight: {
    unit: "share",
    default: 0.5,
    least: 0,
    most: 1,
    about: "Weight of the latest sampling period in the fast average of activity.",
    source: UNPUBLISHED,
  },
  balloonShare: {
    unit: "share",
    default: 0.65,
    least: 0,
    most: 1,
    about: "Maximum share of a VM's memory that its balloon may hold.",
    source: "Mem.CtlMaxPercent",
  },
  reservation: {
    unit: "share",
    default: 0,
    least: 0,
    most: 1,
    about: "Share of its memory that a VM without a balloon always keeps; other VMs keep their minimum.",
    source: "vSphere reserves nothing unless told",
  },
  sharesBy: {
    unit: "text",
    default: "memory",
    choices: ["memory", "vm"],
    about: "Whether a VM's shares are per unit of memory, as the levels low, normal and high are, or per VM.",
    source: "ESX Server 2 Administration Guide",
  },
  quantum: {
    unit: "bytes",
    default: 1024 * 1024,
    least: PAGE,
    about: "Memory taken or given per step.",
    source: UNPUBLISHED,
  },
} as const satisfies Parameters;

/** Their values. */
export type EsxSettings = ValuesOf<typeof esxParameters>;

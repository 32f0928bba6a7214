import type { Parameters, ValuesOf } from "../../parameter/parameter.ts";
import { PAGE } from "./price.ts";

const UNPUBLISHED = "unpublished";

/** What ESX lets an administrator set, and what its papers leave open. */
export const esxParameters = {
  tax: {
    unit: "share",
    default: 0.75,
    least: 0,
    most: 0.99,
    about: "Idle memory is charged 1 ÷ (1 − tax) times as much as active memory.",
    source: "Mem.IdleTax; OSDI 2002, section 5.2",
  },
  thresholds: {
    unit: "text",
    default: "sliding",
    choices: ["sliding", "fixed"],
    about:
      "Free memory that is wanted, and below which the host is soft, hard and low: minFree of vSphere 5 with 64, 32 and 16 % of it, or 6, 4, 2 and 1 % of the host as in ESX 2.",
    source: "Mem.MinFreePct; OSDI 2002, section 6.3",
  },
  clear: {
    unit: "number",
    default: 1,
    least: 0,
    about:
      "Below so many times minFree a host that is not soft is called clear, as in vSphere 6, which changes nothing here; 0: never.",
    source: "sources disagree: 1, or 4",
  },
  hysteresis: {
    unit: "share",
    default: 0.1,
    least: 0,
    most: 1,
    about:
      "The next higher state is reached when its threshold is exceeded by this; and memory is exchanged when prices differ by more.",
    source: UNPUBLISHED,
  },
  balance: {
    unit: "ns",
    default: 15e9,
    least: 1e6,
    about: "How often memory is divided anew, beside whenever the state changes.",
    source: "Mem.BalancePeriod",
  },
  samplePages: {
    unit: "count",
    default: 100,
    least: 1,
    about: "Pages of a VM sampled at a time.",
    source: "OSDI 2002, section 5.3",
  },
  samplePeriod: {
    unit: "ns",
    default: 30e9,
    least: 1e6,
    about: "Execution time of a VM in a sampling period.",
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
    about: "Its weight in the fast average.",
    source: UNPUBLISHED,
  },
  balloonShare: {
    unit: "share",
    default: 0.65,
    least: 0,
    most: 1,
    about: "The share of a VM's memory that its balloon may hold.",
    source: "Mem.CtlMaxPercent",
  },
  reservation: {
    unit: "share",
    default: 0,
    least: 0,
    most: 1,
    about: "The share of its memory that a VM without a balloon is left; the others are left their minimum.",
    source: "vSphere reserves nothing unless told",
  },
  sharesBy: {
    unit: "text",
    default: "memory",
    choices: ["memory", "vm"],
    about:
      "Whether a VM's shares are in proportion to its memory, as those of low, normal and high are, or as written.",
    source: "ESX Server 2 Administration Guide",
  },
  quantum: {
    unit: "bytes",
    default: 1024 * 1024,
    least: PAGE,
    about: "Memory taken or given in one step.",
    source: UNPUBLISHED,
  },
} as const satisfies Parameters;

/** Their values. */
export type EsxSettings = ValuesOf<typeof esxParameters>;

import type { Parameters, ValuesOf } from "../../parameter/parameter.ts";

const KIB = 1024;
const MIB = 1024 * KIB;
const ALGORITHM = "QubesOS/qubes-core-admin, qubes/qmemman/algo.py";
const SYSTEM = "QubesOS/qubes-core-admin, qubes/qmemman/systemstate.py";

/** The constants of qmemman. */
export const qmemmanParameters = {
  cacheMargin: {
    unit: "number",
    default: 1.3,
    least: 1,
    about: "What a VM prefers, in multiples of what it uses.",
    source: ALGORITHM,
  },
  least: { unit: "bytes", default: 200 * MIB, least: 0, about: "The least that a VM prefers.", source: ALGORITHM },
  dom0: { unit: "text", default: null, about: "The VM that stands for dom0, if one does." },
  dom0Boost: {
    needs: { parameter: "dom0" },
    unit: "bytes",
    default: 350 * MIB,
    least: 0,
    about: "What dom0 prefers on top.",
    source: ALGORITHM,
  },
  free: { unit: "bytes", default: 50 * MIB, least: 0, about: "What is to stay free on the host.", source: SYSTEM },
  leastFree: {
    unit: "bytes",
    default: 25 * MIB,
    least: 0,
    about: "What must be free on the host when a VM has started.",
    source: SYSTEM,
  },
  overhead: {
    unit: "number",
    default: 1.00781,
    least: 1,
    about: "Xen's bookkeeping: free memory divided by it can be given to VMs.",
    source: SYSTEM,
  },
  borrowMargin: {
    unit: "number",
    default: 1.05,
    least: 1,
    about: "How many times its part a VM is asked for when another starts.",
    source: ALGORITHM,
  },
  leastGift: {
    unit: "bytes",
    default: 10 * MIB,
    least: 0,
    about: "A VM with less to give is left alone while memory is short.",
    source: ALGORITHM,
  },
  leastTransfer: {
    unit: "bytes",
    default: 150 * MIB,
    least: 0,
    about: "A balance that moves no more than this is not carried out.",
    source: SYSTEM,
  },
  urgent: {
    unit: "bytes",
    default: 15 * MIB,
    least: 0,
    about:
      "Except when a VM short of memory would gain more than this, or the host has so much less free than it should.",
    source: SYSTEM,
  },
  report: {
    unit: "bytes",
    default: 30_000 * KIB,
    least: 0,
    about: "A VM that uses no more than this more or less than it told does not tell again.",
    source: "QubesOS/qubes-linux-utils, qmemman/meminfo-writer.c, started with 30000 KiB",
  },
  wait: { unit: "ns", default: 100e6, least: 1e6, about: "The time between two looks at the host.", source: SYSTEM },
  tries: { unit: "count", default: 5, least: 1, about: "Looks until a balance is given up.", source: SYSTEM },
  window: {
    unit: "ns",
    default: 3e9,
    least: 1e6,
    about: "Making memory free is given up when too little became free in this time.",
    source: SYSTEM,
  },
  pace: {
    unit: "bytes",
    default: 100 * MIB,
    least: 0,
    about: "What must become free in a second.",
    source: SYSTEM,
  },
} as const satisfies Parameters;

/** Their values. */
export type QmemmanSettings = ValuesOf<typeof qmemmanParameters>;

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
    about: "Preferred size of a VM, as a multiple of the memory it uses.",
    source: ALGORITHM,
  },
  least: { unit: "bytes", default: 200 * MIB, least: 0, about: "Smallest preferred size of a VM.", source: ALGORITHM },
  dom0: { unit: "text", default: null, about: "Name of the VM that stands for dom0." },
  dom0Boost: {
    needs: { parameter: "dom0" },
    unit: "bytes",
    default: 350 * MIB,
    least: 0,
    about: "Added to dom0's preferred size.",
    source: ALGORITHM,
  },
  free: { unit: "bytes", default: 50 * MIB, least: 0, about: "Host memory to keep free.", source: SYSTEM },
  leastFree: {
    unit: "bytes",
    default: 25 * MIB,
    least: 0,
    about: "Free host memory needed after a VM has started.",
    source: SYSTEM,
  },
  overhead: {
    unit: "number",
    default: 1.00781,
    least: 1,
    about: "Xen's overhead: free memory ÷ this can be given to VMs.",
    source: SYSTEM,
  },
  borrowMargin: {
    unit: "number",
    default: 1.05,
    least: 1,
    about: "Factor on the memory a VM is asked to give when another starts.",
    source: ALGORITHM,
  },
  leastGift: {
    unit: "bytes",
    default: 10 * MIB,
    least: 0,
    about: "VMs with less to give are not asked while memory is short.",
    source: ALGORITHM,
  },
  leastTransfer: {
    unit: "bytes",
    default: 150 * MIB,
    least: 0,
    about: "Balances that move no more than this are skipped, unless they are urgent.",
    source: SYSTEM,
  },
  urgent: {
    unit: "bytes",
    default: 15 * MIB,
    least: 0,
    about:
      "A balance is urgent when a VM short of memory gains more than this, or the host lacks this much free memory.",
    source: SYSTEM,
  },
  report: {
    unit: "bytes",
    default: 30_000 * KIB,
    least: 0,
    about: "A VM reports again when its memory in use has changed by more than this.",
    source: "QubesOS/qubes-linux-utils, qmemman/meminfo-writer.c, started with 30000 KiB",
  },
  wait: { unit: "ns", default: 100e6, least: 1e6, about: "Time between two checks of the host.", source: SYSTEM },
  tries: { unit: "count", default: 5, least: 1, about: "Checks until a balance is given up.", source: SYSTEM },
  window: {
    unit: "ns",
    default: 3e9,
    least: 1e6,
    about: "Freeing memory is given up when too little becomes free in this time.",
    source: SYSTEM,
  },
  pace: {
    unit: "bytes",
    default: 100 * MIB,
    least: 0,
    about: "Memory that must become free per second.",
    source: SYSTEM,
  },
} as const satisfies Parameters;

/** Their values. */
export type QmemmanSettings = ValuesOf<typeof qmemmanParameters>;

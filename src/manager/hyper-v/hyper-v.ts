import { elementAt } from "../../list/element-at.ts";
import { defineManager, type Snapshot, type Target, type VmView } from "../manager.ts";
import { granted, numCommitted, UNIT_PAGES } from "./guest.ts";
import { waterfill } from "./waterfill.ts";

const PAGE = 4096;
const UNIT = UNIT_PAGES * PAGE;
const GUEST_SOURCE = "Linux drivers/hv/hv_balloon.c";

/** When each VM was first seen running, by its index, and when the manager last decided. */
interface State {
  readonly runningSinceNs: ReadonlyMap<number, number>;
  readonly lastNs: number | null;
}

/** What one VM wants. */
interface Wish {
  readonly vm: VmView;
  /** Its demand, between its minimum and its memory, and its buffer. */
  readonly demandBytes: number;
  readonly bufferBytes: number;
}

/**
 * Hyper-V's Dynamic Memory: each VM gets the memory its guest reports as committed, and a buffer. The guest's side is that of its
 * Linux driver; how the host divides scarce memory, and how fast, is unpublished: here buffers shrink first, then demand, by weight.
 */
export const hyperV = defineManager({
  name: "hyper-v",
  about: "Gives every VM its committed memory and a buffer of 20 %; when the host is short, buffers shrink by shares.",
  source: `Hyper-V Dynamic Memory; ${GUEST_SOURCE} for the guest, the host's side is unpublished`,
  parameters: {
    buffer: {
      unit: "share",
      default: 0.2,
      least: 0.05,
      most: 1,
      about: "Buffer above a VM's demand, as a share of the demand.",
      source: "Set-VMMemory -Buffer, 20 by default",
    },
    reserve: {
      unit: "bytes",
      default: 1024 ** 3,
      least: 0,
      about: "Host memory that VMs never get.",
      source: "unpublished",
    },
    rate: {
      unit: "bytesPerSecond",
      default: 128 * 1024 ** 2,
      about: "Maximum rate of change of a VM's memory; at least 2 MiB per round.",
      source: "unpublished",
    },
    firstReport: {
      unit: "ns",
      default: 45e9,
      least: 0,
      about: "Time from a guest's start to its first report.",
      source: `${GUEST_SOURCE}: pressure_report_delay`,
    },
  },
  defaultPeriodNs: 1e9,
  sight: { from: "polled", beyondVirtio: ["committedBytes"] },
  reportPeriodNs: 1e9,
  start: (): State => ({ runningSinceNs: new Map(), lastNs: null }),
  decide(snapshot, before, { buffer, reserve, rate, firstReport }) {
    const { nowNs } = snapshot;
    const running = snapshot.vms.filter((vm) => vm.running);
    const runningSinceNs = new Map(running.map(({ vm }) => [vm, before.runningSinceNs.get(vm) ?? nowNs]));
    const state = { runningSinceNs, lastNs: nowNs };
    const reports = ({ vm }: VmView) => nowNs - (runningSinceNs.get(vm) ?? nowNs) >= firstReport;
    const wishes = running.filter(reports).flatMap((vm) => {
      const demandBytes = demand(vm);
      return demandBytes === null ? [] : [wish(vm, demandBytes, buffer)];
    });
    const spareBytes = unassigned(snapshot, reserve);
    const assignedBytes = wishes.reduce((sum, { vm }) => sum + vm.actualBytes, 0);
    const sizes = hyperVSizes(wishes, assignedBytes + spareBytes);
    const seconds = (nowNs - (before.lastNs ?? nowNs)) / 1e9;
    const stepBytes = seconds <= 0 ? 0 : Math.max(UNIT, units(rate * seconds));
    return { targets: moves(wishes, sizes, { spareBytes, stepBytes }), state };
  },
});

/** A VM's demand in bytes: the reported committed memory without the balloon; `null`: no report. */
export function demand({ hasDriver, memoryBytes, actualBytes, statistics }: VmView): number | null {
  const committedBytes = statistics?.committedBytes ?? null;
  if (!hasDriver || committedBytes === null) return null;
  const balloonPages = pages(memoryBytes - actualBytes);
  const totalPages = pages(actualBytes);
  const guest = { totalPages, committedPages: pages(committedBytes), balloonPages, addedPages: 0, onlinePages: 0 };
  return (numCommitted(guest) - balloonPages) * PAGE;
}

/** The sizes of all VMs when they have `availableBytes` together: buffers shrink first, then demand, down to the minimum. */
export function hyperVSizes(wishes: readonly Wish[], availableBytes: number): number[] {
  const weighted = (most: (wish: Wish) => number) =>
    wishes.map((wish) => ({ most: most(wish), weight: wish.vm.shares }));
  const restBytes = availableBytes - wishes.reduce((sum, { demandBytes }) => sum + demandBytes, 0);
  if (restBytes >= 0) {
    const buffers = waterfill(
      restBytes,
      weighted(({ bufferBytes }) => bufferBytes),
    );
    return wishes.map(({ demandBytes }, index) => demandBytes + elementAt(buffers, index, "buffer"));
  }
  const leastBytes = wishes.reduce((sum, { vm }) => sum + vm.minimumBytes, 0);
  const above = waterfill(
    availableBytes - leastBytes,
    weighted(({ vm, demandBytes }) => demandBytes - vm.minimumBytes),
  );
  return wishes.map(({ vm }, index) => vm.minimumBytes + elementAt(above, index, "part"));
}

function wish(vm: VmView, demandBytes: number, buffer: number): Wish {
  const within = Math.max(vm.minimumBytes, Math.min(vm.memoryBytes, demandBytes));
  return { vm, demandBytes: within, bufferBytes: Math.max(0, Math.min(vm.memoryBytes - within, demandBytes * buffer)) };
}

/** Memory assigned to no VM; assigned memory counts whether it was touched or not. */
function unassigned({ host, vms }: Snapshot, reserveBytes: number): number {
  const assigned = vms.filter((vm) => vm.running).reduce((sum, { actualBytes }) => sum + actualBytes, 0);
  return host.memoryBytes - reserveBytes - assigned;
}

/** One step towards the sizes, in units of 2 MiB: VMs grow only into free memory, and a guest gives only what its driver allows. */
function moves(
  wishes: readonly Wish[],
  sizes: readonly number[],
  { spareBytes, stepBytes }: { readonly spareBytes: number; readonly stepBytes: number },
): Target[] {
  const change = wishes.map(({ vm }, index) => elementAt(sizes, index, "size") - vm.actualBytes);
  const grown = waterfill(
    spareBytes,
    wishes.map(({ vm }, index) => ({
      most: Math.max(0, Math.min(stepBytes, elementAt(change, index, "change"))),
      weight: vm.shares,
    })),
  );
  return wishes.flatMap(({ vm }, index) => {
    const wanted = elementAt(change, index, "change");
    const bytes =
      wanted > 0
        ? vm.actualBytes + units(elementAt(grown, index, "part"))
        : vm.actualBytes - givenUp(vm, units(Math.min(stepBytes, -wanted)));
    return bytes === vm.actualBytes ? [] : [{ vm: vm.vm, bytes }];
  });
}

function givenUp({ actualBytes, statistics }: VmView, requestedBytes: number): number {
  const availableBytes = statistics?.availableBytes ?? null;
  if (availableBytes === null) return requestedBytes;
  return granted(pages(requestedBytes), pages(availableBytes), pages(actualBytes)) * PAGE;
}

function units(bytes: number): number {
  return Math.floor(bytes / UNIT) * UNIT;
}

function pages(bytes: number): number {
  return Math.floor(bytes / PAGE);
}

import { defineManager, type VmView } from "../manager.ts";

const PAGE = 4096;
const PAGES_PER_MIB = 256n;
const SOURCE = "Linux drivers/xen/xen-selfballoon.c";

/** What the worker reads in its guest: counts of 4 KiB pages, as the kernel's unsigned 64-bit numbers. */
export interface SelfBalloonGuest {
  /** Memory now, without what the balloon holds, and as the balloon driver counts it. */
  readonly totalPages: bigint;
  readonly currentPages: bigint;
  /** Memory without a balloon. */
  readonly mostPages: bigint;
  /** What the kernel keeps in reserve. */
  readonly reservePages: bigint;
  readonly committedPages: bigint;
  readonly frontswapPages: bigint;
}

/** Settings in /sys/devices/system/xen_memory. */
export interface SelfBalloonSettings {
  /** Divisors of a step: 8 closes an eighth of the gap. */
  readonly downHysteresis: bigint;
  readonly upHysteresis: bigint;
  /** 0: the kernel's own floor. */
  readonly leastUsableMib: bigint;
  readonly reservedMib: bigint;
  readonly selfShrinking: boolean;
}

/** Counts until frontswap is shrunk, and what it held at the run before. */
export interface FrontswapState {
  readonly counter: bigint;
  readonly pages: bigint;
}

/** By VM index. */
type State = ReadonlyMap<number, FrontswapState>;

const AT_BOOT: FrontswapState = { counter: 0n, pages: 0n };

/** Xen's self-ballooning: every guest steers its own balloon by its committed memory, without seeing the host. */
export const xenSelfballoon = defineManager({
  name: "xen-selfballoon",
  about:
    "Each guest by itself shrinks towards its committed memory, an eighth of the gap per round, and grows to it at once.",
  source: `${SOURCE}, until it was removed in Linux 5.3`,
  parameters: {
    downHysteresis: {
      unit: "count",
      default: 8,
      least: 1,
      about: "Divisor of each step down: 8 closes an eighth of the gap.",
      source: SOURCE,
    },
    upHysteresis: {
      unit: "count",
      default: 1,
      least: 1,
      about: "Divisor of each step up: 1 closes the whole gap.",
      source: SOURCE,
    },
    leastUsable: {
      unit: "bytes",
      default: 0,
      least: 0,
      about: "Memory a guest keeps above the kernel's reserve, in whole MiB; 0: a floor by the guest's size.",
      source: `${SOURCE}: selfballoon_min_usable_mb`,
    },
    reserved: {
      unit: "bytes",
      default: 0,
      least: 0,
      about: "Memory a guest keeps in addition to its committed memory, in whole MiB.",
      source: `${SOURCE}: selfballoon_reserved_mb`,
    },
    selfShrinking: {
      needs: "transcendent memory",
      unit: "switch",
      default: true,
      about: "Guests take old pages back from transcendent memory; no simulated host has any.",
      source: `${SOURCE}: frontswap_selfshrinking`,
    },
    frontswapHysteresis: {
      needs: "transcendent memory",
      unit: "count",
      default: 20,
      least: 1,
      about: "Divisor of each step: 20 takes back a twentieth.",
      source: `${SOURCE}: frontswap_hysteresis`,
    },
    frontswapInertia: {
      needs: "transcendent memory",
      unit: "count",
      default: 3,
      least: 0,
      about: "Rounds without growth before a guest takes pages back.",
      source: `${SOURCE}: frontswap_inertia`,
    },
  },
  defaultPeriodNs: 5e9,
  sight: { from: "inside", beyondVirtio: ["committedBytes", "highBytes", "frontswapBytes"] },
  start: (): State => new Map(),
  decide({ vms }, before, parameters) {
    const settings: SelfBalloonSettings = {
      downHysteresis: BigInt(parameters.downHysteresis),
      upHysteresis: BigInt(parameters.upHysteresis),
      leastUsableMib: mib(parameters.leastUsable),
      reservedMib: mib(parameters.reserved),
      selfShrinking: parameters.selfShrinking,
    };
    const hysteresis = BigInt(parameters.frontswapHysteresis);
    const inertia = BigInt(parameters.frontswapInertia);
    const guests = vms.flatMap((vm) => {
      const guest = guestOf(vm);
      return guest === null ? [] : [{ vm, guest }];
    });
    const shrinking = guests.map(({ vm, guest }) => ({
      vm: vm.vm,
      ...frontswapShrink(before.get(vm.vm) ?? AT_BOOT, guest.frontswapPages, { hysteresis, inertia }),
    }));
    return {
      targets: guests.map(({ vm, guest }) => ({ vm: vm.vm, bytes: within(vm, selfBalloon(guest, settings).target) })),
      frontswap: shrinking.flatMap(({ vm, shrinkTo }) =>
        settings.selfShrinking && shrinkTo !== null ? [{ vm, bytes: Number(shrinkTo) * PAGE }] : [],
      ),
      state: settings.selfShrinking ? new Map(shrinking.map(({ vm, state }) => [vm, state])) : before,
    };
  },
});

/** One run of the worker: the size the guest wants in the end, the size after this step, the smallest size, and the driver's target. */
export function selfBalloon(
  guest: SelfBalloonGuest,
  settings: SelfBalloonSettings,
): { readonly goal: bigint; readonly step: bigint; readonly floor: bigint; readonly target: bigint } {
  const { totalPages, currentPages } = guest;
  const goal = unsigned(
    guest.committedPages +
      guest.reservePages +
      settings.reservedMib * PAGES_PER_MIB +
      (settings.selfShrinking ? guest.frontswapPages : 0n),
  );
  const step = unsigned(
    totalPages > goal
      ? totalPages - (totalPages - goal) / settings.downHysteresis
      : totalPages + (goal - totalPages) / settings.upHysteresis,
  );
  const floor = floorOf(guest, settings.leastUsableMib);
  return { goal, step, floor, target: unsigned(larger(step, floor) + currentPages - totalPages) };
}

/** One run of frontswap's worker: its state, and the pages to shrink frontswap to (`null`: no change). */
export function frontswapShrink(
  before: FrontswapState,
  pages: bigint,
  { hysteresis, inertia }: { readonly hysteresis: bigint; readonly inertia: bigint },
): { readonly state: FrontswapState; readonly shrinkTo: bigint | null } {
  if (pages === 0n || pages > before.pages) return { state: { counter: inertia, pages }, shrinkTo: null };
  const counter = before.counter === 0n ? 0n : before.counter - 1n;
  const state = { counter, pages };
  if (counter !== 0n) return { state, shrinkTo: null };
  return { state, shrinkTo: pages <= hysteresis ? 0n : pages - pages / hysteresis };
}

function floorOf({ mostPages, reservePages }: SelfBalloonGuest, leastUsableMib: bigint): bigint {
  if (leastUsableMib !== 0n) return unsigned(reservePages + leastUsableMib * PAGES_PER_MIB);
  const useful = unsigned(mostPages - reservePages);
  if (useful < 4096n) return mostPages;
  if (useful < 16384n) return unsigned(reservePages + 4096n + ((useful - 4096n) >> 1n));
  if (useful < 131072n) return unsigned(reservePages + 10240n + ((useful - 10240n) >> 3n));
  return unsigned(reservePages + 25344n + ((useful - 25344n) >> 5n));
}

function larger(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** The kernel counts in unsigned 64-bit numbers, which wrap around. */
function unsigned(value: bigint): bigint {
  return BigInt.asUintN(64, value);
}

function guestOf({ running, hasDriver, memoryBytes, actualBytes, statistics }: VmView): SelfBalloonGuest | null {
  const { committedBytes, highBytes, frontswapBytes } = statistics ?? {};
  if (!running || !hasDriver || committedBytes == null || highBytes == null) return null;
  return {
    totalPages: pages(actualBytes),
    currentPages: pages(actualBytes),
    mostPages: pages(memoryBytes),
    reservePages: pages(highBytes),
    committedPages: pages(committedBytes),
    frontswapPages: pages(frontswapBytes ?? 0),
  };
}

/** The worker asks for any size; the driver enforces the toolstack's limits. */
function within({ minimumBytes, memoryBytes }: VmView, target: bigint): number {
  return Math.max(minimumBytes, Math.min(memoryBytes, Number(target) * PAGE));
}

function pages(bytes: number): bigint {
  return BigInt(Math.floor(bytes / PAGE));
}

function mib(bytes: number): bigint {
  return BigInt(Math.floor(bytes / 1024 ** 2));
}

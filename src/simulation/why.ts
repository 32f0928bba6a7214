import type { Scenario } from "../scenario/scenario.ts";
import { formatBytes, formatShare, slowdownInWords } from "../words/units.ts";
import type { Cause } from "./cause.ts";
import type { DeviceLoad, Reason } from "./reason.ts";

/** One VM that was slow, or several that were so for the same reason. */
export interface SlowVms {
  /** `web-3`, `web-1 … web-12`. */
  readonly names: string;
  readonly vms: readonly {
    readonly slowdown: number;
    readonly memoryPages: number;
    /** The largest share first. */
    readonly reasons: readonly Reason[];
  }[];
}

/** A slow VM with its main reason. */
interface Explained {
  readonly memoryPages: number;
  readonly reason: Reason;
}

/** What else a sentence has to know. */
export interface WhyContext {
  readonly pageBytes: number;
  /** Host memory usable for VMs. */
  readonly hostPages: number;
  /** Fewer free host frames than this: the host is short of memory and reclaims. */
  readonly hostHighPages: number;
  readonly manager: string;
}

/** What sentences about the VMs of a scenario have to know. */
export function whyContext({ pageBytes, host, manager }: Scenario): WhyContext {
  const hostPages = host.memoryPages - host.reservedPages;
  return { pageBytes, hostPages, hostHighPages: host.watermarks.highPages, manager: manager.kind };
}

/** A share of the delay from which on a further cause is named. */
const WORTH_NAMING = 0.1;

/** What is read from a disk, and so queued for. */
const READS: ReadonlySet<Cause> = new Set([
  "guest-swap-balloon",
  "guest-swap-memory",
  "file-reads-cold",
  "file-reads-balloon",
  "file-reads-memory",
  "host-swap",
]);

/** The cause that a sentence is about: the largest, where the queue of a disk counts to what is read most. */
export function mainReason(reasons: readonly Reason[]): Reason | undefined {
  const queue = reasons.find(({ cause }) => cause === "disk-queue");
  const read = reasons.find(({ cause }) => READS.has(cause));
  if (queue === undefined || read === undefined) return reasons[0];
  const other = reasons.find((reason) => reason !== queue && reason !== read);
  return other === undefined || read.share + queue.share >= other.share ? read : other;
}

/** Why VMs were slow, in one sentence or two; empty when there is no reason. All of them must have the same main cause. */
export function whySlow(slow: SlowVms, context: WhyContext): string {
  const explained = slow.vms.flatMap(({ memoryPages, reasons }) => {
    const reason = mainReason(reasons);
    return reason === undefined ? [] : [{ memoryPages, reason }];
  });
  const reasons = explained.map(({ reason }) => reason);
  const cause = reasons[0]?.cause;
  if (cause === undefined) return "";
  const facts = factsOf(slow, explained, context);
  const { does, because } = WORDS[cause](facts);
  const reason = because === "" ? "" : `: ${because}`;
  return `${time(reasons)} ${slow.names} ${does} (${slowdowns(slow)})${reason}.${others(slow, cause)}`;
}

interface Facts {
  /** Several VMs. */
  readonly many: boolean;
  /** `5.2 GiB`, or `2 to 2.1 GiB`. */
  readonly balloon: string;
  readonly hasBalloon: boolean;
  readonly memory: string;
  /** `the host has 12 GiB free`, or how much it is short of. */
  readonly host: string;
  /** The same where it matters whether that is enough. */
  readonly enough: string;
  /** `for the first time`, where the VM gave none back. */
  readonly touches: string;
  readonly disk: string;
  /** What the disk is busy with, and the reason of that. */
  readonly load: string;
  readonly manager: string;
}

interface Words {
  readonly does: string;
  readonly because: string;
}

const verb = (facts: Facts, one: string, many: string) => (facts.many ? many : one);
const balloonHolds = (facts: Facts) =>
  `${verb(facts, "its balloon holds", "their balloons hold")} ${facts.balloon}; ${facts.host}`;
const tooSmall = (facts: Facts, what: string) =>
  `${verb(facts, "its", "their")} ${facts.memory} of memory ${what}${facts.hasBalloon ? `, even without the ${facts.balloon} in ${verb(facts, "its balloon", "their balloons")}` : ""}`;

/** The sentence of each cause. */
const WORDS: { readonly [cause in Cause]: (facts: Facts) => Words } = {
  "guest-swap-balloon": (facts) => ({ does: verb(facts, "swaps", "swap"), because: balloonHolds(facts) }),
  "guest-swap-memory": (facts) => ({ does: verb(facts, "swaps", "swap"), because: tooSmall(facts, "is too small") }),
  "file-reads-cold": (facts) => ({
    does: `${verb(facts, "reads", "read")} cold files`,
    because: `they are read for the first time; ${facts.enough}`,
  }),
  "file-reads-balloon": (facts) => ({
    does: `${verb(facts, "reads", "read")} files again`,
    because: balloonHolds(facts),
  }),
  "file-reads-memory": (facts) => ({
    does: `${verb(facts, "reads", "read")} files again`,
    because: tooSmall(facts, "does not hold them"),
  }),
  "guest-reclaim-balloon": (facts) => ({
    does: `${verb(facts, "waits", "wait")} while pages are evicted to make room`,
    because: balloonHolds(facts),
  }),
  "guest-reclaim-memory": (facts) => ({
    does: `${verb(facts, "waits", "wait")} while pages are evicted to make room`,
    because: tooSmall(facts, "is too small"),
  }),
  "host-swap": (facts) => ({
    does: `${verb(facts, "waits", "wait")} for memory that the host swapped out`,
    because: facts.host,
  }),
  "host-reclaim": (facts) => ({
    does: `${verb(facts, "waits", "wait")} while the host evicts pages to make room`,
    because: facts.host,
  }),
  "host-compression": (facts) => ({
    does: `${verb(facts, "waits", "wait")} for memory that the host compressed`,
    because: facts.host,
  }),
  "disk-queue": (facts) => ({ does: `${verb(facts, "waits", "wait")} for ${facts.disk}`, because: facts.load }),
  "page-sharing": (facts) => ({
    does: `${verb(facts, "writes", "write")} to pages that the host had shared`,
    because: "each of them is copied first",
  }),
  sampling: (facts) => ({
    does: `${verb(facts, "takes", "take")} page faults`,
    because: "the host samples which memory is in use",
  }),
  "page-faults": (facts) => ({
    does: `${verb(facts, "takes", "take")} page faults`,
    because: `${verb(facts, "it uses", "they use")} memory ${facts.touches}; ${facts.enough}`,
  }),
  blocked: (facts) => ({
    does: `${verb(facts, "is", "are")} blocked`,
    because: `by the memory manager ${facts.manager}; ${facts.host}`,
  }),
};

/** A cause as part of an enumeration. */
const NOUNS: { readonly [cause in Cause]: string } = {
  "guest-swap-balloon": "swapping because of the balloon",
  "guest-swap-memory": "swapping because memory is short",
  "file-reads-cold": "reading cold files",
  "file-reads-balloon": "reading files again because of the balloon",
  "file-reads-memory": "reading files again because memory is short",
  "guest-reclaim-balloon": "evicting pages because of the balloon",
  "guest-reclaim-memory": "evicting pages because memory is short",
  "host-swap": "memory that the host swapped out",
  "host-reclaim": "the host evicting pages",
  "host-compression": "memory that the host compressed",
  "disk-queue": "queueing for the disk",
  "page-sharing": "copying shared pages",
  sampling: "the host's sampling",
  "page-faults": "page faults",
  blocked: "being blocked",
};

/** A moment of a run as a clock shows it: `0:52`, `1:02:03`, `0:00.25`. */
export function formatClock(ns: number): string {
  const millis = Math.round(ns / 1e6);
  const two = (value: number) => String(value).padStart(2, "0");
  const [hours, minutes, seconds] = [Math.floor(millis / 3_600_000), Math.floor(millis / 60_000) % 60, millis % 60_000];
  const fraction =
    seconds % 1000 === 0
      ? ""
      : `.${String(seconds % 1000)
          .padStart(3, "0")
          .replace(/0+$/, "")}`;
  const rest = `${two(Math.floor(seconds / 1000))}${fraction}`;
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

function time(reasons: readonly Reason[]): string {
  const fromNs = Math.min(...reasons.map((reason) => reason.fromNs));
  const untils = reasons.flatMap(({ untilNs }) => untilNs ?? []);
  const untilNs = untils.length === reasons.length ? Math.max(...untils) : null;
  const spells = reasons.every(
    (reason) => reason.untilNs !== null && 2 * reason.slowNs < reason.untilNs - reason.fromNs,
  );
  const until = untilNs === null ? " on" : ` to ${formatClock(untilNs)}`;
  return `${spells ? "At times from" : "From"} ${formatClock(fromNs)}${until}`;
}

function factsOf({ vms }: SlowVms, explained: readonly Explained[], context: WhyContext): Facts {
  const reasons = explained.map(({ reason }) => reason);
  const size = (pages: readonly number[]) => {
    const [least, most] = [Math.min(...pages), Math.max(...pages)].map((each) => formatBytes(each * context.pageBytes));
    return least === most ? `${most}` : `${least} to ${most}`;
  };
  const first = reasons.reduce((one, other) => (other.fromNs < one.fromNs ? other : one));
  const shortage = shortageOf(first, context);
  const free = `${formatBytes(first.hostFreePages * context.pageBytes)} free`;
  const short = `the host is short of memory (${shortage})`;
  return {
    many: vms.length > 1,
    balloon: size(reasons.map(({ balloonPages }) => balloonPages)),
    hasBalloon: reasons.some(({ balloonPages }) => balloonPages > 0),
    memory: size(vms.map(({ memoryPages }) => memoryPages)),
    host: shortage === null ? `the host has ${free}` : short,
    enough: shortage === null ? `the host is not short of memory (${free})` : short,
    touches: touchesInWords(explained),
    disk: first.device === null ? "a busy disk" : `the disk ${first.device}`,
    load: loadInWords(first, shortage),
    manager: context.manager,
  };
}

/** Which memory VMs touch that the host must back: where they gave more back than they have, they have touched all of it before. */
function touchesInWords(explained: readonly Explained[]): string {
  if (explained.every(({ reason }) => reason.returnedPages === 0)) return "for the first time";
  const again = `again after ${explained.length > 1 ? "they" : "it"} gave it back to the host`;
  const isAll = explained.every(({ memoryPages, reason }) => reason.returnedPages > memoryPages);
  return isAll ? again : `for the first time, or ${again}`;
}

/** What the host is short of, in words; `null`: it is not. */
function shortageOf(reason: Reason, { pageBytes, hostPages, hostHighPages }: WhyContext): string | null {
  const { hostFreePages, hostWantedPages } = reason;
  const size = (pages: number) => formatBytes(pages * pageBytes);
  if (hostWantedPages > hostPages)
    return `the VMs want ${size(hostWantedPages - hostPages)} more than its ${size(hostPages)}`;
  const isShort = hostFreePages < Math.max(1, hostHighPages) || hostWantedPages > hostPages - hostHighPages;
  return isShort ? `${size(hostFreePages)} of ${size(hostPages)} free` : null;
}

/** What keeps the disk of a reason busy, with the host's shortage where that is behind it. */
function loadInWords({ deviceLoad, deviceUtilisation }: Reason, shortage: string | null): string {
  if (deviceLoad === null) return "";
  if (deviceLoad === "host-swap")
    return shortage === null ? "the host swaps to it" : `the host is short of memory (${shortage}) and swaps to it`;
  const busy = `it is up to ${formatShare(deviceUtilisation)} busy with`;
  return deviceLoad === "guest-swap" ? `${busy} the guests' swapping` : `${busy} other requests`;
}

function slowdowns({ vms }: SlowVms): string {
  const [least, most] = [Math.min, Math.max].map((of) => slowdownInWords(of(...vms.map(({ slowdown }) => slowdown))));
  return least === most ? `${most}` : `${least} to ${most}`;
}

/** The queue of a disk, with what stands before the VMs in it where that is the same for all. */
function queue(vms: SlowVms["vms"]): string {
  const loads = new Set(
    vms.flatMap(({ reasons }) =>
      reasons.filter(({ cause }) => cause === "disk-queue").map(({ deviceLoad }) => deviceLoad),
    ),
  );
  const [load] = loads;
  const behind = loads.size === 1 && load != null ? BEHIND[load] : "";
  return `${NOUNS["disk-queue"]}${behind}`;
}

const BEHIND: { readonly [load in DeviceLoad]: string } = {
  "host-swap": " behind the host's swapping",
  "guest-swap": " behind the guests' swapping",
  files: "",
};

/** The further causes that are worth naming, with their mean share. */
function others({ vms }: SlowVms, main: Cause): string {
  const shares = new Map<Cause, number>();
  for (const { reasons } of vms) {
    for (const { cause, share } of reasons) shares.set(cause, (shares.get(cause) ?? 0) + share / vms.length);
  }
  const named = [...shares]
    .filter(([cause, share]) => cause !== main && share >= WORTH_NAMING)
    .sort(([, one], [, other]) => other - one)
    .map(([cause, share]) => `${formatShare(share)} ${cause === "disk-queue" ? queue(vms) : NOUNS[cause]}`);
  return named.length === 0 ? "" : ` Of the delay, ${named.join(", ")}.`;
}

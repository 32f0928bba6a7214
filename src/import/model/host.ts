import { isRecorded, type Sample } from "./sample.ts";
import { assumed, type Told } from "./told.ts";

/** A host as a source tells it. What is not known is `null`. */
export interface ImportedHost {
  readonly name: string;
  /** Where it was read from, for the scenario's first lines: `libvirt (3 files)`. */
  readonly source: string;
  readonly manager: Told<ImportedManager>;
  readonly memoryBytes: Told<number> | null;
  readonly swapBytes: Told<number> | null;
  readonly vms: readonly ImportedVm[];
  /** Files, VMs and keys that are left out, and why: one sentence each. */
  readonly leftOut: readonly string[];
  /** What to ask for to know better: one sentence each. */
  readonly ask: readonly string[];
  /** Shell lines that record what was missing. */
  readonly recorder: readonly string[];
}

/** The memory manager of a host. */
export interface ImportedManager {
  readonly kind: string;
  /** Share of the host's memory that Proxmox keeps in use. */
  readonly target?: Told<number>;
}

/** One VM of a host. */
export interface ImportedVm {
  readonly name: string;
  /** Where it was read from, in words: `101.conf`. */
  readonly from: string;
  readonly memoryBytes: Told<number>;
  readonly vcpus: Told<number> | null;
  /** What the guest's kernel keeps for itself: memory less MemTotal at full size. */
  readonly kernelBytes: Told<number> | null;
  readonly balloon: Told<boolean>;
  readonly minimumBytes: Told<number> | null;
  /** What the balloon leaves to the guest at the start, where its samples do not say it. */
  readonly startBytes: Told<number> | null;
  readonly deflateOnOom: Told<boolean> | null;
  readonly reporting: Told<boolean> | null;
  /** Seconds between two answers; 0: it is not asked for statistics. */
  readonly statisticsSeconds: Told<number> | null;
  readonly shares: Told<number> | null;
  /** Whether its statistics show that it swaps. */
  readonly swaps: boolean;
  /** Windows writes to all of its memory when it boots. */
  readonly touchesAll: boolean;
  /** What the host saw of it where the guest told nothing: an upper bound of what it uses. */
  readonly residentBytes: Told<number> | null;
  /** In the order of time. */
  readonly samples: readonly Sample[];
  /** Where the samples came from, and what they count. */
  readonly demandFrom: string;
  readonly notes: readonly string[];
}

/** A VM of which only name and memory are known. */
export function plainVm(name: string, from: string, memoryBytes: Told<number>): ImportedVm {
  return {
    name,
    from,
    memoryBytes,
    vcpus: null,
    kernelBytes: null,
    balloon: assumed(true, "a virtio balloon"),
    minimumBytes: null,
    startBytes: null,
    deflateOnOom: null,
    reporting: null,
    statisticsSeconds: null,
    shares: null,
    swaps: false,
    touchesAll: false,
    residentBytes: null,
    samples: [],
    demandFrom: "",
    notes: [],
  };
}

/** Most VMs that are named in a sentence. */
const MOST_NAMED = 5;

/** A request for the use over time of the VMs of which it is not known. */
export function unrecordedOf(vms: readonly ImportedVm[], how: string): string[] {
  const names = vms.filter(({ samples }) => !isRecorded(samples)).map(({ name }) => name);
  if (names.length === 0) return [];
  const more = names.length > MOST_NAMED ? ` and ${names.length - MOST_NAMED} more` : "";
  return [`What is used over time by ${names.slice(0, MOST_NAMED).join(", ")}${more}: ${how}.`];
}

import type { CatalogueEntry, ParameterValues } from "../parameter/parameter.ts";

/** What a memory manager may see of the host and its VMs at one tick. */
export interface Snapshot {
  readonly nowNs: number;
  readonly host: HostView;
  readonly vms: readonly VmView[];
}

/** The host as its own kernel reports it. */
export interface HostView {
  /** All memory, the host's own share included. */
  readonly memoryBytes: number;
  readonly freeBytes: number;
  readonly swapBytes: number;
  readonly swapUsedBytes: number;
}

/** A VM as the hypervisor sees it. */
export interface VmView {
  /** The VM's index in the scenario. */
  readonly vm: number;
  readonly name: string;
  readonly running: boolean;
  readonly memoryBytes: number;
  /** What the VM is never asked to go below. */
  readonly minimumBytes: number;
  readonly shares: number;
  /** False: nothing can be asked of it. */
  readonly hasDriver: boolean;
  /** memory − balloon, as the driver last reported it. */
  readonly actualBytes: number;
  /** The size last asked for. */
  readonly targetBytes: number;
  /** The guest's latest answer; `null` when it has never answered. */
  readonly statistics: GuestStatistics | null;
}

/** The virtio balloon's statistics, as old as `ageNs` says. */
export interface GuestStatistics {
  readonly ageNs: number;
  /** MemTotal: without deflate-on-OOM the balloon is taken off it. */
  readonly totalBytes: number;
  readonly freeBytes: number;
  readonly availableBytes: number;
  readonly cachesBytes: number;
  /** Cumulative since boot, as are the three below. */
  readonly swapInBytes: number;
  readonly swapOutBytes: number;
  readonly majorFaults: number;
  readonly minorFaults: number;
}

/** What a manager asks of one VM: the memory it shall have, balloon excluded. */
export interface Target {
  /** The VM's index in the scenario. */
  readonly vm: number;
  readonly bytes: number;
}

/** A decision, and what the manager remembers until its next tick. */
export interface Decision<State> {
  readonly targets: readonly Target[];
  readonly state: State;
}

/** A memory manager: pure functions of a snapshot, its parameters and its own state. */
export interface Manager<State> extends CatalogueEntry {
  /** The period of the real one. */
  readonly defaultPeriodNs: number;
  start(parameters: ParameterValues): State;
  decide(snapshot: Snapshot, state: State, parameters: ParameterValues): Decision<State>;
}

import type { DeviceCounters, HostCounters } from "../engine/machine/counters.ts";
import { hostCountersGrowth, hostCountersSeries } from "../engine/machine/machine.generated.ts";
import type { Machine } from "../engine/machine/machine.ts";
import { elementAt } from "../list/element-at.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Series } from "./result.ts";
import { type Columns, VmRecord } from "./vm/vm-record.ts";
import type { VmRun } from "./vm/vm-run.ts";

interface Sample {
  readonly timeNs: number;
  readonly host: HostCounters;
  readonly devices: readonly DeviceCounters[];
}

/** Samples the machine into columns, and keeps what only samples can tell. */
export class Recorder {
  readonly #machine: Machine;
  readonly #scenario: Scenario;
  readonly #timeNs: number[] = [];
  readonly #host: Columns<Series["host"]> = {
    freePages: [],
    swapUsedPages: [],
    sharingPages: [],
    state: [],
    poolPages: [],
    ...hostCountersGrowth(),
  };
  readonly #devices: readonly { utilisation: number[] }[];
  readonly #vms: readonly VmRecord[];
  #latest: Sample;
  leastFreePages: number;
  mostSwapUsedPages: number;
  mostSharingPages = 0;
  mostPoolPages = 0;
  belowLowNs = 0;

  constructor(machine: Machine, scenario: Scenario, runs: readonly VmRun[]) {
    this.#machine = machine;
    this.#scenario = scenario;
    this.#devices = scenario.devices.map(() => ({ utilisation: [] }));
    this.#vms = runs.map((run) => new VmRecord(run));
    this.#latest = this.#look(0);
    this.leastFreePages = this.#latest.host.freePages;
    this.mostSwapUsedPages = this.#latest.host.swapUsedPages;
  }

  /** The columns so far. */
  get series(): Series {
    const vms = this.#vms.map(({ series }) => series);
    return { timeNs: this.#timeNs, host: this.#host, devices: this.#devices, vms };
  }

  /** The samples of each VM, in the scenario's order. */
  get vms(): readonly VmRecord[] {
    return this.#vms;
  }

  /** Adds a point to every column; `state`: the state of the host. */
  sample(nowNs: number, state: string | null): void {
    const before = this.#latest;
    const now = this.#look(nowNs);
    const periodNs = nowNs - before.timeNs;
    if (periodNs <= 0) return;
    this.#latest = now;
    this.#timeNs.push(nowNs);
    this.#sampleHost(before.host, now.host, periodNs);
    if (state !== null) this.#host.state.push(state);
    this.#devices.forEach((columns, index) => {
      const busyNsOf = ({ devices }: Sample) => elementAt(devices, index, "device").busyNs;
      const busyNs = busyNsOf(now) - busyNsOf(before);
      const { channels } = elementAt(this.#scenario.devices, index, "device");
      columns.utilisation.push(Math.min(1, busyNs / (channels * periodNs)));
    });
    for (const vm of this.#vms) vm.sample(nowNs);
  }

  #sampleHost(before: HostCounters, now: HostCounters, periodNs: number): void {
    this.#host.freePages.push(now.freePages);
    this.#host.swapUsedPages.push(now.swapUsedPages);
    for (const name of hostCountersSeries) this.#host[name].push(now[name] - before[name]);
    const sharingPages = this.#machine.sharing()?.sharingPages ?? 0;
    this.#host.sharingPages.push(sharingPages);
    const poolPages = this.#machine.pool()?.poolPages ?? 0;
    this.#host.poolPages.push(poolPages);
    this.mostPoolPages = Math.max(this.mostPoolPages, poolPages);
    this.mostSharingPages = Math.max(this.mostSharingPages, sharingPages);
    this.leastFreePages = Math.min(this.leastFreePages, now.freePages);
    this.mostSwapUsedPages = Math.max(this.mostSwapUsedPages, now.swapUsedPages);
    if (now.freePages < this.#scenario.host.watermarks.lowPages) this.belowLowNs += periodNs;
  }

  #look(timeNs: number): Sample {
    return {
      timeNs,
      host: this.#machine.host(),
      devices: this.#scenario.devices.map((_, index) => this.#machine.device(index)),
    };
  }
}

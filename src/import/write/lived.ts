import type { ImportedVm } from "../model/host.ts";
import type { Life } from "../model/life.ts";

/** One life of a VM, and what the scenario's clock shows at its start. */
export interface Lived {
  readonly vm: ImportedVm;
  readonly life: Life | null;
  readonly name: string;
  /** Unix seconds at which the run begins. */
  readonly beginning: number;
  /** Length of the run in seconds. */
  readonly seconds: number;
  /** Most points of its series. */
  readonly mostPoints: number;
}

import { type PolicyEntry, policies } from "./engine/policies.ts";
import { managers } from "./manager/registry.ts";
import type { CatalogueEntry } from "./parameter/parameter.ts";
import { type BalloonKind, balloonKinds } from "./scenario/balloons.ts";
import type { Catalogue } from "./scenario/catalogue.ts";
import { type DevicePreset, devicePresets } from "./scenario/devices.ts";
import { traceFormats } from "./trace/registry.ts";
import { patterns } from "./workload/registry.ts";

/** A format that traces are read from. */
export type FormatEntry = Omit<CatalogueEntry, "parameters">;

/** Everything a scenario may name. */
export interface FullCatalogue extends Catalogue {
  readonly policies: readonly PolicyEntry[];
  readonly devices: readonly DevicePreset[];
  readonly formats: readonly FormatEntry[];
  readonly balloons: readonly BalloonKind[];
}

/** Everything there is: memory managers, workload patterns, replacement policies, device presets, trace formats and kinds of balloons. */
export const catalogue: FullCatalogue = {
  managers,
  patterns,
  policies,
  devices: devicePresets,
  formats: traceFormats,
  balloons: balloonKinds,
};

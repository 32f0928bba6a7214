import { type PolicyEntry, policies } from "./engine/policies.ts";
import { managers } from "./manager/registry.ts";
import type { CatalogueEntry } from "./parameter/parameter.ts";
import type { Catalogue } from "./scenario/catalogue.ts";
import { type DevicePreset, devicePresets } from "./scenario/device/presets.ts";
import { type BalloonKind, balloonKinds } from "./scenario/vm/balloon-kinds.ts";
import { traceFormats } from "./trace/format/registry.ts";
import { patterns } from "./workload/pattern/registry.ts";

/** A trace format. */
export type FormatEntry = Omit<CatalogueEntry, "parameters">;

/** Everything that can be listed: names for scenarios, and trace formats. */
export interface FullCatalogue extends Catalogue {
  readonly policies: readonly PolicyEntry[];
  readonly devices: readonly DevicePreset[];
  readonly formats: readonly FormatEntry[];
  readonly balloons: readonly BalloonKind[];
}

/** Names for scenarios: memory managers, workload patterns, replacement policies, device presets and kinds of balloons. Enough for a page that reads no traces. */
export const scenarioCatalogue: Omit<FullCatalogue, "formats"> = {
  managers,
  patterns,
  policies,
  devices: devicePresets,
  balloons: balloonKinds,
};

/** Names for scenarios, and trace formats. */
export const catalogue: FullCatalogue = {
  managers,
  patterns,
  policies,
  devices: devicePresets,
  formats: traceFormats,
  balloons: balloonKinds,
};

import type { Costs } from "./costs.ts";
import type { Device } from "./device/device.ts";
import type { Head } from "./head.ts";
import type { Host } from "./host/host.ts";
import type { ManagerChoice } from "./manager/manager.ts";
import type { Vm } from "./vm/vm.ts";

export type { Costs } from "./costs.ts";
export type { Device } from "./device/device.ts";
export type { Compression } from "./host/compression.ts";
export type { Host } from "./host/host.ts";
export type { Ksmtuned, KsmtunedMetric } from "./host/ksmtuned.ts";
export type { Sharing } from "./host/sharing.ts";
export type { ManagerChoice } from "./manager/manager.ts";
export type { PolicyChoice } from "./memory/policy.ts";
export type { Swap } from "./memory/swap.ts";
export type { Watermarks } from "./memory/watermarks.ts";
export type { Curve, Demand } from "./series/series.ts";
export type { SeriesStep } from "./series/step.ts";
export type { Balloon } from "./vm/balloon.ts";
export type { DriverBehaviour } from "./vm/driver.ts";
export type { ZramSwap } from "./vm/guest-swap.ts";
export type { Reporting } from "./vm/reporting.ts";
export type { Statistic, Statistics } from "./vm/statistics.ts";
export type { Vm } from "./vm/vm.ts";
export type { Content } from "./workload/content.ts";
export type { Pattern } from "./workload/pattern.ts";
export type { Phase } from "./workload/phase.ts";
export type { Workload } from "./workload/workload.ts";

/** A scenario as the simulation takes it: validated, every default filled in, sizes in pages, times in nanoseconds. */
export interface Scenario extends Head {
  readonly costs: Costs;
  readonly devices: readonly Device[];
  readonly host: Host;
  readonly manager: ManagerChoice;
  readonly vms: readonly Vm[];
}

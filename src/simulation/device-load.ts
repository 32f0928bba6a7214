import { elementAt } from "../list/element-at.ts";
import type { Device, Scenario } from "../scenario/scenario.ts";
import type { DeviceLoad } from "./reason.ts";
import type { Series } from "./result.ts";

/** Swapping of which the requests take less than this share of a device's busy time does not keep it busy. */
const WORTH_BLAMING = 0.1;

interface BusyDevice {
  readonly device: string | null;
  readonly deviceUtilisation: number;
  readonly deviceLoad: DeviceLoad | null;
}

/** Of the devices that a VM can wait for, the busiest in some sample periods, and what kept it busy in them. */
export function busiestDevice(scenario: Scenario, series: Series, vm: number, periods: readonly number[]): BusyDevice {
  const { swap, disk } = elementAt(scenario.vms, vm, "VM");
  const used = new Set([scenario.host.swap.device, disk, "kind" in swap ? undefined : swap.device]);
  const peaks = scenario.devices.flatMap((device, index) => {
    if (!used.has(device.name)) return [];
    const column = elementAt(series.devices, index, "device").utilisation;
    const utilisation = Math.max(...periods.map((at) => elementAt(column, at, "sample")));
    return [{ device, index, utilisation }];
  });
  const [busiest] = peaks.sort((one, other) => other.utilisation - one.utilisation);
  if (busiest === undefined) return { device: null, deviceUtilisation: 0, deviceLoad: null };
  return {
    device: busiest.device.name,
    deviceUtilisation: busiest.utilisation,
    deviceLoad: loadOf(scenario, series, busiest.index, periods),
  };
}

function loadOf(scenario: Scenario, series: Series, index: number, periods: readonly number[]): DeviceLoad | null {
  const device = elementAt(scenario.devices, index, "device");
  const { utilisation } = elementAt(series.devices, index, "device");
  const total = (column: readonly number[]) => periods.reduce((sum, at) => sum + elementAt(column, at, "sample"), 0);
  // The first period begins at 0.
  const periodNs = (at: number) => elementAt(series.timeNs, at, "sample") - (series.timeNs[at - 1] ?? 0);
  const busyNs = periods.reduce((sum, at) => sum + elementAt(utilisation, at, "sample") * periodNs(at), 0);
  if (busyNs === 0) return null;
  const isHosts = scenario.host.swap.device === device.name;
  const hostPages = isHosts ? total(series.host.swapInPages) + total(series.host.swapOutPages) : 0;
  const guestPages = scenario.vms.reduce((sum, { swap }, vm) => {
    if ("kind" in swap || swap.device !== device.name) return sum;
    const { swapInPages, swapOutPages } = elementAt(series.vms, vm, "VM");
    return sum + total(swapInPages) + total(swapOutPages);
  }, 0);
  const swapNs = (hostPages + guestPages) * pageNs(device, scenario.pageBytes);
  if (swapNs < WORTH_BLAMING * busyNs) return "files";
  return hostPages >= guestPages ? "host-swap" : "guest-swap";
}

/** Time of the whole device, all channels working, for a request of one page. */
function pageNs({ latencyNs, channels, bytesPerSecond }: Device, pageBytes: number): number {
  return latencyNs / channels + (pageBytes * 1e9) / bytesPerSecond;
}

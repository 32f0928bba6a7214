import { expect, it } from "vitest";
import { busiestDevice } from "../../src/simulation/device-load.ts";
import { result, scenario, scenarioVm, vmResult } from "../report/build.ts";

/** One channel, 100 µs a request and 100 µs more for a page: 5000 pages a second. */
const slowDisk = (name: string) => ({
  name,
  latencyNs: 100e3,
  sequentialLatencyNs: 100e3,
  bytesPerSecond: 4096 * 10_000,
  channels: 1,
  writeQueue: 64,
  rotational: false,
});

/** Two periods of 10 s in which the disks `a` and `b` are as busy as said, and so many pages are swapped to them. */
function loaded(busy: readonly [a: number, b: number], hostPages: number, guestPages: number) {
  const built = result([vmResult("vm")]);
  const both = (value: number) => [value, value];
  const swap = { pages: 1e6, readaheadPages: 8 };
  const facts = scenario(["vm"], {
    devices: [slowDisk("a"), slowDisk("b")],
    host: { ...built.scenario.host, swap: { ...swap, device: "a" } },
    vms: [scenarioVm("vm", { disk: "b", swap: { ...swap, device: "a" } })],
  });
  const [vm] = built.series.vms;
  if (vm === undefined) throw new Error("A result has a VM.");
  const series = {
    ...built.series,
    host: { ...built.series.host, swapInPages: both(0), swapOutPages: both(hostPages) },
    devices: busy.map((utilisation) => ({ utilisation: both(utilisation) })),
    vms: [{ ...vm, swapInPages: both(guestPages), swapOutPages: both(0) }],
  };
  return busiestDevice(facts, series, 0, [0, 1]);
}

it.each([
  // Of 8 s that the disk is busy in a period 20 000 pages take 4 s, 3900 pages 0.78 s, 4000 pages 0.8 s.
  ["host-swap", [0.8, 0.2], 20_000, 19_999],
  ["guest-swap", [0.8, 0.2], 19_999, 20_000],
  ["files", [0.8, 0.2], 3900, 0],
  ["host-swap", [0.8, 0.2], 4000, 0],
] as const)("a disk is busy with %s", (deviceLoad, busy, hostPages, guestPages) => {
  expect(loaded(busy, hostPages, guestPages)).toEqual({ device: "a", deviceUtilisation: 0.8, deviceLoad });
});

it("is another disk than the one that is swapped to", () => {
  expect(loaded([0.2, 0.8], 20_000, 0)).toEqual({ device: "b", deviceUtilisation: 0.8, deviceLoad: "files" });
  expect(loaded([0, 0], 0, 0)).toEqual({ device: "a", deviceUtilisation: 0, deviceLoad: null });
});

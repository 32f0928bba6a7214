import { buildScenario, type OwnManager, type Result, type Scenario, simulate } from "../../src/index.ts";

export const DISK = {
  latency: "90us",
  sequentialLatency: "20us",
  bandwidth: "500MiB/s",
  channels: 4,
  writeQueue: 64,
};

/** Four seconds of one VM of 32 MiB on a host that has memory to spare; nobody reclaims before there is need to. */
export function slowScenario(vm: object, over: object = {}): Scenario {
  const own = { name: "a", memory: "32MiB", kernel: "1MiB", watermarks: "off", balloon: false, ...vm };
  return buildScenario({
    version: 1,
    duration: "4s",
    sample: "100ms",
    devices: { disk: DISK },
    host: { memory: "128MiB", swap: "64MiB", watermarks: "off" },
    vms: [own],
    ...over,
  });
}

/** Runs it. */
export function slowRun(vm: object, over: object = {}, manager?: OwnManager): Promise<Result> {
  return simulate(slowScenario(vm, over), manager === undefined ? {} : { manager });
}

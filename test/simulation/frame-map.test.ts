import { readFile } from "node:fs/promises";
import { expect, it } from "vitest";
import { machineModule } from "#engine";
import { FREE_CELL, POOL_CELL, SHARED_CELL } from "../../src/engine/machine/frame-map.ts";
import { parseScenario } from "../../src/parse-scenario.ts";
import { Simulation } from "../../src/simulation/simulation.ts";

async function at(example: string, ns: number) {
  const file = `examples/${example}.yaml`;
  const scenario = parseScenario(await readFile(file, "utf8"), file);
  const simulation = await Simulation.create(await machineModule(), scenario, new Map());
  simulation.runTo(ns);
  const frames = scenario.host.memoryPages - scenario.host.reservedPages;
  const map = simulation.frameMap(frames);
  const count = (cell: number) => map.reduce((sum, one) => sum + (one === cell ? 1 : 0), 0);
  return { simulation, count, frames, state: simulation.state() };
}

it("shows each frame that is free, shared, or a guest's own, as the counters have them", async () => {
  const { simulation, count, state } = await at("sharing", 40e9);
  const { host } = simulation.result({ wallSeconds: 0, references: 0, referencesPerSecond: 0, engineBytes: 0 });
  expect(count(FREE_CELL)).toBe(state.host.freePages);
  const own = state.vms.map(({ backedPages, sharedPages }) => backedPages - sharedPages);
  expect(state.vms.map((_, vm) => count(vm + 1) >= (own[vm] ?? 0))).toEqual(own.map(() => true));
  const shared = state.vms.reduce((sum, { sharedPages }) => sum + sharedPages, 0);
  // What only one guest frame is left on is shown as that guest's.
  const alone = own.reduce((sum, pages, vm) => sum + count(vm + 1) - pages, 0);
  expect(count(SHARED_CELL) + alone).toBe(shared - host.sharingPages);
  expect(host.sharedPages).toBe(shared - host.sharingPages);
});

it("shows the frames of compressed pages as such, and not as free", async () => {
  const { count, frames, state, simulation } = await at("compression", 20e9);
  const { host } = simulation.result({ wallSeconds: 0, references: 0, referencesPerSecond: 0, engineBytes: 0 });
  expect(host.poolPages).toBeGreaterThan(1000);
  expect(count(POOL_CELL)).toBe(host.poolPages);
  expect(count(FREE_CELL)).toBe(state.host.freePages);
  const backed = state.vms.reduce((sum, { backedPages }) => sum + backedPages, 0);
  expect(backed + host.poolPages + state.host.freePages).toBe(frames);
});

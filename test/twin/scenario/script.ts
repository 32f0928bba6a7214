import fc from "fast-check";
import type { SharingRun } from "../../../src/engine/machine/machine.generated.ts";
import type { Scenario } from "../../../src/scenario/scenario.ts";
import { WRITE } from "../../../src/workload/stream.ts";
import { crowdedScenarios } from "./crowded.ts";
import { smallScenarios } from "./scenarios.ts";

/** VMs that boot together. */
interface Boot {
  readonly kind: "boot";
  readonly vms: readonly number[];
}

/** An action on a machine from outside. */
export type Action =
  | Boot
  | { readonly kind: "shutdown"; readonly vm: number }
  | {
      readonly kind: "stream";
      readonly vm: number;
      readonly vcpu: number;
      readonly references: readonly number[];
      readonly thinkNs: number;
    }
  | { readonly kind: "target"; readonly vm: number; readonly pages: number }
  | { readonly kind: "free"; readonly vm: number; readonly firstPage: number; readonly pages: number }
  | {
      readonly kind: "reclaim";
      readonly vm: number;
      readonly maySwap: boolean;
      readonly mayCompress: boolean;
      readonly leavePages: number;
    }
  | { readonly kind: "reclaim-until"; readonly vm: number; readonly freePages: number }
  | { readonly kind: "block"; readonly vm: number; readonly blocked: boolean }
  | { readonly kind: "sample"; readonly vm: number; readonly frames: readonly number[] }
  | { readonly kind: "sharing"; readonly run: SharingRun; readonly pagesToScan: number; readonly sleepNs: number }
  | { readonly kind: "run"; readonly byNs: number };

/** A machine that can run a script. */
export interface Machine {
  readonly nowNs: number;
  boot(vms: readonly number[], nowNs: number): void;
  shutdown(vm: number, nowNs: number): void;
  setStream(vm: number, vcpu: number, references: ArrayLike<number>, thinkNs: number): void;
  setTarget(vm: number, pages: number): void;
  steerSharing(run: SharingRun, pagesToScan: number, sleepNs: number): void;
  freePages(vm: number, firstPage: number, pages: number): void;
  setReclaim(vm: number, maySwap: boolean, mayCompress: boolean, leavePages: number): void;
  reclaimUntil(freePages: number): void;
  setBlocked(vm: number, blocked: boolean): void;
  sample(vm: number, frames: readonly number[]): void;
  run(untilNs: number): void;
}

/** Applies one action to a machine at its current time. */
export function play(machine: Machine, action: Action): void {
  switch (action.kind) {
    case "boot":
      machine.boot(action.vms, machine.nowNs);
      break;
    case "shutdown":
      machine.shutdown(action.vm, machine.nowNs);
      break;
    case "stream":
      machine.setStream(action.vm, action.vcpu, action.references, action.thinkNs);
      break;
    case "target":
      machine.setTarget(action.vm, action.pages);
      break;
    case "free":
      machine.freePages(action.vm, action.firstPage, action.pages);
      break;
    case "reclaim":
      machine.setReclaim(action.vm, action.maySwap, action.mayCompress, action.leavePages);
      break;
    case "reclaim-until":
      machine.reclaimUntil(action.freePages);
      break;
    case "block":
      machine.setBlocked(action.vm, action.blocked);
      break;
    case "sample":
      machine.sample(action.vm, action.frames);
      break;
    case "sharing":
      machine.steerSharing(action.run, action.pagesToScan, action.sleepNs);
      break;
    case "run":
      machine.run(machine.nowNs + action.byNs);
      break;
  }
}

/** A scenario and its actions: every VM boots at most once, and gets no action before its boot. */
export interface Play {
  readonly scenario: Scenario;
  readonly actions: readonly Action[];
}

/** References in a loop over part of the pages, every n-th a write; or random references. */
function references(pages: number): fc.Arbitrary<number[]> {
  const any = fc.array(
    fc.tuple(fc.nat(pages - 1), fc.boolean()).map(([page, writes]) => page + (writes ? WRITE : 0)),
    { maxLength: 60 },
  );
  const loop = fc
    .record({
      first: fc.nat(pages - 1),
      span: fc.integer({ min: 1, max: pages }),
      step: fc.integer({ min: 1, max: 7 }),
      count: fc.oneof(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 40, max: 200 })),
      writeEvery: fc.integer({ min: 1, max: 5 }),
    })
    .map(({ first, span, step, count, writeEvery }) =>
      Array.from({ length: count }, (_, at) => {
        const page = (first + ((at * step) % span)) % pages;
        return at % writeEvery === 0 ? page + WRITE : page;
      }),
    );
  return fc.oneof({ weight: 1, arbitrary: any }, { weight: 2, arbitrary: loop });
}

const run = fc.constantFrom(1, 700, 30_000, 500_000, 20_000_000).map((byNs) => ({ kind: "run" as const, byNs }));

const sharing = fc.record({
  kind: fc.constant("sharing" as const),
  run: fc.constantFrom("stop", "run", "unmerge"),
  pagesToScan: fc.integer({ min: 1, max: 100 }),
  sleepNs: fc.constantFrom(700, 20_000),
});

function streamOn(scenario: Scenario, vm: number): fc.Arbitrary<Exclude<Action, Boot>> {
  const { vcpus, workload } = scenario.vms[vm];
  return fc.record({
    kind: fc.constant("stream" as const),
    vm: fc.constant(vm),
    vcpu: fc.nat(vcpus - 1),
    references: references(workload.pages),
    thinkNs: fc.constantFrom(0, 1, 100, 2_000),
  });
}

function freeOn(scenario: Scenario, vm: number): fc.Arbitrary<Exclude<Action, Boot>> {
  const { pages } = scenario.vms[vm].workload;
  return fc.nat(pages - 1).chain((firstPage) =>
    fc.record({
      kind: fc.constant("free" as const),
      vm: fc.constant(vm),
      firstPage: fc.constant(firstPage),
      pages: fc.integer({ min: 1, max: pages - firstPage }),
    }),
  );
}

function targetOn(scenario: Scenario, vm: number): fc.Arbitrary<Exclude<Action, Boot>> {
  const { memoryPages } = scenario.vms[vm];
  return fc.record({
    kind: fc.constant("target" as const),
    vm: fc.constant(vm),
    pages: fc.oneof(fc.nat(memoryPages), fc.nat(Math.floor(memoryPages / 2)), fc.constant(0)),
  });
}

/** Orders of a manager to the host's reclaim; the VM in a host goal only makes the action come after its boot. */
function orderOn(scenario: Scenario, vm: number): fc.Arbitrary<Exclude<Action, Boot>> {
  const { memoryPages } = scenario.vms[vm];
  return fc.oneof(
    fc.record({
      kind: fc.constant("reclaim" as const),
      vm: fc.constant(vm),
      maySwap: fc.boolean(),
      mayCompress: fc.boolean(),
      leavePages: fc.oneof(fc.constant(0), fc.nat(memoryPages)),
    }),
    fc.record({
      kind: fc.constant("reclaim-until" as const),
      vm: fc.constant(vm),
      freePages: fc.oneof(fc.constant(0), fc.nat(scenario.host.memoryPages)),
    }),
    fc.record({ kind: fc.constant("block" as const), vm: fc.constant(vm), blocked: fc.boolean() }),
    fc.record({
      kind: fc.constant("sample" as const),
      vm: fc.constant(vm),
      frames: fc.array(fc.nat(memoryPages - 1), { maxLength: 12 }),
    }),
  );
}

/** One action, or a few that only together reach a path: read-ahead into memory that was full and has become free. */
function episode(scenario: Scenario, vm: number): fc.Arbitrary<Exclude<Action, Boot>[]> {
  const stream = streamOn(scenario, vm);
  const free = freeOn(scenario, vm);
  const target = targetOn(scenario, vm);
  const deflate = fc.constant<Exclude<Action, Boot>>({ kind: "target", vm, pages: 0 });
  const block = (blocked: boolean) => fc.constant<Exclude<Action, Boot>>({ kind: "block", vm, blocked });
  const shutdown = fc.constant<Exclude<Action, Boot>>({ kind: "shutdown", vm });
  return fc.oneof(
    { weight: 12, arbitrary: fc.tuple(stream) },
    { weight: 5, arbitrary: fc.tuple(target) },
    { weight: 3, arbitrary: fc.tuple(free) },
    { weight: 1, arbitrary: fc.tuple(shutdown) },
    { weight: 5, arbitrary: fc.tuple(orderOn(scenario, vm)) },
    { weight: 1, arbitrary: fc.tuple(block(true), stream, target, run, block(false), run) },
    { weight: 8, arbitrary: fc.tuple(run) },
    { weight: scenario.host.sharing === null ? 0 : 1, arbitrary: fc.tuple(sharing) },
    { weight: 2, arbitrary: fc.tuple(stream, run, free, stream, run) },
    { weight: 2, arbitrary: fc.tuple(stream, run, target, run, deflate, run, stream, run) },
  );
}

function actions(scenario: Scenario): fc.Arbitrary<Action[]> {
  const vms = scenario.vms.map((_, vm) => vm);
  const some = fc.constantFrom(...vms).chain((vm) => episode(scenario, vm));
  const middle = fc.array(some, { minLength: 1, maxLength: 30, size: "max" }).map((episodes) => episodes.flat());
  const late = fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(12) });
  return fc.tuple(middle, fc.tuple(...vms.map(() => late)), fc.boolean()).map(([list, boots, backwards]) => {
    const booted = new Set<number>();
    const script: Action[] = [];
    const bootAt = (at: number): void => {
      const together = vms.filter((vm) => boots[vm] === at);
      if (together.length === 0) return;
      for (const vm of together) booted.add(vm);
      script.push({ kind: "boot", vms: backwards ? together.reverse() : together });
    };
    list.forEach((action, at) => {
      bootAt(at);
      if (action.kind === "run" || action.kind === "sharing" || booted.has(action.vm)) script.push(action);
    });
    script.push({ kind: "run", byNs: 20_000_000 });
    return script;
  });
}

/** Random small scenarios, each with a random script. */
export const smallPlays: fc.Arbitrary<Play> = fc
  .oneof({ weight: 9, arbitrary: smallScenarios }, { weight: 1, arbitrary: crowdedScenarios })
  .chain((scenario) => fc.record({ scenario: fc.constant(scenario), actions: actions(scenario) }));

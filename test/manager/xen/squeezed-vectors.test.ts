import { FRESH_SESSION, isUnbalanced, proportionalTargets, squeezeStep } from "../../../src/manager/xen/squeeze.ts";
import { golden } from "../vectors/golden.ts";
import {
  type DomainJson,
  domainOf,
  type ResultJson,
  rulesOf,
  SimulatedVm,
  SqueezedHost,
  targetsOf,
  type VmJson,
} from "./squeezed-host.ts";
import { inFormOf, runScenario, runSequence, type Scenario, type Sequence } from "./squeezed-scenario.ts";

interface Targets {
  fistpoints: string[];
  free: number;
  wanted_free: number;
  domains: DomainJson[];
}

interface Iterations {
  fistpoints: string[];
  wanted_free: number;
  condition: { op: "<" | "<=" | ">=" | ">"; value: number };
  snapshots: { now: number; free: number; domains: DomainJson[] }[];
}

interface Unbalanced {
  free: number;
  host_target: number;
  tolerance: number;
  domains: DomainJson[];
}

interface Run {
  mode: "free" | "balance" | "range";
  fistpoints: string[];
  host_target: number;
  tolerance: number;
  required: number;
  max: number;
  step_seconds: number;
  step_limit: number;
  free: number;
  vms: VmJson[];
}

type Vector = { id: string; edge?: string; out: unknown } & (
  | { kind: "targets"; in: Targets }
  | { kind: "iteration"; in: Iterations }
  | { kind: "unbalanced"; in: Unbalanced }
  | { kind: "run"; in: Run }
  | { kind: "scenario"; in: Scenario }
  | { kind: "scenario-sequence"; in: Sequence }
);

const KINDS = ["targets", "iteration", "unbalanced", "run", "scenario", "scenario-sequence"] as const;

function outcome(vector: Vector, vectors: readonly Vector[]): unknown {
  switch (vector.kind) {
    case "targets": {
      const { domains, free, wanted_free, fistpoints } = vector.in;
      return { targets: targetsOf(proportionalTargets(domains.map(domainOf), free, wanted_free, rulesOf(fistpoints))) };
    }
    case "iteration":
      return { iterations: iterations(vector.in) };
    case "unbalanced": {
      const { domains, free, host_target, tolerance } = vector.in;
      const isEnough = (now: number) => now - host_target < tolerance;
      const wish = { freeKib: free, wantedFreeKib: host_target, isEnough };
      return { unbalanced: isUnbalanced(domains.map(domainOf), wish, rulesOf([])) };
    }
    case "run":
      return run(vector.in);
    case "scenario":
      return runScenario(vector.in);
    case "scenario-sequence":
      return inFormOf(vector.out, runSequence(vector.in, alone(vectors)));
  }
}

golden<Vector>("XAPI's squeezed", "xapi-squeezed.json", outcome, KINDS);

function alone(vectors: readonly Vector[]): ReadonlyMap<string, Scenario> {
  return new Map(vectors.flatMap((vector) => (vector.kind === "scenario" ? [[vector.in.name, vector.in]] : [])));
}

function iterations({ snapshots, wanted_free, condition, fistpoints }: Iterations): unknown {
  let session = FRESH_SESSION;
  return snapshots.map(({ now, free, domains }) => {
    const wish = { seconds: now, freeKib: free, wantedFreeKib: wanted_free, isEnough: compares(condition) };
    const decided = squeezeStep(domains.map(domainOf), wish, session, rulesOf(fistpoints));
    session = decided.session;
    const { action } = decided;
    return {
      action: action.result === "adjust" ? { result: "adjust", targets: targetsOf(action.targets) } : action,
      declared_active: decided.declaredActive,
      declared_inactive: decided.declaredInactive,
      stuck: [...session.progress].flatMap(([id, { stuck }]) => (stuck ? [id] : [])).sort((a, b) => a - b),
    };
  });
}

function compares({ op, value }: Iterations["condition"]): (free: number) => boolean {
  switch (op) {
    case "<":
      return (free) => free < value;
    case "<=":
      return (free) => free <= value;
    case ">=":
      return (free) => free >= value;
    case ">":
      return (free) => free > value;
  }
}

function run(input: Run): unknown {
  const { mode, required, max, host_target: hostTarget, tolerance } = input;
  const rules = rulesOf(input.fistpoints);
  const vms = input.vms.map((vm) => new SimulatedVm(vm));
  const host = new SqueezedHost(vms, input.free, rules, input.step_seconds, input.step_limit);
  let result: ResultJson;
  switch (mode) {
    case "free":
      result = host.change(required + hostTarget, hostTarget, (free) => free >= required + hostTarget);
      break;
    case "balance":
      result = host.change(hostTarget, hostTarget, (free) => free - hostTarget < tolerance);
      break;
    case "range": {
      const newcomer = domainOf({
        domid: -1,
        can_balloon: true,
        min: required,
        target: required,
        max,
        actual: 0,
        maxmem: 0,
        inaccuracy: 4,
      });
      const targets = proportionalTargets([newcomer, ...host.domains], host.free, hostTarget, rules);
      const ideal = targets.find(({ id }) => id === -1)?.kib ?? 0;
      result = host.change(ideal + hostTarget, hostTarget, (free) => free >= required + hostTarget);
      if ("ok" in result) {
        result = { ok: true, ideal, granted: Math.max(required, Math.min(host.free - hostTarget, max)) };
      }
    }
  }
  return { result, steps: host.close() };
}

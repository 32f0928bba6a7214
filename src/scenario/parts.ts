import * as v from "valibot";
import type { Catalogue } from "./catalogue.ts";
import { costsKey, type WrittenCosts } from "./costs.ts";
import { devicesKey, type WrittenDevice } from "./device/device.ts";
import { headKeys, type WrittenHead } from "./head.ts";
import { hostKey, type WrittenHost } from "./host/host.ts";
import type { Choice } from "./key/choice.ts";
import { saidOf, saying } from "./key/described.ts";
import { part } from "./key/key.ts";
import type { Leaf } from "./key/leaf.ts";
import { list, section } from "./key/section.ts";
import { isSection } from "./key/written.ts";
import { managerKey } from "./manager/manager.ts";
import type { Path, Problem } from "./problem.ts";
import { vmSchema, type WrittenVm } from "./vm/vm.ts";

/** A scenario as it was written, part by part; `null`: the part has a problem of its own, or is missing. */
export interface WrittenParts {
  readonly head: WrittenHead | null;
  readonly pageBytes: number | null;
  readonly devices: Readonly<Record<string, WrittenDevice>> | null;
  readonly host: WrittenHost | null;
  readonly manager: Choice | null;
  readonly costs: WrittenCosts | null;
  readonly vms: readonly (WrittenVm | null)[];
  readonly problems: readonly Problem[];
}

/** The keys at the top of a scenario that are groups, without its VMs. */
const groupKeys = (catalogue: Catalogue) => ({
  devices: devicesKey,
  host: hostKey(catalogue),
  manager: managerKey(catalogue),
  costs: costsKey,
});

/** Everything a person may write in a scenario. */
export function scenarioSchema(catalogue: Catalogue) {
  return section({
    ...headKeys,
    ...groupKeys(catalogue),
    vms: part(list(vmSchema(catalogue)), {
      about: "The virtual machines.",
      example: [{ name: "web", memory: "8GiB", workload: { pattern: "uniform" } }],
    }),
  });
}

/** Reads every part of a scenario by itself, so that what is wrong with one hides nothing of the others. */
export function readParts(value: unknown, catalogue: Catalogue): WrittenParts {
  const { entries } = scenarioSchema(catalogue);
  const written = isSection(value) ? value : {};
  const problems: Problem[] = [...read(outline(entries), value, []).problems];
  const readAt = <T>(schema: Leaf<T>, piece: unknown, path: Path): T | null => {
    const part = read(schema, piece, path);
    // Keys that are missing have been reported with the outline.
    problems.push(...part.problems.filter(({ path: [key = ""] }) => key in written));
    return part.output;
  };
  const readKey = <T>(schema: Leaf<T>, key: string): T | null =>
    key in written || schema.type === "optional" ? readAt(schema, written[key], [key]) : null;

  const groups = groupKeys(catalogue);
  const vm = vmSchema(catalogue);
  const { pageSize, ...others } = headKeys;
  const besidePageSize = readAt(section(others), picked(written, Object.keys(others)), []);
  const pageBytes = readKey(pageSize, "pageSize");
  const parts = {
    head: besidePageSize === null || pageBytes === null ? null : { ...besidePageSize, pageSize: pageBytes },
    pageBytes,
    devices: readKey(groups.devices, "devices"),
    host: readKey(groups.host, "host"),
    manager: readKey(groups.manager, "manager"),
    costs: readKey(groups.costs, "costs"),
    vms: (readKey(list(v.unknown()), "vms") ?? []).map((item, index) => readAt(vm, item, ["vms", index])),
  };
  const order = Object.keys(entries);
  const rank = ({ path: [key] }: Problem) =>
    key === undefined ? -1 : order.indexOf(String(key)) + 1 || order.length + 1;
  return { ...parts, problems: problems.toSorted((a, b) => rank(a) - rank(b)) };
}

/** The keys that must be there and those that may be, whatever is in them. */
function outline(entries: v.ObjectEntries): v.GenericSchema {
  const anything = Object.entries(entries).map(([key, entry]) => [
    key,
    entry.type === "optional" ? v.optional(v.unknown()) : saying(v.unknown(), saidOf(entry)),
  ]);
  return section(Object.fromEntries(anything));
}

function read<T>(
  schema: Leaf<T>,
  piece: unknown,
  path: Path,
): { readonly output: T | null; readonly problems: Problem[] } {
  const { success, output, issues = [] } = v.safeParse(schema, piece);
  return { output: success ? output : null, problems: issues.map((issue) => problemOf(issue, path)) };
}

function problemOf(issue: v.BaseIssue<unknown>, path: Path): Problem {
  const steps = (issue.path ?? []).map(({ key }) => (typeof key === "number" ? key : String(key)));
  return { path: [...path, ...steps], message: issue.message, atKey: issue.path?.at(-1)?.origin === "key" };
}

function picked(written: Readonly<Record<string, unknown>>, keys: readonly string[]): object {
  return Object.fromEntries(Object.entries(written).filter(([key]) => keys.includes(key)));
}

import { elementAt } from "../list/element-at.ts";
import { listArgument, textArgument } from "../parameter/argument.ts";
import { moduleOf } from "../scenario/manager/own-manager.ts";
import type { ManagerChoice } from "../scenario/scenario.ts";
import { type Override, withDots } from "../scenario/text/override.ts";
import { StudyError } from "./error.ts";

/** A place in a scenario and its values in the different runs. */
export interface Variation {
  /** Path as in an override: `host.memory`, `vms.web.count`. */
  readonly path: string;
  /** Values; for the memory manager, `all` stands for every manager. */
  readonly values: readonly string[];
}

/** The paths that name the memory manager. A value that is a file name is a module. */
const MANAGER = ["manager", "manager.kind", "manager.module"];

const ALL = "all";

const MOST_COMBINATIONS = 10_000;

/** Replaces `all` by the managers' names; throws a {@link StudyError} for variations that cannot be combined. */
export function spellOut(variations: readonly Variation[], managers: readonly string[]): readonly Variation[] {
  listArgument("vary", variations);
  for (const variation of variations) {
    textArgument("the path of a variation", variation?.path);
    for (const value of listArgument(`the values of ${variation.path}`, variation.values))
      textArgument(`a value of ${variation.path}`, value);
  }
  const spelt = variations.map(({ path, values }) => {
    const isManager = MANAGER.includes(path);
    return { path, values: values.flatMap((value) => (isManager && value === ALL ? managers : [value])) };
  });
  for (const [index, { path, values }] of spelt.entries()) {
    if (values.length === 0) throw new StudyError(`${path} is varied without values: give it at least one`);
    const twice = values.find((value, at) => values.indexOf(value) < at);
    if (twice !== undefined) throw new StudyError(`${path} has the value ${twice} twice: give each value once`);
    if (spelt.findIndex((other) => withDots(other.path) === withDots(path)) < index)
      throw new StudyError(`${path} is varied twice: give all its values in one variation`);
  }
  const [one, other] = MANAGER.filter((path) => spelt.some((variation) => variation.path === path));
  if (one !== undefined && other !== undefined)
    throw new StudyError(`${one} and ${other} are the same key: vary only one of them`);
  const combinations = spelt.reduce((product, { values }) => product * values.length, 1);
  if (combinations > MOST_COMBINATIONS)
    throw new StudyError(`${combinations} combinations are too many: at most ${MOST_COMBINATIONS}`);
  return spelt;
}

/** Every combination of the values; the last variation changes fastest. */
export function combinations(variations: readonly Variation[]): readonly (readonly string[])[] {
  return variations.reduce<readonly (readonly string[])[]>(
    (shorter, { values }) => shorter.flatMap((combination) => values.map((value) => [...combination, value])),
    [[]],
  );
}

/**
 * The overrides of a combination. The scenario's manager parameters apply only to the manager it names (`own`); another one, named by
 * `manager.kind`, starts with its own defaults.
 */
export function overridesFor(
  variations: readonly Variation[],
  combination: readonly string[],
  own: ManagerChoice,
): readonly Override[] {
  const module = moduleOf(own);
  return variations.flatMap(({ path }, index) => {
    const value = elementAt(combination, index, "value");
    const written = `--vary ${path}=${value}`;
    if (path === "manager.kind" && value === (module ?? own.kind)) return [];
    if (path === "manager.kind") return [{ path: "manager", value, written }];
    if (path === "manager.module" && module === null)
      return [{ path: "manager", value: JSON.stringify({ module: value }), written }];
    return [{ path, value, written }];
  });
}

/** Whether a path is the memory manager or one of its parameters. */
export function isOfManager(path: string): boolean {
  return path === "manager" || path.startsWith("manager.");
}

import { listArgument, textArgument } from "../../parameter/argument.ts";
import type { Catalogue } from "../catalogue.ts";
import { valueAt } from "../key/written.ts";
import { isWithin, type Path, type Problem, ScenarioError, type ScenarioProblem, writeProblem } from "../problem.ts";
import { type Resolution, resolveScenario } from "../resolve.ts";
import type { Scenario } from "../scenario.ts";
import { type ReadPoints, readNothing } from "../series/files.ts";
import { type Position, readDocument, type ScenarioDocument } from "./document.ts";
import { applyOverride, type Override } from "./override.ts";

/** Where a piece of a scenario was written: in its text, or in a value over it. */
export type Place = Pick<ScenarioProblem, "line" | "column" | "where">;

/** A value written over a scenario, and the later one that takes its place. */
export interface Replaced {
  readonly override: Override;
  readonly by: Override;
}

/** What is written for a run and has no effect on it. */
export interface WithoutEffect {
  /** Values over the scenario that later ones replace. */
  readonly replaced: readonly Replaced[];
  /** Keys that had an effect where they are written until a value over the scenario switched them off, a sentence each. */
  readonly switchedOff: readonly string[];
}

/** A scenario that was read, and where each piece of it stands. */
export interface ReadScenario {
  readonly scenario: Scenario;
  readonly withoutEffect: WithoutEffect;
  /** The piece at a path in the written form, or the innermost one around it; a VM may be named instead of counted: `["vms", "web", "workload"]`. */
  locate(path: Path): Place;
}

/** A scenario's text that has been taken apart, and can be read again and again with different values over it. */
export interface ScenarioText {
  /** Applies overrides one after the other and checks the result. Throws a {@link ScenarioError} with everything that is wrong. */
  read(overrides: readonly Override[]): ReadScenario;
}

/**
 * Reads a scenario from YAML or JSON text. `file` is its name for messages; overrides are applied one after the other before
 * anything is checked. Throws a {@link ScenarioError} with everything that is wrong.
 */
export function readScenario(
  text: string,
  file: string,
  catalogue: Catalogue,
  overrides: readonly Override[] = [],
): ReadScenario {
  return openScenario(text, file, catalogue).read(overrides);
}

/**
 * Takes a scenario's text apart; throws a {@link ScenarioError} when it is not YAML. `file` is its name for messages; `readPoints` reads the files
 * that it names.
 */
export function openScenario(
  text: string,
  file: string,
  catalogue: Catalogue,
  readPoints: ReadPoints = readNothing,
): ScenarioText {
  textArgument("the text of a scenario", text);
  textArgument("the name of its file", file);
  const document = readDocument(text);
  if ("problems" in document) {
    throw new ScenarioError(document.problems.map((problem) => ({ ...problem, where: at(file, problem) })));
  }
  const resolve: Resolve = (value) => resolveScenario(value, catalogue, nameOf(file), readPoints);
  return { read: (overrides) => readOver(document, file, resolve, overrides) };
}

/** An override, where it went, and the scenario before and after it. */
interface Applied {
  readonly override: Override;
  readonly path: Path;
  readonly before: unknown;
  readonly after: unknown;
}

type Resolve = (value: unknown) => Resolution;

function readOver(
  document: ScenarioDocument,
  file: string,
  resolve: Resolve,
  overrides: readonly Override[],
): ReadScenario {
  const problems: ScenarioProblem[] = [];
  const applied: Applied[] = [];
  let { value } = document;
  listArgument("overrides", overrides);
  for (const override of overrides) {
    textArgument("the path of an override", override?.path);
    textArgument(`the value of the override ${override.path}`, override.value);
    const result = applyOverride(value, override);
    if ("problem" in result) {
      problems.push({ path: [], message: result.problem, line: 0, column: 0, where: asWritten(override) });
    } else {
      applied.push({ override, path: result.path, before: value, after: result.value });
      value = result.value;
    }
  }
  const sourceOf = (path: Path) =>
    applied.findLast(
      ({ path: over, before }) => isWithin(path, over) || (isWithin(over, path) && valueAt(before, path) === undefined),
    );
  const locate = (path: Path, atKey = false): Place => {
    const source = sourceOf(path);
    if (source !== undefined) return { line: 0, column: 0, where: asWritten(source.override) };
    const position = document.locate(path, atKey);
    return { ...position, where: at(file, position) };
  };
  const { scenario, problems: found, unused } = resolve(value);
  // What a value written later switches off had its use where it was written.
  const wasUnused = ({ path }: Problem) => {
    const written = sourceOf(path)?.after ?? document.value;
    if (written === value) return true;
    return resolve(written).unused.some((other) => isSame(other.path, path));
  };
  const located = (problem: Problem) => ({ ...problem, ...locate(problem.path, problem.atKey) });
  const useless = unused.filter(wasUnused);
  for (const problem of [...found, ...useless]) problems.push(located(problem));
  if (scenario === null || problems.length > 0)
    throw new ScenarioError(problems.sort((a, b) => a.line - b.line || a.column - b.column));
  const switchedOff = unused.filter((one) => !useless.includes(one)).map((one) => writeProblem(located(one)));
  const withoutEffect = { replaced: replacedOf(applied), switchedOff };
  return { scenario, withoutEffect, locate: (path) => locate(byPlace(path, scenario)) };
}

function replacedOf(applied: readonly Applied[]): readonly Replaced[] {
  return applied.flatMap(({ override, path }, index) => {
    const later = applied.slice(index + 1).find((other) => isWithin(path, other.path));
    return later === undefined ? [] : [{ override, by: later.override }];
  });
}

function isSame(one: Path, other: Path): boolean {
  return isWithin(one, other) && isWithin(other, one);
}

/** A value over a scenario as it was written. */
export function asWritten({ path, value, written = `--set ${path}=${value}` }: Override): string {
  return written;
}

function at(file: string, { line, column }: Position): string {
  return `${file}:${line}:${column}`;
}

function nameOf(file: string): string {
  const base = file.split(/[/\\]/u).at(-1) ?? "";
  const name = base.replace(/\.(ya?ml|json)$/iu, "");
  return name === "" || name === "-" ? "scenario" : name;
}

function byPlace(path: Path, { vms }: Scenario): Path {
  const [first, name, ...rest] = path;
  if (first !== "vms" || typeof name !== "string") return path;
  return [first, [...new Set(vms.map(({ group }) => group))].indexOf(name), ...rest];
}

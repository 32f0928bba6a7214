import { labModule } from "#engine";
import { Lab } from "../../src/engine/laboratory/lab.ts";
import { policyLayout } from "../../src/engine/policies.ts";
import type { ParameterValues } from "../../src/parameter/parameter.ts";
import { WRITE } from "../../src/workload/stream.ts";

/** Policies that give up a whole batch at a fault, and so leave frames empty. */
export const WHOLE_RECLAIMS: readonly string[] = ["linux", "mglru"];

/** A memory of the laboratory with these pages and frames under a policy; parameters that are not given have their defaults. */
export async function labWith(name: string, pages: number, frames: number, given: ParameterValues = {}): Promise<Lab> {
  return Lab.create(await labModule(), pages, frames, policyLayout(name, given));
}

/** What becomes of each reference, `F` for a fault and `.` for a hit. The policy is checked after each. */
export async function course(
  name: string,
  frames: number,
  references: ArrayLike<number>,
  given?: ParameterValues,
): Promise<string> {
  return oneByOne(await labWith(name, pagesIn(references), frames, given), references);
}

/** The same with what else was counted. */
export async function courseAndCounts(
  name: string,
  frames: number,
  references: ArrayLike<number>,
  given?: ParameterValues,
): Promise<{ course: string; dirtyEvictions: number; writeBacks: number }> {
  const lab = await labWith(name, pagesIn(references), frames, given);
  const course = oneByOne(lab, references);
  const { dirtyEvictions, writeBacks } = lab.counters();
  return { course, dirtyEvictions, writeBacks };
}

/** Faults of references all at once. */
export async function faultsOf(
  name: string,
  frames: number,
  references: ArrayLike<number>,
  given?: ParameterValues,
): Promise<number> {
  const lab = await labWith(name, pagesIn(references), frames, given);
  lab.replay(Uint32Array.from(references));
  lab.check();
  return lab.counters().faults;
}

/** Makes the references one by one, and tells of each whether it faulted (`F`) or hit (`.`). */
export function oneByOne(lab: Lab, references: ArrayLike<number>, check = () => lab.check()): string {
  let course = "";
  for (let at = 0, faults = lab.counters().faults; at < references.length; at++) {
    lab.replay(Uint32Array.of(references[at]));
    check();
    const now = lab.counters().faults;
    course += now > faults ? "F" : ".";
    faults = now;
  }
  return course;
}

/** The pages from `first` up to, not including, `end`. */
export function stretch(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, at) => first + at);
}

/** One more than the highest page. */
function pagesIn(references: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < references.length; at++) most = Math.max(most, references[at] % WRITE);
  return most + 1;
}

import type { Lab } from "../../src/engine/laboratory/lab.ts";
import { labWith } from "./course.ts";

/** A policy with some of its parameters given, the others at their defaults. */
export interface Chosen {
  readonly name: string;
  readonly parameters?: Readonly<Record<string, number>>;
}

/** A laboratory memory with this policy. */
export async function labOf({ name, parameters = {} }: Chosen, pages: number, frames: number): Promise<Lab> {
  return labWith(name, pages, frames, parameters);
}

/** What becomes of each reference, as a word of `F` (fault) and `-` (hit); everything is checked after each. */
export async function courseOf(chosen: Chosen, frames: number, references: readonly number[]) {
  const lab = await labOf(chosen, 16, frames);
  let course = "";
  for (const reference of references) {
    const before = lab.counters().faults;
    lab.replay(Uint32Array.of(reference));
    lab.check();
    course += lab.counters().faults > before ? "F" : "-";
  }
  const { dirtyEvictions, writeBacks } = lab.counters();
  return { course, dirtyEvictions, writeBacks };
}

import { labModule } from "#engine";
import { Lab } from "../../src/engine/laboratory/lab.ts";
import { policyLayout } from "../../src/engine/policies.ts";

/** A lab with these pages and frames under a policy; missing parameters have their defaults. */
export async function labWith(
  name: string,
  pages: number,
  frames: number,
  given: Readonly<Record<string, number>> = {},
): Promise<Lab> {
  return Lab.create(await labModule(), pages, frames, policyLayout(name, given));
}

/** A reference each: `F` for a fault, `.` for a hit. */
export async function course(
  name: string,
  frames: number,
  pages: number[],
  given?: Record<string, number>,
): Promise<string> {
  const lab = await labWith(name, Math.max(...pages) + 1, frames, given);
  let marks = "";
  for (const page of pages) {
    const before = lab.counters().faults;
    lab.replay(Uint32Array.of(page));
    lab.check();
    marks += lab.counters().faults > before ? "F" : ".";
  }
  return marks;
}

/** Faults of references all at once. */
export async function faultsOf(
  name: string,
  frames: number,
  pages: ArrayLike<number>,
  given?: Record<string, number>,
): Promise<number> {
  const references = Uint32Array.from(pages);
  const lab = await labWith(name, references.reduce((most, page) => Math.max(most, page), 0) + 1, frames, given);
  lab.replay(references);
  lab.check();
  return lab.counters().faults;
}

/** The pages from `first` up to, not including, `end`. */
export function stretch(first: number, end: number): number[] {
  return Array.from({ length: end - first }, (_, at) => first + at);
}

import { Lab } from "../dist/engine/lab.js";
import { policies } from "../dist/engine/policies.js";
import { labModule } from "../dist/engine/source.node.js";
import { speed } from "./rounds.mjs";

export const module = await labModule();

/** Time for the optimizing compiler to take its turn after code has run for the first time. */
export const settle = () => new Promise((resume) => setTimeout(resume, 300));

/** A side that replays references with a policy of its default parameters; making the memory is not part of what is timed. */
export async function replaying(name, { pages, frames }, references) {
  const { number, parameters } = policies.find((policy) => policy.name === name);
  const values = Object.values(parameters).map((parameter) => parameter.default);
  const make = () => Lab.create(module, pages, frames, { number, parameters: values });
  (await make()).replay(references.subarray(0, references.length / 5));
  await settle();
  return async () => {
    const lab = await make();
    return speed(references.length, () => lab.replay(references));
  };
}

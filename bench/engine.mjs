import { Lab } from "../dist/engine/laboratory/lab.js";
import { policies } from "../dist/engine/policies.js";
import { labModule } from "../dist/engine/source.node.js";
import { speed } from "./rounds.mjs";
import { cpuNs } from "./simulating.mjs";

export const module = await labModule();

/** Waits for V8 to optimize code that has just run for the first time. */
export const settle = () => new Promise((resume) => setTimeout(resume, 300));

/** A side that replays references with a policy's default parameters. Creating the memory is not timed. */
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

/** A side that replays each recording with CLOCK in its own fully populated memory; measures the cost per reference. */
export async function labSide(recordings, pages, frames) {
  const { number, parameters } = policies.find(({ name }) => name === "clock");
  const values = Object.values(parameters).map((parameter) => parameter.default);
  const every = Uint32Array.from({ length: pages }, (_, page) => page);
  return async () => {
    let ns = 0;
    let references = 0;
    for (const recording of recordings) {
      const lab = await Lab.create(module, pages, frames, { number, parameters: values });
      lab.replay(every);
      ns += await cpuNs(() => lab.replay(recording));
      references += recording.length;
    }
    return ns / references;
  };
}

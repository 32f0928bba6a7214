import { InvalidArgumentError } from "commander";
import { MOST_SEED } from "../scenario/limits.ts";
import type { Override } from "../scenario/text/override.ts";
import type { ScenarioSource } from "../study/source/source.ts";
import { EXIT, Failure, fileProblem } from "./console/fail.ts";
import { STANDARD_STREAM } from "./console/output.ts";

/** Values of a scenario set on the command line. */
export interface ScenarioSettings {
  readonly seed?: number;
  readonly scale?: string;
  readonly set?: readonly Override[];
}

/** The overrides of `--set`, `--seed` and `--scale`, in order of application. */
export function overridesOf({ set = [], seed, scale }: ScenarioSettings): readonly Override[] {
  return [
    ...set,
    ...(seed === undefined ? [] : [{ path: "seed", value: String(seed), written: `--seed ${seed}` }]),
    ...(scale === undefined ? [] : [{ path: "scale", value: scale, written: `--scale ${scale}` }]),
  ];
}

/** Opens a scenario's file, or standard input for `-`; throws a Failure when it cannot be read. */
export async function openScenarioArgument(file: string): Promise<ScenarioSource> {
  const { openScenarioFile } = await import("../index.node.ts");
  return readable(file, async () =>
    file === STANDARD_STREAM ? openScenarioFile("<stdin>", { text: await standardInput() }) : openScenarioFile(file),
  );
}

/** Does some work that reads files; converts file system errors to a Failure that names the file. */
export async function readable<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const problem = error instanceof Error ? fileProblem(error) : null;
    if (problem === null) throw error;
    throw new Failure(`ballonet: cannot read ${problem.file ?? file}: ${problem.what}`, EXIT.wrong);
  }
}

/** `--seed`. */
export function seed(written: string): number {
  const value = Number(written);
  if (!/^\d+$/.test(written) || value > MOST_SEED) {
    throw new InvalidArgumentError(`It must be a whole number from 0 to ${MOST_SEED}.`);
  }
  return value;
}

/** `--set`, which may be repeated. */
export function override(written: string, earlier: readonly Override[] = []): Override[] {
  const at = written.indexOf("=");
  if (at < 1) throw new InvalidArgumentError("Write PATH=VALUE, for example host.memory=24GiB.");
  return [...earlier, { path: written.slice(0, at), value: written.slice(at + 1) }];
}

async function standardInput(): Promise<string> {
  const { text } = await import("node:stream/consumers");
  return text(process.stdin);
}

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Builds what the tests run on: the engine in both forms with its catalogue of replacement policies, and the library for the command line. */
export default async function compile(): Promise<void> {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const run = (file: string, ...args: string[]) =>
    promisify(execFile)(process.execPath, [`${root}/${file}`, ...args], { cwd: root });
  await run("scripts/catalogue.mjs");
  await run("scripts/engine.mjs");
  await run("node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json");
  await run("scripts/schema.mjs");
}

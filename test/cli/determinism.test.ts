import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);

async function json(...options: string[]): Promise<Record<string, unknown>> {
  const args = ["dist/cli/main.js", "run", "examples/reassign.yaml", "--json", "-", ...options];
  const { stdout } = await run(process.execPath, args, { maxBuffer: 64 * 1024 * 1024 });
  return JSON.parse(stdout);
}

it("gives the same result byte for byte in two processes, except for the run section", async () => {
  const [one, other] = await Promise.all([json(), json()]);
  expect(JSON.stringify({ ...one, run: null })).toBe(JSON.stringify({ ...other, run: null }));
  expect(one.run).not.toEqual(other.run);
});

it("gives another result for another seed", async () => {
  const [one, other] = await Promise.all([json(), json("--seed", "2")]);
  expect(JSON.stringify(one.vms)).not.toBe(JSON.stringify(other.vms));
});

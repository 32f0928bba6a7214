import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterEach, beforeEach, expect, it } from "vitest";
import { policies } from "../../src/engine/policies.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
let copy: string;
/** The first number after those of the policies; the optimum, which is in no registry, has the last one. */
const FREE = String(Math.max(...policies.map(({ number }) => number)));

beforeEach(async () => {
  copy = await mkdtemp(`${tmpdir()}/ballonet-catalogue-`);
  await mkdir(`${copy}/src/engine`, { recursive: true });
  for (const folder of ["scripts", "assembly/replacement", "assembly/lab"])
    await cp(`${root}/${folder}`, `${copy}/${folder}`, { recursive: true });
});

afterEach(() => rm(copy, { recursive: true }));

/** Adds a policy to the copy, FIFO with these tags, and makes the catalogue. */
async function withPolicy(tags: Readonly<Record<string, string>>): Promise<string> {
  let source = await readFile(`${copy}/assembly/replacement/fifo.ts`, "utf8");
  for (const [tag, value] of Object.entries({ policy: "mine", ...tags }))
    source = source.replace(new RegExp(`@${tag} .*`), `@${tag} ${value}`);
  await writeFile(`${copy}/assembly/replacement/mine.ts`, source.replace("class Fifo", "class Mine"));
  await promisify(execFile)(process.execPath, [`${copy}/scripts/catalogue.mjs`]);
  return readFile(`${copy}/src/engine/policies.generated.ts`, "utf8");
}

it("takes up a policy from its file alone", async () => {
  const catalogue = await withPolicy({ number: FREE, uses: "guest" });
  expect(catalogue).toMatch(
    new RegExp(`"name": "mine",\\s+"number": ${FREE},\\s+"visibility": "fault",\\s+"guest": true,\\s+"host": false`),
  );
  const registry = await readFile(`${copy}/assembly/replacement/registry.generated.ts`, "utf8");
  expect(registry).toContain('import { Mine } from "./mine";');
  expect(registry).toContain(`case ${FREE}: return action.on<Mine<M>>`);
});

it.each([
  [
    { number: FREE, visibility: "every-access" },
    "mine.ts: @uses host contradicts @visibility every-access: the host sees only faults and accessed bits",
  ],
  [{ number: "2" }, `@number 2 is already used in fifo.ts: the next free number is ${FREE}`],
  [{ number: "none" }, `mine.ts: @number is not a whole number: the next free number is ${FREE}`],
  [{ number: FREE, policy: "lru" }, "@policy lru is already used in lru.ts: write another name"],
  [{ number: FREE, visibility: "everything" }, "mine.ts: @visibility everything must be one of fault, accessed-bit"],
  [{ number: FREE, uses: "gest" }, "mine.ts: @uses gest: it must be guest or host"],
])("does not build where tags contradict each other: %o", async (tags, message) => {
  await expect(withPolicy(tags)).rejects.toThrow(message);
});

import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The README's first example, and one export of each other entry point. */
async function snippets(): Promise<string[]> {
  const readme = await readFile(`${root}README.md`, "utf8");
  const [, first = ""] = /```ts\n([\s\S]*?)```/.exec(readme) ?? [];
  expect(first).toContain("loadScenario");
  const entries = `
import { openScenarioFile, readTraceFile, type LoadOptions } from "ballonet";
import { drawFigures } from "ballonet/chart";
import { runHtml } from "ballonet/html";
import { parseScenario, simulate } from "ballonet/inline";
const options: LoadOptions = {};
export const used = [openScenarioFile, readTraceFile, drawFigures, runHtml, parseScenario, simulate, options];
`;
  return [first, entries];
}

it.each([
  ["node16", "node16"],
  ["nodenext", "nodenext"],
  ["esnext", "bundler"],
  ["preserve", "bundler"],
])("module %s with moduleResolution %s finds the types of every entry", async (module, moduleResolution) => {
  // Inside the package, which resolves its own name through its exports.
  const folder = `${root}build/resolution-${module}`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [at, text] of (await snippets()).entries()) await writeFile(`${folder}/snippet-${at}.ts`, text);
  const compilerOptions = { strict: true, module, moduleResolution, target: "es2022", noEmit: true, types: ["node"] };
  const libraries = { lib: ["es2023", "dom", "dom.iterable"], skipLibCheck: true };
  await writeFile(
    `${folder}/tsconfig.json`,
    JSON.stringify({ compilerOptions: { ...compilerOptions, ...libraries }, include: ["*.ts"] }),
  );
  const compiled = promisify(execFile)(process.execPath, [`${root}node_modules/typescript/bin/tsc`, "-p", folder]);
  const said = await compiled.then(
    () => "",
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
  expect(said).toBe("");
});

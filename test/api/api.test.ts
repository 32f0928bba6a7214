import { execFile } from "node:child_process";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import * as html from "../../dist/html.js";
import * as node from "../../dist/index.node.js";
import * as chart from "../../dist/report/figure/chart.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (file: string) => readFile(`${root}${file}`, "utf8");

it("documents every export", async () => {
  const page = await read("docs/api.md");
  const declared = (
    await Promise.all(["dist/index.d.ts", "dist/index.node.d.ts", "dist/index.web.d.ts"].map(read))
  ).join("\n");
  const lists = [...declared.matchAll(/export (?:type )?\{([^}]*)\}/g)].flatMap(([, list = ""]) => list.split(","));
  const types = [...declared.matchAll(/export interface (\w+)/g)].map(([, name = ""]) => name);
  const listed = lists.map((name) => name.replace(/^\s*type\s+/, "").trim()).filter((name) => name !== "");
  const names = new Set([...listed, ...types, ...[node, html, chart].flatMap(Object.keys)]);
  expect(names.size).toBeGreaterThan(60);
  expect([...names].filter((name) => !new RegExp(`\\b${name}\\b`).test(page))).toEqual([]);
});

it("has only snippets that compile against the package", async () => {
  const page = await read("docs/api.md");
  const snippets = [...page.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, text = ""]) => text);
  expect(snippets.length).toBeGreaterThan(4);
  // Inside the package, which resolves its own name through its exports.
  const folder = `${root}build/snippets`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [at, text] of snippets.entries()) await writeFile(`${folder}/snippet-${at}.ts`, text);
  const compilerOptions = {
    target: "es2023",
    lib: ["es2023", "dom", "dom.iterable"],
    module: "nodenext",
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    types: ["node"],
  };
  await writeFile(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions, include: ["*.ts"] }));
  const tsc = `${root}node_modules/typescript/bin/tsc`;
  const compiled = promisify(execFile)(process.execPath, [tsc, "-p", folder], { cwd: root });
  const said = await compiled.then(
    () => "",
    (error: unknown) => (error as { readonly stdout: string }).stdout,
  );
  expect(said).toBe("");
});

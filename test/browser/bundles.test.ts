import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseScenario, simulate } from "../../dist/index.node.js";
import { root } from "./serve.ts";

const run = promisify(execFile);
let folder: string;

const TEXT =
  "version: 1\nduration: 2s\nhost: { memory: 256MiB }\nvms: [ { name: a, memory: 128MiB, workload: { pattern: uniform } } ]";
/** What every way of embedding must print: the references of the same run, made here. */
let expected: string;

/** The package as it would come from the registry, and tools that only this suite needs. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-bundles-"));
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  const [tarball = ""] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  await writeFile(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const packages = [`./${tarball}`, "esbuild@0.28.2", "jest@30.5.2"];
  await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", ...packages], { cwd: folder });
  expected = `ok ${(await simulate(parseScenario(TEXT))).vms[0]?.references}`;
}, 300_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

/** A program that runs the scenario; `before` prepares the engine. */
const program = (entry: string, before = "") => `
import { loadEngine, parseScenario, simulate } from "${entry}";
async function go() {
  ${before}
  const result = await simulate(parseScenario(${JSON.stringify(TEXT)}));
  console.log("ok", result.vms[0].references);
}
go().catch((error) => console.log(error.name + ": " + error.message));
`;

async function bundled(name: string, text: string, ...options: readonly string[]): Promise<string> {
  await writeFile(join(folder, `${name}.js`), text);
  const file = join(folder, "out", `${name}${options.includes("--format=cjs") ? ".cjs" : ".mjs"}`);
  await run("npx", ["esbuild", `${name}.js`, "--bundle", `--outfile=${file}`, ...options], { cwd: folder });
  return file;
}

async function printed(...args: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, [...args], { cwd: folder });
  return stdout.trim();
}

/** Files of the package, from which a program takes the engine. */
const engine = (file: string) => JSON.stringify(join(root, "build", file));

/** Where nothing may be compiled from bytes, as in Workers; what is compiled before is given as `ENGINE`. */
const FORBIDDEN = () => `
import { readFileSync } from "node:fs";
globalThis.ENGINE = new WebAssembly.Module(readFileSync(${engine("release.wasm")}));
const no = () => { throw new WebAssembly.CompileError("Wasm code generation disallowed by embedder"); };
const { Instance, Module } = WebAssembly;
WebAssembly.compile = async () => no();
WebAssembly.compileStreaming = async () => no();
WebAssembly.instantiateStreaming = async () => no();
WebAssembly.instantiate = async (module, imports) => module instanceof Module ? new Instance(module, imports) : no();
WebAssembly.Module = new Proxy(Module, { construct: no });
`;

describe("esbuild for Node", () => {
  it.each(["esm", "cjs"])("bundles ballonet/inline as %s, which runs as it is", async (format) => {
    const file = await bundled(`inline-${format}`, program("ballonet/inline"), "--platform=node", `--format=${format}`);
    expect(await printed(file)).toBe(expected);
  });

  it("leaves the engine behind as CommonJS, which is said, and the bundle takes it from its bytes", async () => {
    const options = ["--platform=node", "--format=cjs"];
    const without = await printed(await bundled("bare", program("ballonet"), ...options));
    expect(without).toMatch(
      /^EngineError: the engine's file is not beside the library: in a bundle import ballonet\/inline/,
    );
    const before = `await loadEngine(require("node:fs").readFileSync(${engine("release.wasm")}));`;
    expect(await printed(await bundled("given", program("ballonet", before), ...options))).toBe(expected);
  });
});

describe("Jest", () => {
  const test = (head: string) =>
    `${head}\ntest("runs", async () => { const { parseScenario, simulate } = await library(); const result = await simulate(parseScenario(${JSON.stringify(TEXT)})); expect("ok " + result.vms[0].references).toBe("${expected}"); });`;
  const jest = (file: string, options = "") =>
    run(process.execPath, ["node_modules/jest/bin/jest.js", "--rootDir", folder, "--testMatch", `**/${file}`], {
      cwd: folder,
      env: { ...process.env, NODE_OPTIONS: options },
    });

  it("requires ballonet/inline", async () => {
    await writeFile(join(folder, "inline.test.cjs"), test(`const library = async () => require("ballonet/inline");`));
    expect((await jest("inline.test.cjs")).stderr).toContain("1 passed");
  });

  it("imports ballonet as ES module", async () => {
    await writeFile(join(folder, "module.test.mjs"), test(`const library = () => import("ballonet");`));
    expect((await jest("module.test.mjs", "--experimental-vm-modules")).stderr).toContain("1 passed");
  });
});

describe("where compiling bytes is forbidden", () => {
  const entries = ["ballonet", "ballonet/inline"];
  it.each(entries)("%s says what to do, and takes a WebAssembly.Module", async (entry) => {
    const name = entry.replace("/", "-");
    await writeFile(join(folder, "forbid.js"), FORBIDDEN());
    await writeFile(join(folder, `${name}-bare.js`), program(entry));
    const refused = await printed("--import", "./forbid.js", `${name}-bare.js`);
    expect(refused).toMatch(
      /^EngineError: .*where compiling bytes is forbidden, give loadEngine a WebAssembly\.Module/,
    );
    await writeFile(join(folder, `${name}-given.js`), program(entry, "await loadEngine(ENGINE);"));
    expect(await printed("--import", "./forbid.js", `${name}-given.js`)).toBe(expected);
  });

  it.each(entries)("a bundle of %s for Workers does, too", async (entry) => {
    await writeFile(join(folder, "forbid.js"), FORBIDDEN());
    const name = `worker-${entry.replace("/", "-")}`;
    const options = ["--platform=browser", "--format=esm", "--conditions=worker,browser"];
    const file = await bundled(name, program(entry, "await loadEngine(ENGINE);"), ...options);
    expect(await printed("--import", "./forbid.js", file)).toBe(expected);
  });
});

import { execFile } from "node:child_process";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startChromium } from "./chromium.ts";
import { root, serve } from "./serve.ts";
import { watch } from "./watched.ts";

const run = promisify(execFile);
let browser: Browser;
let folder: string;

/** The examples, with the package installed as it would come from the registry. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-package-"));
  // Packed as it stands: what it is made of has been built before.
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], { cwd: root });
  const [tarball = ""] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  for (const name of ["embed-node", "embed-browser"]) {
    const project = join(folder, name);
    await cp(join(root, "examples", name), project, { recursive: true });
    const described = JSON.parse(await readFile(join(project, "package.json"), "utf8"));
    const { vite: _, ...development } = described.devDependencies ?? {};
    const dependencies = { ...described.dependencies, ballonet: `file:../${tarball}` };
    // Vite is the one that is here already.
    const written = { ...described, dependencies, devDependencies: development };
    await writeFile(join(project, "package.json"), JSON.stringify(written));
    await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: project });
  }
  browser = await startChromium();
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

it("answers in Node whether a VM fits, and what is wrong with a question", async () => {
  const script = `
    import { server } from "./server.js";
    server.listen(0, "127.0.0.1", async () => {
      const ask = async (question) => {
        const answer = await fetch("http://127.0.0.1:" + server.address().port + "/fits", { method: "POST", body: JSON.stringify(question) });
        return { status: answer.status, ...(await answer.json()) };
      };
      const vm = (name, used) => ({ name, memory: "1GiB", used });
      const answers = [
        await ask({ host: { memory: "2GiB" }, vms: [vm("a", "400MiB")], candidate: vm("b", "400MiB") }),
        await ask({ host: { memory: "1GiB" }, vms: [vm("a", "900MiB")], candidate: vm("b", "900MiB") }),
        await ask({ host: { memory: "plenty" }, vms: [], candidate: vm("b", "400MiB") }),
      ];
      console.log(JSON.stringify(answers));
      server.close();
    });`;
  await writeFile(join(folder, "embed-node", "ask.js"), script);
  const { stdout } = await run(process.execPath, ["ask.js"], { cwd: join(folder, "embed-node") });
  const answers = JSON.parse(stdout);
  expect(answers.map(({ status, fits }: { status: number; fits?: boolean }) => [status, fits])).toEqual([
    [200, true],
    [200, false],
    [400, undefined],
  ]);
  expect(answers[2].error).toContain("host.memory");
});

const policy = { "content-security-policy": "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'" };

it("runs on a plain page under a strict policy", async () => {
  const server = await serve({ folder: join(folder, "embed-browser"), headers: policy });
  const { page, problems, close } = await watch(browser, server.url, "plain.html");
  await expect.poll(() => page.textContent("#report"), { timeout: 20_000 }).toContain("plain: 2 VMs");
  // The browser asks for an icon, which the policy does not let it have.
  expect(problems.filter((problem) => !problem.includes("favicon"))).toEqual([]);
  await close();
  await server.close();
});

it.each(["vite", "webpack"])("is bundled by %s and draws its result under a strict policy", async (bundler) => {
  const project = join(folder, "embed-browser");
  if (bundler === "vite") {
    const vite = join(root, "node_modules/vite/bin/vite.js");
    const env = { ...process.env, NODE_ENV: "production" };
    await run(process.execPath, [vite, "build", "vite", "--outDir", "../dist", "--emptyOutDir"], { cwd: project, env });
  } else {
    const script = `
      import webpack from ${JSON.stringify(join(root, "node_modules/webpack/lib/index.js"))};
      webpack({ mode: "production", context: ${JSON.stringify(project)}, entry: "./vite/main.js", target: "web",
        experiments: { outputModule: true, topLevelAwait: true }, output: { path: ${JSON.stringify(join(project, "dist"))}, filename: "main.js", module: true, publicPath: "auto" },
        module: { rules: [{ test: /\\.css$/, type: "asset/source" }] } },
        (error, stats) => { if (error || stats.hasErrors()) { console.error(error ?? stats.toString()); process.exit(1); } });`;
    await writeFile(join(project, "pack.mjs"), script);
    await rm(join(project, "dist"), { recursive: true, force: true });
    await run(process.execPath, ["pack.mjs"], { cwd: project });
    await cp(join(project, "vite/index.html"), join(project, "dist/index.html"));
  }
  const server = await serve({ folder: join(project, "dist") });
  const { page, problems, close } = await watch(browser, server.url, "");
  await expect.poll(() => page.textContent("#answer"), { timeout: 20_000 }).toMatch(/^idle 1\.\d\d×, busy/);
  expect(await page.locator("#charts canvas").count()).toBeGreaterThan(4);
  expect(problems.filter((problem) => !problem.includes("favicon") && !problem.includes("404"))).toEqual([]);
  await close();
  await server.close();
});

// Installs the packed package in an empty folder and runs it on each supported Node release: the command line, the library as ESM and
// CommonJS, and the managers' golden vectors. All releases must print the same results.
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** The oldest release that package.json allows, and the latest of each later major version. */
const RELEASES = ["20.19.0", "22.23.3", "24.21.0"];

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = await mkdtemp(join(tmpdir(), "ballonet-smoke-"));
const run = async (program, words, cwd) => {
  const { stdout } = await promisify(execFile)(program, words, { cwd, maxBuffer: 2 ** 26 });
  return stdout;
};
const npm = (cwd, ...words) => run("npm", [...words, "--no-audit", "--no-fund", "--prefer-offline"], cwd);

const LIBRARY = `
const text = "version: 1\\nduration: 2s\\nhost: { memory: 96MiB }\\nvms:\\n  - { name: a, count: 2, memory: 64MiB, workload: { memory: 50MiB, pattern: zipf } }\\n";
`;
/** Programs by name: each prints JSON that does not depend on the release. */
const PROGRAMS = {
  "library.mjs": `${LIBRARY}
import { jsonReport, parseScenario, simulate } from "ballonet";
const result = JSON.parse(jsonReport(await simulate(parseScenario(text))));
console.log(JSON.stringify({ ...result, run: null }));`,
  "inline.cjs": `${LIBRARY}
const { jsonReport, parseScenario, simulate } = require("ballonet/inline");
simulate(parseScenario(text)).then((result) => console.log(JSON.stringify({ ...JSON.parse(jsonReport(result)), run: null })));`,
};

/** The package's outputs under the Node executable `node`, by test. */
async function printed(node) {
  const main = join(folder, "node_modules/ballonet/dist/cli/main.js");
  const example = (name) => join(folder, "node_modules/ballonet/examples", name);
  const { run: _, ...result } = JSON.parse(
    await run(node, [main, "run", example("reassign.yaml"), "--json", "-"], folder),
  );
  return {
    "ballonet run": JSON.stringify(result),
    "ballonet replay": await run(
      node,
      [main, "replay", "ring.txt", "--policy", "lru,clock,opt", "--frames", "40"],
      folder,
    ),
    "ballonet mrc": await run(node, [main, "mrc", "ring.txt", "--policy", "lru,arc"], folder),
    "import ballonet": await run(node, ["library.mjs"], folder),
    "require ballonet/inline": await run(node, ["inline.cjs"], folder),
  };
}

/** Installs a Node release from the npm package `node`; returns its executable. */
async function install(release) {
  const place = join(folder, release);
  await mkdir(place);
  await writeFile(join(place, "package.json"), "{}");
  await npm(place, "install", `node@${release}`);
  return join(place, "node_modules/node/bin/node");
}

try {
  await run("npm", ["pack", "--ignore-scripts", "--pack-destination", folder], root);
  const [tarball] = (await readdir(folder)).filter((file) => file.endsWith(".tgz"));
  await writeFile(join(folder, "package.json"), "{}");
  await npm(folder, "install", `./${tarball}`);
  for (const [name, text] of Object.entries(PROGRAMS)) await writeFile(join(folder, name), text);
  // A cycle of pages mixed with one frequent page: every policy has hits and misses.
  const ring = Array.from({ length: 3000 }, (_, at) => (at % 3 === 0 ? 100 : (at * 7) % 60));
  await writeFile(join(folder, "ring.txt"), `${ring.join("\n")}\n`);

  let first = null;
  for (const release of RELEASES) {
    const node = await install(release);
    const version = (await run(node, ["--version"], folder)).trim();
    if (version !== `v${release}`) throw new Error(`node ${release} reports version ${version}`);
    const results = await printed(node);
    first ??= results;
    for (const [what, text] of Object.entries(results))
      if (text !== first[what])
        throw new Error(`${what} on Node ${release} differs from Node ${RELEASES[0]}: "${text.slice(0, 200)}"`);
    await run(node, ["node_modules/vitest/vitest.mjs", "run", "--project", "plain", "test/manager/vectors"], root);
    console.log(`Node ${release}: ${Object.keys(results).join(", ")}, golden vectors`);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

import { execFile } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const root = fileURLToPath(new URL("../..", import.meta.url));

interface Step {
  readonly script: readonly [file: string, ...args: string[]];
  /** Files and folders that it reads, and what it makes: it is left out when all it makes is younger than all it reads. */
  readonly reads: readonly string[];
  readonly makes: readonly string[];
}

const tools = ["package.json", "asconfig.json", "scripts"];
const steps: readonly Step[] = [
  {
    script: ["scripts/catalogue.mjs"],
    reads: [...tools, "assembly"],
    makes: ["src/engine/policies.generated.ts", "assembly/replacement/registry.generated.ts"],
  },
  {
    script: ["scripts/engine.mjs"],
    reads: [...tools, "assembly"],
    makes: [
      ...["release", "debug", "laboratory-release", "laboratory-debug"].map((target) => `build/${target}.wasm`),
      "src/engine/machine/machine.generated.ts",
      "src/engine/laboratory/laboratory.generated.ts",
      "src/workload/random/sampler.generated.ts",
    ],
  },
  {
    script: ["scripts/page.mjs"],
    reads: [...tools, "src/report"],
    makes: ["src/report/page/page.generated.ts"],
  },
  {
    script: ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"],
    reads: [...tools, "tsconfig.json", "tsconfig.build.json", "src"],
    makes: ["dist/index.js", "dist/index.node.js", "dist/cli/main.js"],
  },
  {
    script: ["scripts/inline.mjs"],
    reads: [...tools, "src", "build/release.wasm", "build/laboratory-release.wasm"],
    makes: ["dist/inline.js", "dist/inline.cjs"],
  },
  { script: ["scripts/schema.mjs"], reads: [...tools, "src"], makes: ["dist/scenario.schema.json"] },
];

/** Builds what the tests run on, as far as it is not there or out of date: the engine in both forms with its catalogue of replacement policies, and the library for the command line. */
export default async function compile(): Promise<void> {
  for (const { script, reads, makes } of steps) {
    const made = await Promise.all(makes.map(changed));
    if (Math.min(...made) > (await newest(reads, makes))) continue;
    const [file, ...args] = script;
    await promisify(execFile)(process.execPath, [`${root}/${file}`, ...args], { cwd: root });
  }
}

/** When a file was last changed; long ago when it is not there. */
async function changed(file: string): Promise<number> {
  return stat(`${root}/${file}`).then(
    ({ mtimeMs }) => mtimeMs,
    () => Number.NEGATIVE_INFINITY,
  );
}

/** When the youngest of the files, or of those in the folders, was last changed, leaving out what is made. */
async function newest(places: readonly string[], made: readonly string[]): Promise<number> {
  const files = await Promise.all(
    places.map(async (place) => {
      const found = await stat(`${root}/${place}`);
      if (!found.isDirectory()) return [place];
      const entries = await readdir(`${root}/${place}`, { recursive: true });
      return [place, ...entries.map((entry) => `${place}/${entry}`)];
    }),
  );
  const times = await Promise.all(
    files
      .flat()
      .filter((file) => !made.includes(file))
      .map(changed),
  );
  return Math.max(...times);
}

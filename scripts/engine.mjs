// Compiles the machine and the laboratory, each as release and debug build with its generated TypeScript border, and the sampler into a
// TypeScript module that contains it as text.
import { readFile, writeFile } from "node:fs/promises";
import asc from "assemblyscript/asc";
import { borderOf } from "./border.mjs";

for (const [entry, targets, generated] of [
  ["assembly/index.ts", ["release", "debug"], "src/engine/machine/machine.generated.ts"],
  [
    "assembly/laboratory.ts",
    ["laboratory-release", "laboratory-debug"],
    "src/engine/laboratory/laboratory.generated.ts",
  ],
  ["assembly/sampler.ts", ["sampler"]],
]) {
  const borders = new Set();
  for (const target of targets) {
    const transforms = generated === undefined ? [] : [borderOf(entry, (border) => borders.add(border))];
    const { error, stderr } = await asc.main([entry, "--target", target], { transforms });
    if (error === null) continue;
    process.stderr.write(`${stderr.toString()}${error.message}\n`);
    process.exit(1);
  }
  if (generated === undefined) continue;
  if (borders.size !== 1) throw new Error(`${entry}: its forms have different borders`);
  await writeFile(new URL(`../${generated}`, import.meta.url), [...borders][0]);
}

const binary = await readFile(new URL("../build/sampler.wasm", import.meta.url));
await writeFile(
  new URL("../src/workload/random/sampler.generated.ts", import.meta.url),
  `// Made from assembly/sampler.ts by scripts/engine.mjs.\nexport const binary: string = "${binary.toString("base64")}";\n`,
);

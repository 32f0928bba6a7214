// Compiles the engine, the machine and the laboratory, each in its release and its debug form, and the sampler into a module of text.
import { readFile, writeFile } from "node:fs/promises";
import asc from "assemblyscript/asc";

for (const [entry, targets] of [
  ["assembly/index.ts", ["release", "debug"]],
  ["assembly/laboratory.ts", ["laboratory-release", "laboratory-debug"]],
  ["assembly/sampler.ts", ["sampler"]],
]) {
  for (const target of targets) {
    const { error, stderr } = await asc.main([entry, "--target", target]);
    if (error === null) continue;
    process.stderr.write(`${stderr.toString()}${error.message}\n`);
    process.exit(1);
  }
}

const binary = await readFile(new URL("../build/sampler.wasm", import.meta.url));
await writeFile(
  new URL("../src/workload/sampler.generated.ts", import.meta.url),
  `// Made from assembly/sampler.ts by scripts/engine.mjs.\nexport const binary: string = "${binary.toString("base64")}";\n`,
);

// Compiles the engine, the machine and the laboratory, each in its release and its debug form.
import asc from "assemblyscript/asc";

for (const [entry, targets] of [
  ["assembly/index.ts", ["release", "debug"]],
  ["assembly/laboratory.ts", ["laboratory-release", "laboratory-debug"]],
]) {
  for (const target of targets) {
    const { error, stderr } = await asc.main([entry, "--target", target]);
    if (error === null) continue;
    process.stderr.write(`${stderr.toString()}${error.message}\n`);
    process.exit(1);
  }
}

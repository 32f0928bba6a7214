import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { Bench } from "tinybench";
import { startMachine } from "../dist/engine/machine/module.js";
import { machineModule } from "../dist/engine/source.node.js";
import { built } from "./built.mjs";
import { inTurn } from "./rounds.mjs";

export const about = "Start-up: wall time until the process exits or the engine is ready";

const main = fileURLToPath(built("cli/main.js"));
const example = fileURLToPath(new URL("../examples/reassign.yaml", import.meta.url));
const engine = built("engine/source.node.js").href;
const machine = built("engine/machine/module.js").href;

function ms(...args) {
  const began = performance.now();
  execFileSync(process.execPath, args, { stdio: "ignore" });
  return performance.now() - began;
}

const ready = `const { machineModule } = await import("${engine}"); const { startMachine } = await import("${machine}");
const began = performance.now(); await startMachine(await machineModule()); process.stdout.write(String(performance.now() - began));`;

export async function* run(rounds) {
  const { medians: measured } = await inTurn(
    {
      node: () => ms("-e", "0"),
      version: () => ms(main, "--version"),
      first: () => ms(main, "run", example, "--set", "duration=2s"),
      engine: () => Number(execFileSync(process.execPath, ["--input-type=module", "-e", ready]).toString()),
    },
    rounds,
  );
  yield { what: "node alone", value: measured.node, unit: "ms" };
  yield { what: "ballonet --version", value: measured.version, unit: "ms", most: 150 };
  yield {
    what: "the first result",
    value: measured.first,
    unit: "ms",
    note: "ballonet run reassign.yaml for two seconds",
  };
  yield { what: "the engine, after import", value: measured.engine, unit: "ms", most: 20 };
  yield { what: "another engine, module compiled", value: await another(), unit: "ms" };
}

/** Start of a further engine in the same process, repeated since it is too short for a single measurement. */
async function another() {
  const module = await machineModule();
  const bench = new Bench({ time: 200 });
  bench.add("engine", async () => {
    await startMachine(module);
  });
  const [task] = await bench.run();
  return task.result.latency.p50;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { importFromTests } from "./import-from-tests.mjs";
import { chooseAccelerator } from "./machine/accelerate.mjs";
import { Guest } from "./machine/guest.mjs";
import { compilePrograms } from "./machine/image.mjs";
import { fetchKernel, installTools, qemuVersion } from "./machine/packages.mjs";
import { Table } from "./table.mjs";

/**
 * Measures the named cases on the newest kernels of the given lines: one guest of each kernel at a time. Tables go into `output`; `folder` is
 * for what may be deleted afterwards.
 */
export async function measure({ cases, lines, repeats, long, output, folder }) {
  say("tools and kernels");
  await installTools();
  const modules = await Promise.all(cases.map((name) => import(`./case/${name}.mjs`)));
  await compilePrograms(new Set(modules.flatMap(({ programs }) => programs)), folder);
  const kernels = [];
  for (const line of lines) kernels.push(await fetchKernel(line, folder));

  const boot = (options) => Guest.boot({ scratch: folder, ...options });
  const accelerator = await chooseAccelerator(boot, kernels[0], folder);
  writeAbout(join(output, "about.csv"), { accelerator, kernels, qemu: await qemuVersion() });
  const { open, missing } = await importFromTests("source.ts");
  const { readTable } = await importFromTests("table.ts");
  const replays = readTable(readFileSync(new URL("replays.csv", import.meta.url), "utf8"));

  for (const { file, about, measure: measureCase } of modules) {
    const table = new Table(join(output, file), kernels.length);
    say(about);
    const measureOn = (kernel, part) => {
      const report = (row) => {
        table.add(row, part);
        say(`  ${Object.values(row).join(" ").slice(0, 140)}`);
      };
      const settings = { kernel, folder, repeats, long, replays, open, missing, report, persist };
      return measureCase({ ...settings, boot: (options) => boot({ accelerator, ...options }) });
    };
    await Promise.all(kernels.map(measureOn));
  }
}

const TRIES = 3;

/** Measures a row, again if that fails: on a busy host a guest may stand still for minutes. */
async function persist(measureRow, tries = TRIES) {
  try {
    return await measureRow();
  } catch (error) {
    if (tries === 1) throw error;
    say(`  again: ${error.message}`);
    return persist(measureRow, tries - 1);
  }
}

/** How the numbers were measured. */
function writeAbout(path, { accelerator, kernels, qemu }) {
  const table = new Table(path);
  table.add({ what: "date", value: new Date().toISOString().slice(0, 10) });
  table.add({ what: "qemu", value: qemu });
  table.add({ what: "accelerator", value: accelerator });
  for (const { packageName } of kernels) table.add({ what: "kernel", value: packageName });
}

const began = performance.now();

function say(text) {
  const seconds = Math.round((performance.now() - began) / 1000);
  console.error(`${String(Math.floor(seconds / 60)).padStart(2)}:${String(seconds % 60).padStart(2, "0")} ${text}`);
}

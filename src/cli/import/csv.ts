import { Command, InvalidArgumentError } from "commander";
import { readSize } from "../../parameter/size.ts";
import { readable } from "../scenario-input.ts";
import { type ImportOutput, withOutput, writeScenarios } from "./output.ts";

/** Options of `ballonet import csv`. */
export interface ImportCsvOptions extends ImportOutput {
  readonly time: string;
  readonly vm: string;
  readonly memory: string;
  readonly used: string;
  readonly cache?: string;
  readonly unit: number;
}

const AFTER = `
A row is a VM at a time. Times are Unix seconds, milliseconds or 2026-11-30T10:00:00Z; a size may have its own unit.
Empty cells, null, NaN and - mean that it is not known.`;

/** `ballonet import csv`. */
export function importCsvCommand(): Command {
  const command = new Command("csv")
    .description("a table of VMs over time")
    .argument("<file>", "CSV file, separated by commas, semicolons or tabs")
    .option("--time <column>", "column of the time", "time")
    .option("--vm <column>", "column of the VM's name", "vm")
    .option("--memory <column|size>", "column of the VM's memory, or the memory of all VMs", "memory")
    .option("--used <column>", "column of the memory in use, without page cache", "used")
    .option("--cache <column>", "column of the page cache (default: not known)")
    .option("--unit <unit>", "unit of numbers without one: B, KiB, MiB or GiB (default: B)", unit, 1);
  return withOutput(command).addHelpText("after", AFTER).action(importTable);
}

async function importTable(path: string, options: ImportCsvOptions): Promise<void> {
  const { time, vm, memory, used, cache = null, unit: unitBytes } = options;
  const [{ readHostFile }, { importCsv }] = await Promise.all([
    import("../../import/files.node.ts"),
    import("../../import/import.ts"),
  ]);
  const scenarios = await readable(path, async () =>
    importCsv(await readHostFile(path), { time, vm, memory, used, cache, unitBytes }),
  );
  await writeScenarios(scenarios, options);
}

function unit(written: string): number {
  const size = readSize(`1${written}`, { shares: false });
  if ("problem" in size || size.value.unit !== "bytes")
    throw new InvalidArgumentError("It must be B, KiB, MiB or GiB.");
  return size.value.bytes;
}

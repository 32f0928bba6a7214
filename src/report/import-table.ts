import type { ImportedScenario } from "../import/import.ts";
import { isRecorded } from "../import/model/sample.ts";
import { formatBytes, formatCount } from "../words/units.ts";
import { type Painter, painter } from "./words/colour.ts";
import { type Column, layOutTable, legendOf } from "./words/table.ts";

const COLUMNS: readonly Column[] = [
  { header: ["host"], align: "left", dispensable: 0 },
  { header: ["memory"], align: "right", dispensable: 0 },
  { header: ["VMs"], align: "right", dispensable: 0 },
  { header: ["promised"], align: "right", dispensable: 2, meaning: "memory of all VMs together" },
  { header: ["recorded"], align: "right", dispensable: 1, meaning: "VMs of which the use over time is known" },
  { header: ["scenario"], align: "left", dispensable: 0 },
];

/** What was imported, one row for each host. */
export function importedTable(
  scenarios: readonly (ImportedScenario & { readonly file: string })[],
  { columns, colour }: { readonly columns: number; readonly colour: boolean },
): string {
  const rows = scenarios.map(({ host, file }) => {
    const promised = host.vms.reduce((sum, { memoryBytes }) => sum + memoryBytes.value, 0);
    const recorded = host.vms.filter(({ samples }) => isRecorded(samples)).length;
    const memory = host.memoryBytes === null ? "not told" : formatBytes(host.memoryBytes.value);
    return [host.name, memory, formatCount(host.vms.length), formatBytes(promised), formatCount(recorded), file].map(
      (text) => ({ text }),
    );
  });
  const paint: Painter = painter(colour);
  const { lines, leftOut } = layOutTable(COLUMNS, rows, columns, paint);
  return `${[...lines, legendOf(COLUMNS, leftOut)].join("\n")}\n`;
}

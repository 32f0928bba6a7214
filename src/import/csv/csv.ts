import { CsvError, parse } from "csv-parse/sync";
import { readSize } from "../../parameter/size.ts";
import { baseName, type HostFile, ImportError, wrongFile } from "../error.ts";
import { type ImportedHost, type ImportedVm, plainVm } from "../model/host.ts";
import { type Sample, silent } from "../model/sample.ts";
import { assumed, derived, type Told, told } from "../model/told.ts";

/** Which columns of a table mean what. */
export interface CsvColumns {
  readonly time: string;
  readonly vm: string;
  /** A column, or a size that all VMs have. */
  readonly memory: string;
  readonly used: string;
  /** `null`: page cache is not told. */
  readonly cache: string | null;
  /** Bytes of 1 in the table's numbers. */
  readonly unitBytes: number;
}

const MIB = 2 ** 20;

/** Cells that say nothing. */
const MISSING = /^(?:|-|null|none|nan|n\/a|u)$/i;

interface Row {
  readonly line: number;
  readonly cells: Readonly<Record<string, string>>;
}

/** Reads a host from a table of VMs over time. Throws an ImportError of one sentence. */
export function csvHost(file: HostFile, columns: CsvColumns): ImportedHost {
  const given = sizeIn(columns.memory);
  const vms = new Map<string, { readonly samples: Map<number, Sample>; memory: number }>();
  for (const { line, cells } of rowsOf(file, columns, given)) {
    const name = (cells[columns.vm] ?? "").trim();
    const where = `line ${line}`;
    if (name === "") throw wrongFile(file, where, `${columns.vm} is empty: each row needs a VM`);
    const vm = vms.get(name) ?? { samples: new Map(), memory: 0 };
    vms.set(name, vm);
    const time = timeOf(file, where, cells[columns.time] ?? "");
    if (vm.samples.has(time)) throw wrongFile(file, where, `${name} stands there twice at the same time`);
    const bytes = (column: string) => bytesOf(file, where, column, cells[column] ?? "", columns.unitBytes);
    if (given === null) vm.memory = Math.max(vm.memory, bytes(columns.memory) ?? 0);
    vm.samples.set(time, {
      ...silent(time),
      anonymousBytes: bytes(columns.used),
      cacheBytes: columns.cache === null ? null : bytes(columns.cache),
    });
  }
  return hostOf(file, columns, given, vms);
}

function hostOf(
  file: HostFile,
  columns: CsvColumns,
  given: number | null,
  vms: ReadonlyMap<string, { readonly samples: ReadonlyMap<number, Sample>; readonly memory: number }>,
): ImportedHost {
  const found = [...vms].map(([name, { samples, memory }]): ImportedVm => {
    const size: Told<number> =
      given === null
        ? told(Math.ceil(memory / MIB) * MIB, `the largest ${columns.memory}`)
        : derived(given, "given for all VMs");
    if (size.value === 0)
      throw new ImportError(`${file.name}: ${columns.memory} of ${name} is never told: every VM needs its memory`);
    return {
      ...plainVm(name, baseName(file.name), size),
      samples: [...samples.values()].sort((a, b) => a.time - b.time),
      demandFrom: `${columns.used}${columns.cache === null ? "" : `; ${columns.cache}`}`,
    };
  });
  return {
    name: baseName(file.name).replace(/\.\w+$/, ""),
    source: `the table ${baseName(file.name)}`,
    manager: assumed({ kind: "none" }, "a table does not say what sets the balloons"),
    memoryBytes: null,
    swapBytes: null,
    vms: found,
    leftOut: [],
    ask: ["The host's memory and swap.", "Balloon, minimum and processors of each VM."],
    recorder: [],
  };
}

function rowsOf(file: HostFile, { time, vm, memory, used, cache }: CsvColumns, given: number | null): Row[] {
  const header = file.text.split("\n", 1)[0] ?? "";
  const delimiter = [";", "\t"].find((one) => header.includes(one) && !header.includes(",")) ?? ",";
  let records: { readonly record: Record<string, string>; readonly info: { readonly lines: number } }[];
  try {
    records = parse(file.text, { columns: true, bom: true, delimiter, skip_empty_lines: true, info: true, trim: true });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw wrongFile(file, null, `this is not a whole table: ${error.message.split("\n")[0]}`);
  }
  const first = records[0];
  if (first === undefined) throw wrongFile(file, null, "the table has no rows below its header");
  for (const column of [time, vm, used, ...(cache === null ? [] : [cache]), ...(given === null ? [memory] : [])])
    if (!(column in first.record))
      throw wrongFile(
        file,
        null,
        `there is no column ${column}: its columns are ${Object.keys(first.record).join(", ").slice(0, 200)}`,
      );
  return records.map(({ record, info }) => ({ line: info.lines, cells: record }));
}

function timeOf(file: HostFile, where: string, written: string): number {
  // Milliseconds since 1970 have at least 12 digits, seconds at most 11.
  if (/^\d{12,15}$/.test(written)) return Number(written) / 1000;
  if (/^\d{1,11}(?:\.\d+)?$/.test(written)) return Number(written);
  const date = /^\d{4}-\d\d-\d\d/.test(written)
    ? Date.parse(written.replace(" ", "T").replace(/([T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/, "$1Z"))
    : Number.NaN;
  if (Number.isNaN(date))
    throw wrongFile(file, where, `"${written.slice(0, 40)}" is not a time: write Unix seconds or 2026-11-30T10:00:00Z`);
  return date / 1000;
}

function bytesOf(file: HostFile, where: string, column: string, written: string, unitBytes: number): number | null {
  if (MISSING.test(written)) return null;
  if (/^\d{1,20}(?:\.\d+)?(?:e\+?\d{1,2})?$/i.test(written)) return Number(written) * unitBytes;
  const bytes = sizeIn(written);
  if (bytes === null)
    throw wrongFile(file, where, `${column} is "${written.slice(0, 40)}": it must be a number or a size`);
  return bytes;
}

/** A size with a unit of bytes; `null`: it is none. */
function sizeIn(written: string): number | null {
  const size = readSize(written, { shares: false });
  return "value" in size && size.value.unit === "bytes" ? size.value.bytes : null;
}

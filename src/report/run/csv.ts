import { causes } from "../../simulation/cause.ts";
import type { DeviceResult, Result, VmResult } from "../../simulation/result.ts";
import { DEVICE_FIELDS, HOST_FIELDS, HOST_SERIES_FIELDS, VM_FIELDS, VM_SERIES_FIELDS } from "./fields.ts";

/** The tables of a result by the names of their files. */
export interface CsvReports {
  /** A row a VM. */
  readonly "vms.csv": string;
  /** One row: the host and its devices. */
  readonly "host.csv": string;
  /** A row a point in time: the host, every device and every VM side by side. */
  readonly "series.csv": string;
}

/** What stands between two commas. */
export type Value = string | number;

/** The result as tables after RFC 4180 (https://www.rfc-editor.org/rfc/rfc4180): a header, commas, CR LF, quotes where needed. */
export function csvReports(result: Result): CsvReports {
  return { "vms.csv": table(vms(result)), "host.csv": table(host(result)), "series.csv": table(series(result)) };
}

function vms(result: Result): Value[][] {
  const header = [...VM_FIELDS, ...causes.map((cause) => `delayNs ${cause}`), "why"];
  const row = (vm: VmResult) => [
    ...VM_FIELDS.map((field) => vm[field]),
    ...causes.map((cause) => vm.delayNs[cause]),
    vm.why,
  ];
  return [header, ...result.vms.map(row)];
}

const DEVICE_NUMBERS = DEVICE_FIELDS.filter((field): field is Exclude<keyof DeviceResult, "name"> => field !== "name");

function host({ outcome, simulatedNs, host: totals, devices }: Result): Value[][] {
  const columns: (readonly [string, Value])[] = [
    ["outcome", outcome],
    ["simulatedNs", simulatedNs],
    ...HOST_FIELDS.map((field) => [field, totals[field]] as const),
    ...totals.states.map(({ name, ns }) => [`state ${name} ns`, ns] as const),
    ...devices.flatMap((device) =>
      DEVICE_NUMBERS.map((field) => [`device ${device.name} ${field}`, device[field]] as const),
    ),
  ];
  return [columns.map(([name]) => name), columns.map(([, value]) => value)];
}

function series({ series, vms, devices }: Result): Value[][] {
  const { state } = series.host;
  const columns: (readonly [string, readonly Value[]])[] = [
    ["timeNs", series.timeNs],
    ...HOST_SERIES_FIELDS.map((field) => [`host ${field}`, series.host[field]] as const),
    ...(state.length > 0 ? [["host state", state] as const] : []),
    ...series.devices.map(
      ({ utilisation }, i) => [`device ${devices[i]?.name ?? i} utilisation`, utilisation] as const,
    ),
    ...series.vms.flatMap((vm, i) =>
      VM_SERIES_FIELDS.map((field) => [`vm ${vms[i]?.name ?? i} ${field}`, vm[field]] as const),
    ),
    ...series.vms.flatMap((vm, i) =>
      Object.entries(vm.delayNs).map(([cause, ns]) => [`vm ${vms[i]?.name ?? i} delayNs ${cause}`, ns] as const),
    ),
  ];
  const rows = series.timeNs.map((_, point) => columns.map(([, values]) => values[point] ?? ""));
  return [columns.map(([name]) => name), ...rows];
}

/** Rows as RFC 4180 wants them. */
export function table(rows: readonly (readonly Value[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
}

function quoted(value: Value): string {
  const text = String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

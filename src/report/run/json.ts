import { causes } from "../../simulation/cause.ts";
import type { Result, VmSeries } from "../../simulation/result.ts";
import {
  DEVICE_FIELDS,
  EVENT_FIELDS,
  HOST_FIELDS,
  HOST_SERIES_FIELDS,
  REASON_FIELDS,
  RESULT_FIELDS,
  RUN_FIELDS,
  SERIES_FIELDS,
  VM_FIELDS,
  VM_SERIES_FIELDS,
} from "./fields.ts";

/**
 * The result as JSON, as docs/result.md describes it: keys always in the same order (the scenario's in that of the
 * alphabet), what is short on one line, a line feed at the end.
 */
export function jsonReport(result: Result): string {
  const { host, devices, vms, events, series, run } = result;
  const ordered = {
    ...pick(result, RESULT_FIELDS),
    host: { ...pick(host, HOST_FIELDS), states: host.states },
    devices: devices.map((device) => pick(device, DEVICE_FIELDS)),
    vms: vms.map(
      (vm) =>
        new Line({
          ...pick(vm, VM_FIELDS),
          delayNs: pick(vm.delayNs, causes),
          reasons: vm.reasons.map((reason) => pick(reason, REASON_FIELDS)),
          why: vm.why,
        }),
    ),
    events: events.map((event) => pick(event, EVENT_FIELDS)),
    series: {
      ...pick(series, SERIES_FIELDS),
      host: { ...pick(series.host, HOST_SERIES_FIELDS), state: series.host.state },
      vms: series.vms.map((vm) => ({ ...pick(vm, VM_SERIES_FIELDS), delayNs: inOrder(vm.delayNs) })),
    },
    scenario: alphabetical(result.scenario),
    run: pick(run, RUN_FIELDS),
  };
  return `${write(ordered, "")}\n`;
}

/** Everything that belongs to one object: fields in the order of `names`. */
function pick<T extends object>(value: T, names: readonly (keyof T & string)[]): { readonly [name: string]: unknown } {
  return Object.fromEntries(names.map((name) => [name, value[name]]));
}

/** The columns that there are, in the order of causes. */
function inOrder(columns: VmSeries["delayNs"]): { readonly [cause: string]: unknown } {
  return pick(
    columns,
    causes.filter((cause) => columns[cause] !== undefined),
  );
}

function alphabetical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(alphabetical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, alphabetical(inner)]));
}

/** Something that is written on one line, however much it holds. */
class Line {
  readonly value: object;

  constructor(value: object) {
    this.value = value;
  }
}

/** Scalars, lists and objects of scalars, and what is to be a line, on one line; everything else a line a member. */
function write(value: unknown, indent: string): string {
  if (value instanceof Line) return writeLine(value.value);
  if (!isNested(value)) return writeLine(value);
  const inside = `${indent}  `;
  const [open, close, members] = Array.isArray(value)
    ? ["[", "]", value.map((member) => write(member, inside))]
    : ["{", "}", Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${write(member, inside)}`)];
  return `${open}
${inside}${members.join(`,
${inside}`)}
${indent}${close}`;
}

/** Whether a value is a list or an object that holds others. */
function isNested(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((member) => typeof member === "object" && member !== null);
}

function writeLine(value: unknown): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(writeLine).join(",")}]`;
  const members = Object.entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${writeLine(member)}`);
  return `{${members.join(", ")}}`;
}

import { guestCountersColumns } from "../../engine/machine/machine.generated.ts";
import { NOTICEABLE } from "../../simulation/reasons.ts";
import type { Result, VmResult } from "../../simulation/result.ts";
import {
  endlessNotes,
  formatBytes,
  formatCount,
  formatDuration,
  formatShare,
  formatSlowdown,
} from "../../words/units.ts";
import { wrapToWidth } from "../../words/width.ts";
import type { Painter, Tone } from "../words/colour.ts";
import { type Cell, type Column, layOutTable, legendOf } from "../words/table.ts";
import { nameList, SEVERE } from "./headline.ts";
import { largestOf, meanOf, type ReportedVm, type ReportRow } from "./rows.ts";

/** The columns of the table of VMs. */
export const VM_COLUMNS: readonly Column[] = [
  column("", "VM", 0, undefined, "left"),
  column("", "memory", 4),
  column("", "balloon", 1, "memory in the balloon at the end"),
  column("", "refs/s", 5, "memory references per second"),
  column("mean", "slow", 0, "time taken ÷ time if all memory were always there"),
  column("worst", "slow", 3, "slowdown in the slowest sample period"),
  ...guestCountersColumns.map(({ header: [above, name], dispensable, meaning }) =>
    column(above, name, dispensable, meaning),
  ),
  column("guest", "swap/s", 6, "traffic to and from the guest's swap"),
  column("", "stall", 2, "share of the time spent waiting for memory"),
];

/** The VMs, a row each, with notes on what the rows leave unsaid. */
export function vmTable(result: Result, rows: readonly ReportRow[], columns: number, paint: Painter): string[] {
  const { pageBytes } = result.scenario;
  const cells = rows.map((row) => vmCells(row, pageBytes));
  const { lines, leftOut } = layOutTable(VM_COLUMNS, cells, columns, paint);
  const legend = wrapToWidth(legendOf(VM_COLUMNS, leftOut), columns).map((line) => paint("faint", line));
  return [...lines, ...legend, ...notes(rows, leftOut).flatMap((note) => wrapToWidth(note, columns))];
}

/** What stands in a row of the table of VMs, a cell for each column. */
export function vmCells(row: ReportRow, pageBytes: number): Cell[] {
  const perSecond = (value: (vm: VmResult) => number) => meanOf(row, (vm) => rate(value(vm.vm), vm.lifeNs));
  const slowdown = meanOf(row, ({ vm }) => vm.slowdown);
  const worst = largestOf(row, ({ vm }) => Math.max(vm.slowdown, vm.worstSlowdown));
  const swapped = perSecond((vm) => vm.swapInPages + vm.swapOutPages) * pageBytes;
  const stall = meanOf(row, ({ vm }) => (vm.runNs > 0 ? vm.stallNs / vm.runNs : 0));
  return [
    { text: row.members.every(isRunning) ? row.label : `${row.label} †` },
    { text: formatBytes(meanOf(row, ({ vm }) => vm.memoryPages) * pageBytes) },
    { text: formatBytes(meanOf(row, ({ vm }) => vm.balloonPages) * pageBytes) },
    { text: formatCount(perSecond((vm) => vm.references)) },
    { text: formatSlowdown(slowdown), tone: slowdownTone(slowdown) },
    { text: formatSlowdown(worst), tone: slowdownTone(worst) },
    ...guestCountersColumns.map(({ name }) => ({ text: formatRate(perSecond((vm) => vm[name])) })),
    { text: swapped > 0 ? formatBytes(Math.ceil(swapped)) : "0" },
    { text: formatShare(stall) },
  ];
}

const STATES: { readonly [state in VmResult["state"]]: string } = {
  running: "running",
  "shut-down": "shut down",
  "not-booted": "not booted",
  "out-of-memory": "out of memory",
  "killed-by-host": "killed by the host",
  finished: "workload finished",
};

function notes(rows: readonly ReportRow[], leftOut: readonly string[]): string[] {
  const gone = rows.flatMap((row) => row.members).filter((vm) => !isRunning(vm));
  const states = [...new Set(gone.map(({ vm }) => vm.state))].map((state) => {
    return `${STATES[state]}: ${nameList(gone.filter(({ vm }) => vm.state === state).map(({ vm }) => vm.name))}`;
  });
  const blocked = rows
    .flatMap((row) => row.members)
    .flatMap(({ vm }) => (vm.blockedNs > 0 ? [`${vm.name} ${formatDuration(vm.blockedNs)}`] : []));
  return [
    ...(blocked.length > 0 ? [`Blocked by the memory manager, all vCPUs together: ${nameList(blocked)}.`] : []),
    ...(states.length > 0 ? [`† ${states.join("; ")}`] : []),
    ...pressed(rows),
    ...(rows.some((row) => row.members.length > 1)
      ? ["A row of several VMs shows their mean, and in worst their maximum."]
      : []),
    ...endlessNotes(rows.flatMap(({ members }) => members.flatMap(({ vm }) => [vm.slowdown, vm.worstSlowdown]))),
    ...(leftOut.length > 0 ? [`No room for ${leftOut.join(", ")}: make the terminal wider, or take --json.`] : []),
  ];
}

/** The share of time spent waiting for memory in a guest that is worth a word. */
const NOTICEABLE_PRESSURE = 0.01;

/** Guests that had to wait for memory themselves, by the time they lived. */
function pressed(rows: readonly ReportRow[]): string[] {
  const shares = rows.map((row) => ({
    label: row.label,
    share: meanOf(row, ({ vm, lifeNs }) => (lifeNs > 0 ? vm.pressureNs / lifeNs : 0)),
  }));
  const noticed = shares.filter(({ share }) => share >= NOTICEABLE_PRESSURE);
  if (noticed.length === 0) return [];
  const list = nameList(noticed.map(({ label, share }) => `${label} ${formatShare(share)}`));
  return [`Memory pressure in the guests (PSI, share of the time): ${list}.`];
}

function isRunning({ vm }: ReportedVm): boolean {
  return vm.state === "running";
}

function slowdownTone(slowdown: number): Tone {
  if (slowdown > SEVERE) return "bad";
  return slowdown > NOTICEABLE ? "warning" : "plain";
}

function formatRate(perSecond: number): string {
  return perSecond > 0 && perSecond < 0.1 ? "< 0.1" : formatCount(perSecond);
}

function rate(count: number, ns: number): number {
  return ns > 0 ? count / (ns / 1e9) : 0;
}

function column(
  above: string,
  name: string,
  dispensable: number,
  meaning?: string,
  align: "left" | "right" = "right",
): Column {
  const shape = { header: [above, name], align, dispensable };
  return meaning === undefined ? shape : { ...shape, meaning };
}

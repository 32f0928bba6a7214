import { writeScale } from "../../scenario/scale.ts";
import { NOTICEABLE } from "../../simulation/reasons.ts";
import type { Result, VmResult } from "../../simulation/result.ts";
import { formatBytes, formatDuration, formatSlowdown } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";
import type { Tone } from "../words/colour.ts";
import { neverDecides } from "../words/never-decides.ts";

/** The slowdown from which on users complain. */
export const SEVERE = 2;

/** A sentence of the report and how it is meant. */
export interface Sentence {
  readonly text: string;
  readonly tone: Tone;
}

/** What was simulated, in one sentence. */
export function subject(result: Result): string {
  const { scenario, vms, host } = result;
  const memory = formatBytes(sum(vms.map((vm) => vm.memoryPages)) * scenario.pageBytes, 3);
  const usable = formatBytes(host.frames * scenario.pageBytes, 3);
  const name = escapeControls(scenario.name);
  const sampled = scenario.scale === 1 ? "" : ` with ${writeScale(scenario.scale)} of the pages`;
  return (
    `${name}: ${vmCount(vms.length)} with ${memory} on ${usable} of host memory (${formatRatio(host.overcommitRatio)}), ` +
    `manager ${escapeControls(scenario.manager.kind)}, ${formatDuration(result.simulatedNs)} simulated${sampled}.`
  );
}

/** The result in short: VMs out of memory, VMs that slowed down, whether the run was stopped. */
export function verdict(result: Result): Sentence[] {
  return [
    ...stopped(result),
    ...withoutManager(result),
    ...lost(result, "out-of-memory"),
    ...lost(result, "killed-by-host"),
    slowed(result),
  ];
}

/** `2.06 : 1`. */
export function formatRatio(ratio: number): string {
  return `${ratio.toFixed(2)} : 1`;
}

function stopped({ outcome, simulatedNs, scenario }: Result): Sentence[] {
  if (outcome === "completed") return [];
  const text = `Stopped at ${formatDuration(simulatedNs)} of ${formatDuration(scenario.durationNs)}: the results up to there.`;
  return [{ text, tone: "warning" }];
}

function withoutManager({ scenario }: Result): Sentence[] {
  const never = neverDecides(scenario);
  if (never === null) return [];
  return [{ text: `The manager ${escapeControls(scenario.manager.kind)} never decided: ${never}.`, tone: "warning" }];
}

function lost({ vms }: Result, state: "out-of-memory" | "killed-by-host"): Sentence[] {
  const names = vms.filter((vm) => vm.state === state).map((vm) => vm.name);
  if (names.length === 0) return [];
  const what =
    state === "out-of-memory"
      ? "ran out of memory"
      : names.length === 1
        ? "was killed by the host"
        : "were killed by the host";
  return [{ text: `${vmCount(names.length)} ${what}: ${nameList(names)}.`, tone: "bad" }];
}

function slowed({ vms }: Result): Sentence {
  const worked = vms.filter((vm) => vm.runNs > 0);
  const worst = worked.reduce<VmResult | null>((w, vm) => (w === null || vm.slowdown > w.slowdown ? vm : w), null);
  if (worst === null) return { text: "No VM made a reference to memory.", tone: "warning" };
  const slow = worked.filter((vm) => vm.slowdown > NOTICEABLE).length;
  const extent = worst.slowdown === Number.POSITIVE_INFINITY ? "stopped" : `at ${formatSlowdown(worst.slowdown)}`;
  const example = `worst ${escapeControls(worst.name)} ${extent}`;
  if (slow === 0) return { text: `No VM slowed down by more than 5 %, ${example}.`, tone: "good" };
  const who = slow === vms.length && slow > 1 ? `All ${slow} VMs` : `${slow} of ${vmCount(vms.length)}`;
  return {
    text: `${who} slowed down by more than 5 %, ${example}.`,
    tone: worst.slowdown > SEVERE ? "bad" : "warning",
  };
}

/** The first names and how many more there are; safe to print. */
export function nameList(names: readonly string[]): string {
  const most = 4;
  const shown = names.slice(0, names.length > most ? most - 1 : most).map(escapeControls);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(", ")} and ${more} more` : shown.join(", ");
}

function vmCount(count: number): string {
  return count === 1 ? "1 VM" : `${count} VMs`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { Result, SimulationEvent } from "../../simulation/result.ts";
import { formatDuration } from "../../words/units.ts";
import { escapeControls, hangBeside, padToWidth } from "../../words/width.ts";
import { nameList } from "./headline.ts";

/** More events than this and those of a kind are told together. */
const MOST_LINES = 12;

/** Fewer events of a kind than this are told one by one even then. */
const WORTH_FOLDING = 3;

/** Above this number of events, those of a kind that are close together share a line: closer than this fraction of the run. */
const MOST_MARKS = 60;

const HAPPENED: { readonly [kind in SimulationEvent["kind"]]: string } = {
  boot: "booted",
  shutdown: "shut down",
  "workload-finished": "workload finished",
  "guest-out-of-memory": "ran out of memory",
  "deflate-on-oom": "took memory out of the balloon so as not to run out of it",
  "host-out-of-memory": "the host ran out of memory",
  "driver-stuck": "balloon driver stuck",
  "driver-recovered": "balloon driver recovered",
  "host-state": "the host's state changed",
  "vm-blocked": "blocked by the memory manager",
  "vm-unblocked": "went on",
  "manager-replaced": "another memory manager",
};

/** One event, or several of a kind together: when the first was, and what happened, safe to print. */
export interface Told {
  readonly timeNs: number;
  readonly text: string;
}

/** What happened and when, a line each, folded by kind when there is much. */
export function eventList(result: Result, columns: number): string[] {
  const events = worthTelling(result);
  const told = (events.length <= MOST_LINES ? events.map(single) : folded(result, events)).map((one) => ({
    ...one,
    when: formatDuration(one.timeNs),
  }));
  const width = Math.max(0, ...told.map(({ when }) => when.length));
  return told.flatMap(({ when, text }) => hangBeside(`${padToWidth(when, width, "right")}  `, text, columns));
}

/** What happened, for a time axis: folded by kind where marks would stand too close together. */
export function eventMarks(result: Result): Told[] {
  const events = worthTelling(result);
  if (events.length <= MOST_MARKS) return events.map(single);
  const partNs = Math.max(1, result.simulatedNs / MOST_MARKS);
  const partOf = ({ timeNs }: SimulationEvent) => Math.min(MOST_MARKS - 1, Math.floor(timeNs / partNs));
  const parts = Array.from({ length: MOST_MARKS }, (_, part) => events.filter((event) => partOf(event) === part));
  return parts.flatMap((near) => folded(result, near));
}

/** Boots at the very start go without saying. */
function worthTelling({ events }: Result): SimulationEvent[] {
  return events.filter(({ kind, timeNs }) => kind !== "boot" || timeNs > 0);
}

function folded(result: Result, events: readonly SimulationEvent[]): Told[] {
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  const told = kinds.flatMap((kind): Told[] => {
    const alike = events.filter((event) => event.kind === kind);
    const [first, last] = [alike[0], alike.at(-1)];
    if (alike.length < WORTH_FOLDING || first === undefined || last === undefined) return alike.map(single);
    const names = [...new Set(alike.map(({ vm }) => vm))].flatMap((vm) =>
      vm === null ? [] : (result.vms[vm]?.name ?? []),
    );
    const who = names.length > 0 ? ` (${nameList(names)})` : "";
    const text = `${HAPPENED[kind]}: ${alike.length} times until ${formatDuration(last.timeNs)}${who}`;
    return [{ timeNs: first.timeNs, text }];
  });
  return told.sort((a, b) => a.timeNs - b.timeNs);
}

function single({ timeNs, text }: SimulationEvent): Told {
  return { timeNs, text: escapeControls(text) };
}

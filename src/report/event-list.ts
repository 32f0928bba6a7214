import type { Result, SimulationEvent } from "../simulation/result.ts";
import { nameList } from "./headline.ts";
import { formatDuration } from "./units.ts";
import { escapeControls, hangBeside, padToWidth } from "./width.ts";

/** More events than this and those of a kind are told together. */
const MOST_LINES = 12;

/** Fewer events of a kind than this are told one by one even then. */
const WORTH_FOLDING = 3;

const HAPPENED: { readonly [kind in SimulationEvent["kind"]]: string } = {
  boot: "booted",
  shutdown: "shut down",
  "workload-finished": "workload finished",
  "guest-out-of-memory": "ran out of memory",
  "deflate-on-oom": "took pages out of the balloon so as not to run out of memory",
  "host-out-of-memory": "the host ran out of memory",
  "driver-stuck": "balloon driver stuck",
  "driver-recovered": "balloon driver recovered",
};

interface Entry {
  readonly timeNs: number;
  readonly when: string;
  readonly what: string;
}

/** What happened and when, a line each, folded by kind when there is much; boots at the very start go without saying. */
export function eventList(result: Result, columns: number): string[] {
  const events = result.events.filter(({ kind, timeNs }) => kind !== "boot" || timeNs > 0);
  const entries = events.length <= MOST_LINES ? events.map(single) : folded(result, events);
  const width = Math.max(0, ...entries.map(({ when }) => when.length));
  return entries.flatMap(({ when, what }) => {
    return hangBeside(`${padToWidth(when, width, "right")}  `, what, columns);
  });
}

function folded(result: Result, events: readonly SimulationEvent[]): Entry[] {
  const kinds = [...new Set(events.map(({ kind }) => kind))];
  const entries = kinds.flatMap((kind): Entry[] => {
    const alike = events.filter((event) => event.kind === kind);
    const [first, last] = [alike[0], alike.at(-1)];
    if (alike.length < WORTH_FOLDING || first === undefined || last === undefined) return alike.map(single);
    const names = [...new Set(alike.map(({ vm }) => vm))].flatMap((vm) =>
      vm === null ? [] : (result.vms[vm]?.name ?? []),
    );
    const who = names.length > 0 ? ` (${nameList(names)})` : "";
    return [
      {
        timeNs: first.timeNs,
        when: formatDuration(first.timeNs),
        what: `${HAPPENED[kind]}: ${alike.length} times until ${formatDuration(last.timeNs)}${who}`,
      },
    ];
  });
  return entries.sort((a, b) => a.timeNs - b.timeNs);
}

function single({ timeNs, text }: SimulationEvent): Entry {
  return { timeNs, when: formatDuration(timeNs), what: escapeControls(text) };
}

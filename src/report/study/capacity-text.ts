import { numberArgument } from "../../parameter/argument.ts";
import { writeScale } from "../../scenario/scale.ts";
import type { Plan, PlanRow, Trial } from "../../study/plan.ts";
import { isMeasured } from "../../study/runs.ts";
import { endlessNotes, formatBytes, slowdownInWords } from "../../words/units.ts";
import { escapeControls, wrapToWidth } from "../../words/width.ts";
import { formatRatio } from "../run/headline.ts";
import { painter } from "../words/colour.ts";
import { type Cell, type Column, layOutTable, legendOf } from "../words/table.ts";
import {
  blameNotes,
  inWords,
  type StudyTextOptions,
  slowdownCell,
  slowdownsOf,
  valueCells,
  variationColumns,
} from "./comparison-text.ts";
import { noBoundNotes } from "./no-bound.ts";

/** The table that a person reads: how far each combination can go, and what fails beyond. */
export function capacityText(plan: Plan, { columns, colour }: StudyTextOptions): string {
  numberArgument("columns", columns, { least: 1, whole: true });
  const { scenario, capacity, unit, maxSlowdown, variations, rows } = plan;
  const paint = painter(colour);
  const header: Column[] = [...variationColumns(variations), ...capacityColumns(unit)];
  const cells = rows.map((row) => [...valueCells(row.values), ...rowCells(row, unit)]);
  const { lines, leftOut } = layOutTable(header, cells, columns, paint);
  const least = rows.some(({ best }) => best === null)
    ? ["–: not even the least overcommit that was tried passes."]
    : [];
  const notes = [
    ...least,
    ...endlessNotes(rows.flatMap(({ best }) => (best === null ? [] : slowdownsOf(best.outcome)))),
    ...noBoundNotes(variations, rows),
    ...rows.flatMap((row) => [
      ...confirmedOrNot(row, plan),
      ...whyNot(row, plan),
      ...atTheEnd(row, plan),
      ...notMonotone(row, plan),
      ...notRun(row, plan),
    ]),
    ...(leftOut.length > 0 ? ["No room for what fails beyond: make the terminal wider, or take --json."] : []),
  ];
  const title =
    `${escapeControls(scenario)}: the highest overcommit by ${escapeControls(capacity)} with a 99th percentile of excess ` +
    `slowdown of at most ${formatLimit(maxSlowdown)} for every VM, and no VM killed for lack of memory.`;
  const all = [
    ...wrapToWidth(title, columns).map((line) => paint("heading", line)),
    ...lines,
    ...wrapToWidth(legendOf(header, leftOut), columns).map((line) => paint("faint", line)),
    ...notes.flatMap((note) => wrapToWidth(note, columns)),
  ];
  return `${all.join("\n")}\n`;
}

function capacityColumns(unit: Plan["unit"]): Column[] {
  const searched: Column =
    unit === "VMs"
      ? { header: ["", "VMs"], align: "right", dispensable: 0, meaning: "the most VMs that pass" }
      : { header: ["host", "memory"], align: "right", dispensable: 0, meaning: "the least host memory that passes" };
  return [
    {
      header: ["over-", "commit"],
      align: "right",
      dispensable: 0,
      meaning: "memory of all VMs ÷ host memory usable for VMs",
    },
    searched,
    {
      header: ["p99", "excess"],
      align: "right",
      dispensable: 0,
      meaning:
        "99th percentile over the seconds of the worst VM: time taken ÷ time of the same work on a host with memory for all VMs (the limit applies to it)",
    },
    {
      header: ["p99", "slow"],
      align: "right",
      dispensable: 1,
      meaning:
        "the same with time taken ÷ time without any wait for memory, so that reading cold files counts (no limit)",
    },
    {
      header: ["", "and beyond"],
      align: "left",
      dispensable: 1,
      meaning: "the next step, which fails, with its p99 excess",
    },
  ];
}

function rowCells({ best, next }: PlanRow, unit: Plan["unit"]): Cell[] {
  const found = best !== null && isMeasured(best.outcome) ? best.outcome : null;
  return [
    { text: found === null ? "–" : formatRatio(found.overcommitRatio) },
    { text: best === null ? "–" : amountInWords(best.amount, unit) },
    found === null ? { text: "–" } : slowdownCell(found.p99Excess),
    found === null ? { text: "–" } : slowdownCell(found.p99Slowdown),
    { text: next === null ? "nothing fails" : beyond(next, unit) },
  ];
}

/** `12 VMs: 1.31×`, `12 VMs: 2 killed`, `12 VMs: cannot be run`. */
function beyond({ amount, outcome }: Trial, unit: Plan["unit"]): string {
  const size = sizeInWords(amount, unit);
  if (!isMeasured(outcome)) return `${size}: cannot be run`;
  const { excessKills } = outcome;
  return `${size}: ${excessKills > 0 ? `${excessKills} killed, ` : ""}${slowdownInWords(outcome.p99Excess)}`;
}

/** What the search with a sample of the pages has found, where its answer was tried again with more. */
function confirmedOrNot({ values, best, scale, searched }: PlanRow, { variations, unit }: Plan): string[] {
  const who = rowBefore(": ", values, variations);
  const pages = (share: number) => (share === 1 ? "all pages" : `${writeScale(share)} of the pages`);
  if (searched === null)
    return scale === 1 ? [] : [`${who}searched with ${pages(scale)}, and not confirmed with more.`];
  const isOne = ({ amount }: Trial) => unit === "bytes" || amount === 1;
  const pass = (trial: Trial) => `${sizeInWords(trial.amount, unit)} ${isOne(trial) ? "passes" : "pass"}`;
  const found = searched.best === null ? "nothing passes" : pass(searched.best);
  const next =
    searched.next === null
      ? ""
      : ` and ${sizeInWords(searched.next.amount, unit)} ${isOne(searched.next) ? "does" : "do"} not`;
  const agrees = searched.best?.amount === best?.amount ? "confirmed" : "corrected";
  return [`${who}searched with ${pages(searched.scale)}, ${found}${next}; ${agrees} with ${pages(scale)}.`];
}

/** Which VM fails next, and why. */
function whyNot({ values, next }: PlanRow, { variations, unit }: Plan): string[] {
  if (next === null) return [];
  const who = rowBefore(", ", values, variations);
  return blameNotes(`${who}${sizeInWords(next.amount, unit)}`, next.outcome);
}

/** What is found is the end of what is searched: there may be more beyond. */
function atTheEnd({ values, best, next }: PlanRow, { variations, unit }: Plan): string[] {
  if (next !== null || best === null) return [];
  const who = rowBefore(": ", values, variations);
  const end = `${sizeInWords(best.amount, unit)}${unit === "VMs" ? ", the most" : " of host memory, the least"} that is tried`;
  return [`${who}nothing fails ${unit === "VMs" ? "up" : "down"} to ${end}.`];
}

function notMonotone({ values, passingAbove }: PlanRow, { variations, unit }: Plan): string[] {
  if (passingAbove.length === 0) return [];
  const amounts = passingAbove.map(({ amount }) => amountInWords(amount, unit)).join(", ");
  const who = rowBefore(": ", values, variations);
  return [
    `${who}${amounts} ${unit === "VMs" ? "VMs pass" : "of host memory passes"} again: more overcommit is not always slower.`,
  ];
}

/** Why the next step cannot be run, and where a manager from a module first could not decide, which says nothing about overcommit. */
function notRun({ values, next, trials }: PlanRow, { variations, unit }: Plan): string[] {
  const undecided = trials.find(({ outcome }) => !isMeasured(outcome) && outcome.blame === "manager");
  const who = rowBefore(", ", values, variations);
  return [...new Set([next, undecided])].flatMap((trial) =>
    trial == null || isMeasured(trial.outcome)
      ? []
      : [`${who}${sizeInWords(trial.amount, unit)}: ${escapeControls(trial.outcome.problem)}`],
  );
}

/** Which row it is, before what is said of it; where nothing is varied there is only one. */
function rowBefore(mark: string, values: PlanRow["values"], variations: Plan["variations"]): string {
  return variations.length === 0 ? "" : `${inWords(variations, values)}${mark}`;
}

function sizeInWords(amount: number, unit: Plan["unit"]): string {
  return unit === "VMs" ? `${amount} ${amount === 1 ? "VM" : "VMs"}` : amountInWords(amount, unit);
}

function amountInWords(amount: number, unit: Plan["unit"]): string {
  return unit === "VMs" ? String(amount) : formatBytes(amount, 3);
}

function formatLimit(limit: number): string {
  return `${limit}×`;
}

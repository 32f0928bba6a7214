import { numberArgument } from "../../parameter/argument.ts";
import type { Parameters } from "../../parameter/parameter.ts";
import type { Result } from "../../simulation/result.ts";
import { formatBytes, formatCount, formatDuration } from "../../words/units.ts";
import { cutToWidth, displayWidth, hangBeside, padToWidth, wrapToWidth } from "../../words/width.ts";
import { painter, type Tone } from "../words/colour.ts";
import { policiesInWords, type Visibilities } from "../words/policies.ts";
import { unpublishedInWords } from "../words/unpublished.ts";
import { eventList } from "./event-list.ts";
import { subject, verdict } from "./headline.ts";
import { type Fact, hostFacts } from "./host-facts.ts";
import { overTime } from "./over-time.ts";
import { reasonLines } from "./reason-lines.ts";
import { reportRows } from "./rows.ts";
import { vmTable } from "./vm-table.ts";

/** How a text report is to look. */
export interface TextReportOptions {
  /** No line takes more columns of a terminal than this. */
  readonly columns: number;
  /** Whether to write ANSI escapes. */
  readonly colour: boolean;
  /** What the replacement policies see, by name; a policy that is not there is named without it. */
  readonly visibilities?: Visibilities;
  /** The parameters of the memory manager, for those of them whose real values are not published. */
  readonly managerParameters?: Parameters;
}

/** The report that a person reads: the verdict, the host, the VMs, the run over time, and what happened. */
export function textReport(
  result: Result,
  { columns, colour, visibilities = {}, managerParameters = {} }: TextReportOptions,
): string {
  numberArgument("columns", columns, { least: 1, whole: true });
  const paint = painter(colour);
  const toned = (tone: Tone, text: string) => wrapToWidth(text, columns).map((line) => paint(tone, line));
  const section = (title: string, lines: readonly string[]) => {
    return lines.length === 0 ? [] : ["", ...toned("heading", title), ...lines];
  };
  const rows = reportRows(result);
  const lines = [
    ...toned("heading", subject(result)),
    ...verdict(result).flatMap(({ text, tone }) => toned(tone, text)),
    ...reasonLines(result).flatMap((line) => hangBeside("- ", line, columns)),
    ...section(
      "Host",
      facts(hostFacts(result), columns, (tone, text) => paint(tone, text)),
    ),
    ...section("Virtual machines", vmTable(result, rows, columns, paint)),
    ...section("Over time", overTime(result, rows, columns)),
    ...section("Events", eventList(result, columns)),
    "",
    ...toned("faint", `Replacement: ${policiesInWords(result.scenario, visibilities)}.`),
    ...unpublishedInWords(result.scenario.manager, managerParameters).flatMap((line) => toned("warning", line)),
    ...toned("faint", cost(result)),
  ];
  return `${lines.join("\n")}\n`;
}

function facts(list: readonly Fact[], columns: number, paint: (tone: Tone, text: string) => string): string[] {
  const width = Math.min(16, Math.max(...list.map(({ label }) => displayWidth(label))));
  return list.flatMap(({ label, text, tone = "plain" }) => {
    return hangBeside(`${padToWidth(cutToWidth(label, width), width, "left")}  `, text, columns).map((line) =>
      paint(tone, line),
    );
  });
}

function cost({ run, simulatedNs }: Result): string {
  const speed = run.wallSeconds > 0 ? `: ${formatCount(simulatedNs / 1e9 / run.wallSeconds)}× real time` : "";
  return (
    `Simulated ${formatCount(run.references, 3)} references in ${formatDuration(run.wallSeconds * 1e9)}${speed}, ` +
    `${formatCount(run.referencesPerSecond)} references/s, ${formatBytes(run.engineBytes)} of engine memory.`
  );
}

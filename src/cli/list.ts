import { Argument, Command } from "commander";
import type { CatalogueEntry, Parameter } from "../parameter/parameter.ts";
import { settingInWords } from "../report/words/setting.ts";
import { formatDuration } from "../words/units.ts";
import { hangBeside, padToWidth } from "../words/width.ts";
import { STANDARD_STREAM, writeWhole } from "./console/output.ts";
import { lookOf } from "./console/terminal.ts";

/** A catalogue entry with the facts that are printed. */
export interface Listed extends Omit<CatalogueEntry, "parameters"> {
  readonly parameters?: CatalogueEntry["parameters"];
  /** Information that a replacement policy may use. */
  readonly visibility?: string;
  /** How often a manager decides. */
  readonly defaultPeriodNs?: number;
}

const LISTS = ["managers", "patterns", "policies", "formats", "devices", "balloons"] as const;

/** One of the lists that `ballonet list` prints. */
export type ListName = (typeof LISTS)[number];

/** `ballonet list`: names for scenarios, with parameters, defaults and sources. */
export function listCommand(): Command {
  return new Command("list")
    .description("list managers, patterns, policies and other names for scenarios, with defaults and sources")
    .addArgument(new Argument("[what]", "print only this list").choices(LISTS))
    .option("--json", "print JSON")
    .action(list);
}

async function list(what: ListName | undefined, { json }: { json?: true }): Promise<void> {
  const { catalogue } = await import("../catalogue.ts");
  const names = what === undefined ? LISTS : [what];
  const { columns } = lookOf(process.stdout);
  const text = json
    ? `${JSON.stringify(Object.fromEntries(names.map((name) => [name, catalogue[name]])), null, 2)}\n`
    : names.map((name) => listInWords(name, catalogue[name], columns)).join("\n");
  await writeWhole(STANDARD_STREAM, text);
}

/** A list as text: one paragraph per entry, with its parameters below it. */
export function listInWords(title: string, entries: readonly Listed[], columns: number): string {
  const width = Math.max(0, ...entries.map(({ name }) => name.length));
  const lines = entries.flatMap((entry) => entryInWords(entry, width, columns));
  return `${[title.toUpperCase(), ...lines].join("\n")}\n`;
}

function entryInWords(entry: Listed, width: number, columns: number): string[] {
  const margin = `  ${" ".repeat(width)}  `;
  const facts = [
    ...(entry.otherNames === undefined ? [] : [`also called: ${entry.otherNames.join(", ")}`]),
    ...(entry.visibility === undefined ? [] : [`sees: ${entry.visibility}`]),
    ...(entry.defaultPeriodNs === undefined ? [] : [`decides every ${formatDuration(entry.defaultPeriodNs)}`]),
    `after: ${entry.source}`,
  ];
  const parameters = Object.entries(entry.parameters ?? {}).map(([name, parameter]) => {
    return { name, value: defaultInWords(parameter), about: aboutInWords(parameter) };
  });
  const nameWidth = Math.max(0, ...parameters.map(({ name }) => name.length));
  const valueWidth = Math.max(0, ...parameters.map(({ value }) => value.length));
  return [
    ...hangBeside(`  ${padToWidth(entry.name, width, "left")}  `, entry.about, columns),
    ...facts.flatMap((fact) => hangBeside(margin, fact, columns)),
    ...parameters.flatMap(({ name, value, about }) => {
      const label = `${margin}${padToWidth(name, nameWidth, "left")}  ${padToWidth(value, valueWidth, "left")}  `;
      return hangBeside(label, about, columns);
    }),
  ];
}

function aboutInWords({ about, choices, words, numbers, source }: Parameter): string {
  const known = choices ?? words ?? numbers;
  return (
    about + (known === undefined ? "" : ` One of ${known.join(", ")}.`) + (source === undefined ? "" : ` (${source})`)
  );
}

function defaultInWords(parameter: Parameter): string {
  const { default: value } = parameter;
  return typeof value === "object" && value !== null ? "required" : settingInWords(value, parameter);
}

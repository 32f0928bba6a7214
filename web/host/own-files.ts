import type { TraceSources } from "../simulation/messages.ts";

const MAX_SCENARIO_BYTES = 1 << 20;

/** Result of reading the user's files: a scenario's text, traces alone, or an error sentence. */
export type OpenedFiles =
  | { readonly kind: "scenario"; readonly text: string }
  | { readonly kind: "traces"; readonly names: readonly string[] }
  | { readonly kind: "problem"; readonly sentence: string };

/** The user's files: scenarios, recognized by their file extension, and traces, which are kept while the page is open. */
export class OwnFiles {
  readonly #traces = new Map<string, File>();

  /** All traces so far, by file name. */
  get traces(): TraceSources {
    return Object.fromEntries(this.#traces);
  }

  async read(files: readonly File[]): Promise<OpenedFiles> {
    const scenarios = files.filter(({ name }) => isScenario(name));
    const traces = files.filter(({ name }) => !isScenario(name));
    for (const trace of traces) this.#traces.set(trace.name, trace);
    const [scenario, other] = scenarios;
    if (scenario === undefined) return { kind: "traces", names: traces.map(({ name }) => name) };
    if (other !== undefined)
      return problem(`${scenario.name} and ${other.name} are both scenarios: open one at a time.`);
    if (scenario.size > MAX_SCENARIO_BYTES)
      return problem(`${scenario.name} has ${scenario.size} bytes: a scenario may have at most 1 MiB.`);
    return { kind: "scenario", text: await scenario.text() };
  }
}

/** Whether a trace's path in a scenario refers to a file with this name; the path's folders are ignored. */
export function refersTo(file: string, name: string): boolean {
  return file.slice(file.lastIndexOf("/") + 1) === name;
}

function problem(sentence: string): OpenedFiles {
  return { kind: "problem", sentence };
}

function isScenario(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}

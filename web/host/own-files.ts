import type { TracePlaces } from "../simulation/messages.ts";

const MOST_BYTES = 1 << 20;

/** What came of files that were given to the page: a scenario's text, traces alone, or what is wrong, in a sentence. */
export type Taken =
  | { readonly kind: "scenario"; readonly text: string }
  | { readonly kind: "traces"; readonly names: readonly string[] }
  | { readonly kind: "problem"; readonly sentence: string };

/** Files of one's own: a scenario by its name's ending, and the traces that it replays, which are kept for as long as the page is open. */
export class OwnFiles {
  readonly #traces = new Map<string, File>();

  /** The traces so far, by the file's name. */
  get traces(): TracePlaces {
    return Object.fromEntries(this.#traces);
  }

  async take(files: readonly File[]): Promise<Taken> {
    const scenarios = files.filter(({ name }) => isScenario(name));
    const traces = files.filter(({ name }) => !isScenario(name));
    for (const trace of traces) this.#traces.set(trace.name, trace);
    const [scenario, other] = scenarios;
    if (scenario === undefined) return { kind: "traces", names: traces.map(({ name }) => name) };
    if (other !== undefined) return problem(`${scenario.name} and ${other.name} are both scenarios: one can be shown.`);
    if (scenario.size > MOST_BYTES)
      return problem(`${scenario.name} has ${scenario.size} bytes: a scenario has at most 1 MiB.`);
    return { kind: "scenario", text: await scenario.text() };
  }
}

/** Whether a scenario's name for a trace, which may begin with folders, means the file with this name. */
export function isNamed(file: string, name: string): boolean {
  return file.slice(file.lastIndexOf("/") + 1) === name;
}

function problem(sentence: string): Taken {
  return { kind: "problem", sentence };
}

function isScenario(name: string): boolean {
  return /\.(ya?ml|json)$/i.test(name);
}

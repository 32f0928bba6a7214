import type { Scenario } from "../scenario/scenario.ts";
import { type Attempt, isMade } from "./runs.ts";
import type { LoadedScenario } from "./source/source.ts";
import { roomyScenario } from "./verdict/roomy.ts";
import { type Roomy, roomyOf } from "./verdict/verdict.ts";

/** Runs on roomy hosts: scenarios that differ only in host, balloons and manager are judged against the same one. */
export class Roomies {
  readonly #run: (input: LoadedScenario) => Promise<Attempt>;
  readonly #most: number;
  readonly #known = new Map<string, Promise<Roomy | null>>();

  /** Remembers the latest `most` of them. */
  constructor(run: (input: LoadedScenario) => Promise<Attempt>, most: number) {
    this.#run = run;
    this.#most = most;
  }

  /** The run that a scenario is judged against; `null`: it does not fit into the engine. */
  of({ scenario, traces }: LoadedScenario): Promise<Roomy | null> {
    const roomy = roomyScenario(scenario);
    const key = keyOf(roomy);
    const known = this.#known.get(key) ?? this.#make({ scenario: roomy, traces });
    this.#known.delete(key);
    this.#known.set(key, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    return known;
  }

  async #make(input: LoadedScenario): Promise<Roomy | null> {
    const made = await this.#run(input);
    return isMade(made) ? roomyOf(made) : null;
  }
}

/** The scenarios on roomy hosts that scenarios are judged against, each once. */
export function roomiesOf(scenarios: readonly Scenario[]): readonly Scenario[] {
  return [...new Map(scenarios.map((scenario) => [keyOf(roomyScenario(scenario)), roomyScenario(scenario)])).values()];
}

/** Says of which traces a scenario makes its references, too: their files, formats and page size are in it. */
function keyOf(roomy: Scenario): string {
  return JSON.stringify(roomy);
}

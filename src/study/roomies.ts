import type { Scenario } from "../scenario/scenario.ts";
import { type Attempt, isMade } from "./runs.ts";
import type { LoadedScenario } from "./source/source.ts";
import { roomyScenario } from "./verdict/roomy.ts";
import { type Roomy, roomyOf } from "./verdict/verdict.ts";

/** Cache of runs on roomy hosts. Scenarios that differ only in host, balloons and manager are judged against the same run. */
export class Roomies {
  readonly #run: (input: LoadedScenario) => Promise<Attempt>;
  readonly #most: number;
  readonly #known = new Map<string, Promise<Roomy | null>>();

  /** Keeps the `most` runs used last. */
  constructor(run: (input: LoadedScenario) => Promise<Attempt>, most: number) {
    this.#run = run;
    this.#most = most;
  }

  /** The run that a scenario is judged against; `null`: its host does not fit into the engine. */
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

/** The distinct roomy-host scenarios that these scenarios are judged against. */
export function roomiesOf(scenarios: readonly Scenario[]): readonly Scenario[] {
  return [...new Map(scenarios.map((scenario) => [keyOf(roomyScenario(scenario)), roomyScenario(scenario)])).values()];
}

/** A cache key; it covers the traces, since the scenario contains their files, formats and page size. */
function keyOf(roomy: Scenario): string {
  return JSON.stringify(roomy);
}

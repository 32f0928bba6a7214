import type { Scenario } from "../scenario/scenario.ts";
import { roomyScenario } from "./roomy.ts";
import { isMade, type Runs } from "./runs.ts";
import { type Roomy, roomyOf } from "./verdict.ts";

/** Runs on roomy hosts: scenarios that differ only in host, balloons and manager are judged against the same one. */
export class Roomies {
  readonly #run: Runs["run"];
  readonly #most: number;
  readonly #known = new Map<string, Promise<Roomy | null>>();

  /** Remembers the latest `most` of them. */
  constructor(run: Runs["run"], most: number) {
    this.#run = run;
    this.#most = most;
  }

  /** The run that a scenario is judged against; `null`: it does not fit into the engine. */
  of(scenario: Scenario): Promise<Roomy | null> {
    const roomy = roomyScenario(scenario);
    const key = JSON.stringify(roomy);
    const known = this.#known.get(key) ?? this.#make(roomy);
    this.#known.delete(key);
    this.#known.set(key, known);
    const [oldest] = this.#known.keys();
    if (this.#known.size > this.#most && oldest !== undefined) this.#known.delete(oldest);
    return known;
  }

  async #make(scenario: Scenario): Promise<Roomy | null> {
    const made = await this.#run({ scenario }, () => {});
    return isMade(made) ? roomyOf(made) : null;
  }
}

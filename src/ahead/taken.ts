import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { openStream } from "../workload/open.ts";
import type { OpenStream } from "../workload/stream.ts";
import { Rings, type SharedRings, streamsOf } from "./ring.ts";
import { TakenStream } from "./taker.ts";

/** Of so many streams one is made by the thread that simulates: where references are quick to simulate, the other one is slower. */
const SHARED_OUT = 4;

/** Opens a scenario's streams where another thread makes their references into rings. */
export function takenFrom(shared: SharedRings, scenario: Scenario, traces: ReadonlyMap<string, Trace>): OpenStream {
  const rings = new Rings(shared);
  const { first } = streamsOf(scenario);
  return (phase, workload, place) => {
    const openHere = () => openStream(phase, workload, place, traces);
    const stream = (first[place.vm] ?? 0) + place.vcpu;
    return stream % SHARED_OUT === SHARED_OUT - 1 ? openHere() : new TakenStream(rings, stream, place.phase, openHere);
  };
}

import { elementAt } from "../list/element-at.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { Trace } from "../trace/trace.ts";
import { openStream } from "../workload/open.ts";
import type { OpenStream } from "../workload/stream.ts";
import { Rings, type SharedRings, streamsOf } from "./ring.ts";
import { TakenStream } from "./taker.ts";

/** The simulating thread generates one of this many streams itself: where simulation is fast, the other thread is the slower one. */
const STREAMS_PER_OWN = 4;

/** Opens a scenario's streams from rings that another thread fills. */
export function takenFrom(shared: SharedRings, scenario: Scenario, traces: ReadonlyMap<string, Trace>): OpenStream {
  const rings = new Rings(shared);
  const { first } = streamsOf(scenario);
  return (phase, workload, place) => {
    const openHere = () => openStream(phase, workload, place, traces);
    const stream = elementAt(first, place.vm, "VM") + place.vcpu;
    return stream % STREAMS_PER_OWN === STREAMS_PER_OWN - 1
      ? openHere()
      : new TakenStream(rings, stream, place.phase, openHere);
  };
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Maker } from "../../src/ahead/maker.ts";
import { createRings, Rings, SLOT_REFERENCES, SLOTS, streamsOf } from "../../src/ahead/ring.ts";
import { TakenStream } from "../../src/ahead/taker.ts";
import { buildScenario } from "../../src/index.ts";
import type { Trace } from "../../src/trace/trace.ts";
import { openStream } from "../../src/workload/open.ts";

const recorded = Uint32Array.from({ length: 50_000 }, (_, at) => at % 300);
const traces = new Map<string, Trace>([
  ["t.u32", { name: "t", format: "u32", references: recorded, distinctPages: 300, writes: 0 }],
]);
const scenario = buildScenario({
  version: 1,
  duration: "10s",
  host: { memory: "1GiB" },
  vms: [
    {
      name: "a",
      memory: "64MiB",
      vcpus: 2,
      workload: {
        phases: [
          { for: "1s", pattern: "zipf", writes: "10%" },
          { for: "1s", pattern: "working-set", set: "1MiB", memory: "8MiB" },
          { for: "1s", pattern: "trace", file: "t.u32", loop: false },
          { for: "1s", pattern: "uniform" },
        ],
        repeat: true,
      },
    },
    { name: "b", memory: "64MiB", workload: { repeat: true, phases: [{ for: "1s", pattern: "hotspot" }] } },
  ],
});

/** Lets the maker, which is in the same thread here, work whenever somebody would wait for it. */
class Answered extends Rings {
  maker: Maker | null = null;

  override take(stream: number, waitMs: number) {
    this.maker?.round();
    return super.take(stream, waitMs);
  }
}

/** A stream made ahead by a maker that has done so many rounds, and the same made on the spot. */
function both(maker: Maker, rings: Rings, vm: number, vcpu: number, number: number) {
  const { workload, vcpus } = scenario.vms[vm] ?? expect.fail();
  const phase = workload.phases[number % workload.phases.length] ?? expect.fail();
  const here = () =>
    openStream(phase, workload, { seed: scenario.seed, vm, vcpu, vcpus, phase: number, scale: 1 }, traces);
  const stream = (streamsOf(scenario).first[vm] ?? 0) + vcpu;
  const taken = new TakenStream(rings, stream, number, here);
  for (let round = 0; rings.isAtWork && round <= SLOTS; round++) maker.round();
  return { taken, here: here() };
}

describe("references made ahead", () => {
  it("are those made on the spot, however many are asked for at once and whenever a phase ends", () => {
    const pieces = fc.array(fc.integer({ min: 1, max: SLOT_REFERENCES }), { minLength: 1, maxLength: 6 });
    const stays = fc.array(fc.record({ vm: fc.nat(1), vcpu: fc.nat(1), skipped: fc.nat(3), pieces }), { maxLength: 8 });
    const moment = fc.nat(10);
    fc.assert(
      fc.property(stays, moment, moment, (list, begins, ends) => {
        const shared = createRings(streamsOf(scenario).count);
        const maker = new Maker(scenario, traces, shared);
        const rings = new Answered(shared);
        let phase = 0;
        let moments = 0;
        const passTime = () => {
          moments++;
          if (moments === begins) rings.begin();
          if (moments === begins) rings.maker = maker;
          if (moments === begins + ends) rings.end();
        };
        for (const { vm, vcpu, skipped, pieces } of list) {
          phase += 1 + skipped;
          const { taken, here } = both(maker, rings, vm, vm === 0 ? vcpu : 0, phase);
          for (const length of pieces) {
            passTime();
            const [theirs, ours] = [new Uint32Array(length), new Uint32Array(length)];
            expect(taken.fill(theirs)).toBe(here.fill(ours));
            expect(Buffer.compare(Buffer.from(theirs.buffer), Buffer.from(ours.buffer))).toBe(0);
            if (length % 2 === 0 && rings.isAtWork) maker.round();
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  it("are made on the spot when they cannot be made ahead, after those that were", () => {
    const shared = createRings(streamsOf(scenario).count);
    const rings = new Rings(shared);
    rings.begin();
    const { taken, here } = both(new Maker(scenario, traces, shared), rings, 0, 0, 0);
    const [theirs, ours] = [new Uint32Array(SLOT_REFERENCES * SLOTS), new Uint32Array(SLOT_REFERENCES * SLOTS)];
    taken.fill(theirs);
    here.fill(ours);
    rings.publish(0, 0, -1);
    expect(taken.fill(theirs)).toBe(here.fill(ours));
    expect(Buffer.compare(Buffer.from(theirs.buffer), Buffer.from(ours.buffer))).toBe(0);
  });

  it("say what is wrong with a trace where they are taken", () => {
    const shared = createRings(streamsOf(scenario).count);
    const maker = new Maker(scenario, new Map(), shared);
    const taken = new TakenStream(new Rings(shared), 0, 2, () => {
      throw new Error("the trace has not been read");
    });
    maker.round();
    expect(() => taken.fill(new Uint32Array(10))).toThrow("the trace has not been read");
  });

  it("are waited for no longer once the maker has died", () => {
    class Dying extends Maker {
      override round(): boolean {
        throw new Error("out of luck");
      }
    }
    const shared = createRings(1);
    const rings = new Rings(shared);
    expect(() => new Dying(scenario, traces, shared).work()).toThrow("out of luck");
    expect(rings.isAtWork).toBe(false);
    expect(rings.take(0, 1e9)).toBeNull();
  });
});

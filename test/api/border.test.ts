import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import * as ballonet from "../../dist/index.node.js";

const written = {
  version: 1,
  duration: "1s",
  host: { memory: "64MiB", swap: "64MiB" },
  vms: [{ name: "a", memory: "64MiB", workload: { pattern: "uniform", memory: "40MiB", think: "20us" } }],
};
const scenario = ballonet.buildScenario(written);
const begin = () => ballonet.beginSimulation(scenario);
const trace = await ballonet.readTrace(new TextEncoder().encode("1\n2\n3\n1\n"), "four.txt");
const result = await ballonet.simulate(scenario);

/** Values that are not numbers. */
const NONSENSE = [Number.NaN, "5", null, {}, [], true];
/** Values that are not counts. */
const NO_COUNT = [...NONSENSE, -1, 0, 1.5, Number.POSITIVE_INFINITY];

/** Calls from JavaScript, with values that types would refuse. */
// biome-ignore lint/suspicious/noExplicitAny: the test passes values that types refuse.
type Anything = any;

type Calls = readonly (readonly [name: string, call: (value: Anything) => unknown, wrong: readonly unknown[]])[];

const { textReport, figuresOf, formatMoment, formatFigureValue, colourAt, densityAt } = ballonet;
const source = () => ballonet.openScenario(JSON.stringify(written));
const manager = { kind: "mom", parameters: {} };
const calls: Calls = [
  ["runTo", async (toNs) => (await begin()).runTo(toNs), [...NONSENSE, -1, Number.NEGATIVE_INFINITY]],
  ["step", async (toNs) => (await begin()).step(toNs), [...NONSENSE, undefined, -1]],
  ["frameMap cells", async (cells) => (await begin()).frameMap(cells), [...NO_COUNT, 1e9]],
  ["frameMap firstFrame", async (first) => (await begin()).frameMap(1, first), [...NONSENSE, -1, 0.5, 1e9]],
  ["frameMap frames", async (frames) => (await begin()).frameMap(1, 0, frames), [...NO_COUNT, 1e9]],
  [
    "replaceManager",
    async (choice) => (await begin()).replaceManager(choice),
    [{ ...manager, kind: "nobody" }, manager],
  ],
  ["a scenario", (given) => ballonet.simulate(given), [written, "a.yaml", undefined, null, 5, [], {}]],
  ["a scenario to begin", (given) => ballonet.beginSimulation(given), [written, undefined]],
  [
    "durations of a scenario",
    (ns) => ballonet.simulate({ ...scenario, durationNs: ns }),
    [...NONSENSE, 0, -1, Number.POSITIVE_INFINITY],
  ],
  [
    "periods of a scenario",
    (ns) => ballonet.simulate({ ...scenario, manager: { ...scenario.manager, periodNs: ns } }),
    [Number.NaN, 0, -1, "1s"],
  ],
  [
    "sizes of a scenario",
    (pages) => ballonet.simulate({ ...scenario, host: { ...scenario.host, memoryPages: pages } }),
    [Number.NaN, -5],
  ],
  [
    "frames",
    (frames) => ballonet.replay(trace, { policies: ["lru"], frames: [frames] }),
    NO_COUNT.filter((one) => one !== "5"),
  ],
  ["frames that are no list", (frames) => ballonet.replay(trace, { policies: ["lru"], frames }), [5, undefined, null]],
  ["policies that are no list", (policies) => ballonet.replay(trace, { policies, frames: [2] }), ["lru", undefined]],
  [
    "pageBytes",
    (pageBytes) => ballonet.replay(trace, { policies: ["lru"], frames: [2], pageBytes }),
    [...NO_COUNT, 2 ** 31],
  ],
  ["pageBytes of a curve", (pageBytes) => ballonet.missRatioCurve(trace, { pageBytes }), [...NO_COUNT, 2 ** 31]],
  ["sample", (sample) => ballonet.missRatioCurve(trace, { sample }), NO_COUNT],
  ["seed", (seed) => ballonet.missRatioCurve(trace, { sample: 2, seed }), [...NONSENSE, -1, 0.5, 2 ** 32]],
  ["windows", (window) => ballonet.missRatioCurve(trace, { windows: [window] }), NO_COUNT],
  [
    "a trace",
    (given) => ballonet.replay(given, { policies: ["lru"], frames: [2] }),
    [undefined, {}, "four.txt", [1, 2]],
  ],
  ["a trace of a curve", (given) => ballonet.missRatioCurve(given), [undefined, {}, "four.txt"]],
  ["bytes", (bytes) => ballonet.readTrace(bytes, "a.txt"), ["1\n2\n", undefined, null, 5, [1]]],
  [
    "pageBytes of bytes",
    (pageBytes) => ballonet.readTrace(new Uint8Array([49, 10]), "a.txt", { pageBytes }),
    [...NO_COUNT, 2 ** 31],
  ],
  ["text", (text) => ballonet.parseScenario(text), [undefined, null, 5, {}, new Uint8Array([49])]],
  ["overrides", (value) => ballonet.parseScenario("version: 1", "a", [{ path: "seed", value }]), [5, null, undefined]],
  ["jobs", (jobs) => ballonet.compare(source(), { vary: [{ path: "seed", values: ["1", "2"] }], jobs }), NO_COUNT],
  ["jobs of a plan", (jobs) => ballonet.plan(source(), { capacity: "vms.count", maxSlowdown: 1.1, jobs }), NO_COUNT],
  [
    "vary",
    (vary) => ballonet.compare(source(), { vary }),
    [undefined, null, "seed", [{ path: "seed", values: [1, 2] }], [{ path: "seed" }]],
  ],
  [
    "maxSlowdown",
    (maxSlowdown) => ballonet.plan(source(), { capacity: "vms.count", maxSlowdown }),
    [...NO_COUNT.filter((one) => one !== 1.5), 1],
  ],
  [
    "stepBytes",
    (stepBytes) => ballonet.plan(source(), { capacity: "host.memory", maxSlowdown: 1.1, stepBytes }),
    NO_COUNT,
  ],
  ["columns", (columns) => textReport(result, { columns, colour: false }), [...NO_COUNT, undefined]],
  ["mostMoments", (most) => figuresOf(result, most), NO_COUNT.slice(0, -1)],
  ["a moment", (seconds) => formatMoment(seconds), [...NONSENSE, -1, Number.POSITIVE_INFINITY]],
  ["a value", (value) => formatFigureValue(value, "bytes"), NONSENSE.filter((one) => one !== null)],
  ["a colour", (place) => colourAt(place), NO_COUNT.filter((one) => one !== null && one !== 0)],
  ["a density", (place) => densityAt(place), NO_COUNT.filter((one) => one !== null && one !== 0)],
  ["the engine", (given) => ballonet.loadEngine(given), [5, null, {}, "no address", new Uint8Array([1, 2, 3])]],
];

const KNOWN = ["TypeError", "RangeError", "LabError", "StudyError", "ScenarioError", "EngineError"];

describe.each(calls)("%s", (_, call, wrong) => {
  it.each(wrong)("%o is refused with a sentence, at once", async (value) => {
    const error: unknown = await Promise.resolve()
      .then(() => call(value))
      .then(
        () => "nothing was thrown",
        (reason: unknown) => reason,
      );
    if (!(error instanceof Error)) throw new Error(`${String(value)}: ${error}`);
    expect(KNOWN).toContain(error.name);
    // Not an error of the language itself about properties and functions.
    expect(error.message).not.toMatch(/undefined \(reading|is not a function|not iterable|Cannot |is not defined/);
    expect(error.message).toMatch(/^\S.{10,}$/s);
  });
});

describe("valid arguments pass", () => {
  it("fractional, past and infinite times change nothing in the run", async () => {
    const whole = await begin();
    whole.runTo(Number.POSITIVE_INFINITY);
    const pieces = await begin();
    for (const ns of [0, 0.5, 1e8 + 1 / 3, 5, 4e8, 4e8, 0, 2e9]) pieces.runTo(ns);
    expect([whole.finished, pieces.finished, whole.nowNs]).toEqual([true, true, 1e9]);
    const cost = { wallSeconds: 0, references: 0, referencesPerSecond: 0, engineBytes: 0 };
    expect(pieces.result(cost)).toEqual(whole.result(cost));
  });

  it("names the function to call for a scenario of plain data", async () => {
    // @ts-expect-error: plain data is no Scenario, and JavaScript does not say so.
    await expect(ballonet.simulate(written)).rejects.toThrow(/^this is not a scenario .* buildScenario/);
  });

  it("accepts a manager during a run", async () => {
    const simulation = await begin();
    simulation.replaceManager(ballonet.buildScenario({ ...written, manager: "mom" }).manager);
    simulation.runTo(1e9);
    expect(simulation.finished).toBe(true);
  });
});

describe("a signal", () => {
  const reason = new Error("enough");
  const long = ballonet.buildScenario({ ...written, duration: "10h" });
  const stopSoon = () => {
    const stop = new AbortController();
    return { signal: stop.signal, onProgress: () => stop.abort(reason) };
  };

  it("makes every long function reject with its reason", async () => {
    const signal = AbortSignal.abort(reason);
    const vary = [{ path: "seed", values: ["1", "2"] }];
    const started = [
      () => ballonet.simulate(long, stopSoon()),
      () => ballonet.simulate(long, { signal }),
      () =>
        ballonet.compare(ballonet.openScenario(JSON.stringify({ ...written, duration: "10h" })), {
          vary,
          ...stopSoon(),
        }),
      () =>
        ballonet.compare(ballonet.openScenario(JSON.stringify({ ...written, duration: "10h" })), {
          vary,
          jobs: 1,
          ...stopSoon(),
        }),
      () => ballonet.compare(source(), { vary, signal }),
      () => ballonet.plan(source(), { capacity: "vms.count", maxSlowdown: 1.1, signal }),
      () => ballonet.replay(trace, { policies: ["lru"], frames: [2], signal }),
      () => ballonet.missRatioCurve(trace, { signal }),
    ];
    for (const start of started) await expect(start()).rejects.toBe(reason);
  });

  it("passes the partial result to onStopped", async () => {
    const partial: ballonet.Result[] = [];
    const onStopped = (one: ballonet.Result) => partial.push(one);
    const stop = new AbortController();
    // A busy computer reports progress before the run has got anywhere.
    const onProgress = ({ simulatedNs }: ballonet.Progress) => {
      if (simulatedNs > 0) stop.abort(reason);
    };
    await expect(ballonet.simulate(long, { signal: stop.signal, onProgress, onStopped })).rejects.toBe(reason);
    expect(partial.map(({ outcome }) => outcome)).toEqual(["stopped"]);
    const [one] = partial;
    expect(one?.simulatedNs).toBeGreaterThan(0);
    // The partial result equals a run up to that time, except for its scenario's duration.
    const again = await ballonet.beginSimulation(long);
    again.runTo(one?.simulatedNs ?? 0);
    expect(again.state().vms[0]?.backedPages).toBe(one?.vms[0]?.backedPages);
    await ballonet.simulate(scenario, { onStopped });
    expect(partial).toHaveLength(1);
  });
});

it("loads the engine from the given source", async () => {
  const file = new URL("../../build/release.wasm", import.meta.url);
  const bytes = await readFile(file);
  for (const given of [file, file.href, bytes, bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length)]) {
    await ballonet.loadEngine(given);
    expect({ ...(await ballonet.simulate(scenario)), run: null }).toEqual({ ...result, run: null });
  }
  await ballonet.loadEngine(
    await WebAssembly.compile(bytes),
    await readFile(new URL("../../build/laboratory-release.wasm", import.meta.url)),
  );
  const { results } = await ballonet.replay(trace, { policies: ["lru"], frames: [2] });
  expect(results.map(({ faults }) => faults)).toEqual([4]);
});

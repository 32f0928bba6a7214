import type { Condensing } from "ballonet";
import busy from "../examples/busy.yaml?data";
import compression from "../examples/compression.yaml?data";
import idle from "../examples/idle.yaml?data";
import overcommit from "../examples/overcommit.yaml?data";
import reassign from "../examples/reassign.yaml?data";
import compileTrace from "../examples/recorded/compile.u32.gz?url";
import compileCondensing from "../examples/recorded/compile.u32.gz.condensed.json";
import queryTrace from "../examples/recorded/query.u32.gz?url";
import queryCondensing from "../examples/recorded/query.u32.gz.condensed.json";
import recorded from "../examples/recorded/recorded.yaml?data";
import sortTrace from "../examples/recorded/sort.u32.gz?url";
import sortCondensing from "../examples/recorded/sort.u32.gz.condensed.json";
import sharing from "../examples/sharing.yaml?data";

/** A scenario that the page brings along. */
export interface ExampleScenario {
  /** What it is called in a list. */
  readonly title: string;
  /** Plain data in the form a person writes: nothing has to be read that is read already. */
  readonly written: unknown;
  readonly traces: Readonly<Record<string, string>>;
}

const recordings = { "sort.u32.gz": sortTrace, "query.u32.gz": queryTrace, "compile.u32.gz": compileTrace };

/** The scenarios to choose from, by the name that links use. */
export const exampleScenarios: ReadonlyMap<string, ExampleScenario> = new Map([
  ["idle", { title: "Idle guests: 2 : 1 works", written: idle, traces: {} }],
  ["busy", { title: "Everybody busy: 2 : 1 does not", written: busy, traces: {} }],
  ["reassign", { title: "A balloon that comes back too late", written: reassign, traces: {} }],
  ["overcommit", { title: "Frames pass from quiet to busy, in three acts", written: overcommit, traces: {} }],
  ["sharing", { title: "Clones that share pages", written: sharing, traces: {} }],
  ["compression", { title: "Swap compressed in memory", written: compression, traces: {} }],
  ["recorded", { title: "Recorded programs", written: recorded, traces: recordings }],
]);

/** A recorded trace of the laboratory. */
export interface ExampleTrace {
  /** What it is of. */
  readonly title: string;
  readonly file: string;
  readonly url: string;
  /** What was left out of it. */
  readonly condensing: Condensing;
}

/** The recorded traces of the laboratory. */
export const exampleTraces: ReadonlyMap<string, ExampleTrace> = new Map([
  ["sort", { title: "a sort", file: "sort.u32.gz", url: sortTrace, condensing: sortCondensing }],
  ["query", { title: "a database query", file: "query.u32.gz", url: queryTrace, condensing: queryCondensing }],
  ["compile", { title: "a compiler", file: "compile.u32.gz", url: compileTrace, condensing: compileCondensing }],
]);

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

/** A scenario built into the page. */
export interface ExampleScenario {
  /** Title in the list of examples. */
  readonly title: string;
  /** The scenario file's contents as plain data, so that the page needs no YAML reader. */
  readonly written: unknown;
  readonly traces: Readonly<Record<string, string>>;
}

const recordings = { "sort.u32.gz": sortTrace, "query.u32.gz": queryTrace, "compile.u32.gz": compileTrace };

/** The example scenarios, by the name that links use. */
export const exampleScenarios: ReadonlyMap<string, ExampleScenario> = new Map([
  ["idle", { title: "Idle guests: 2 : 1 works", written: idle, traces: {} }],
  ["busy", { title: "Busy guests: 2 : 1 fails", written: busy, traces: {} }],
  ["reassign", { title: "A balloon that deflates too late", written: reassign, traces: {} }],
  ["overcommit", { title: "From idle to busy guests", written: overcommit, traces: {} }],
  ["sharing", { title: "Clones share pages", written: sharing, traces: {} }],
  ["compression", { title: "Compressed swap", written: compression, traces: {} }],
  ["recorded", { title: "Traces of real programs", written: recorded, traces: recordings }],
]);

/** A recorded trace for the laboratory. */
export interface ExampleTrace {
  /** The program that was recorded. */
  readonly title: string;
  readonly file: string;
  readonly url: string;
  /** How it was condensed: which references were left out. */
  readonly condensing: Condensing;
}

/** The recorded traces for the laboratory, by the name that links use. */
export const exampleTraces: ReadonlyMap<string, ExampleTrace> = new Map([
  ["sort", { title: "Sort", file: "sort.u32.gz", url: sortTrace, condensing: sortCondensing }],
  ["query", { title: "Database query", file: "query.u32.gz", url: queryTrace, condensing: queryCondensing }],
  ["compile", { title: "Compiler", file: "compile.u32.gz", url: compileTrace, condensing: compileCondensing }],
]);

import busy from "../examples/busy.yaml?raw";
import idle from "../examples/idle.yaml?raw";
import overcommit from "../examples/overcommit.yaml?raw";
import reassign from "../examples/reassign.yaml?raw";
import compileTrace from "../examples/recorded/compile.u32.gz?url";
import queryTrace from "../examples/recorded/query.u32.gz?url";
import recorded from "../examples/recorded/recorded.yaml?raw";
import sortTrace from "../examples/recorded/sort.u32.gz?url";

/** A scenario that the page brings along. */
export interface ExampleScenario {
  readonly text: string;
  /** What it is called in a list. */
  readonly title: string;
  readonly traces: Readonly<Record<string, string>>;
}

const recordings = { "sort.u32.gz": sortTrace, "query.u32.gz": queryTrace, "compile.u32.gz": compileTrace };

/** The scenarios to choose from, by the name that links use. */
export const exampleScenarios: ReadonlyMap<string, ExampleScenario> = new Map([
  ["idle", { title: "Idle guests: 2 : 1 works", text: idle, traces: {} }],
  ["busy", { title: "Everybody busy: 2 : 1 does not", text: busy, traces: {} }],
  ["reassign", { title: "One wakes while others idle", text: reassign, traces: {} }],
  ["overcommit", { title: "Quiet, then busy: in three acts", text: overcommit, traces: {} }],
  ["recorded", { title: "Recorded programs", text: recorded, traces: recordings }],
]);

/** The recorded traces of the laboratory: what each is of, and where it is. */
export const exampleTraces: ReadonlyMap<
  string,
  { readonly title: string; readonly file: string; readonly url: string }
> = new Map([
  ["sort", { title: "a sort", file: "sort.u32.gz", url: sortTrace }],
  ["query", { title: "a database query", file: "query.u32.gz", url: queryTrace }],
  ["compile", { title: "a compiler", file: "compile.u32.gz", url: compileTrace }],
]);

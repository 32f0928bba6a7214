import { resolve } from "node:path";
import { ScenarioError, type ScenarioProblem } from "../../scenario/problem.ts";
import type { ReadScenario } from "../../scenario/text/read.ts";
import { traceFiles, traceFormats, traceFormatsOf } from "../../scenario/uses/trace-files.ts";
import { TraceError } from "../../trace/error.ts";
import { readTraceFile } from "../../trace/file.node.ts";
import type { TraceOptions } from "../../trace/read.ts";
import type { Trace } from "../../trace/trace.ts";
import { tooFewToSample } from "../../workload/pattern/sampled-trace.ts";

/** The traces that the scenarios of one file replay; each is read once per needed format and page size. */
export class ScenarioTraces {
  readonly #folder: string;
  readonly #known = new Map<string, Trace>();

  /** `folder`: base of the traces' paths. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** A scenario's traces by file, as it names them; throws a `ScenarioError` for traces that do not fit their workload. */
  async of({ scenario, locate }: ReadScenario): Promise<ReadonlyMap<string, Trace>> {
    const traces = new Map<string, Trace>();
    const problems: ScenarioProblem[] = [];
    const formats = traceFormatsOf(scenario);
    for (const { group, workload } of scenario.vms) {
      for (const [index, phase] of workload.phases.entries()) {
        const at = ["vms", group, "workload", "phases", index];
        const report = (key: string, message: string) =>
          problems.push({ path: [...at, key], message, ...locate([...at, key]) });
        for (const [file, format] of traceFormats(phase.pattern)) {
          if (formats.get(file) !== format)
            report("format", `the trace ${file} is given two formats, ${format} and ${formats.get(file)}: give it one`);
        }
        for (const file of traceFiles(phase.pattern)) {
          const options = { format: formats.get(file), standardPageBytes: scenario.pageBytes };
          const trace = await this.#read(file, options);
          if (typeof trace === "string") report("file", trace);
          else if (trace.distinctPages > phase.pages)
            report("file", tooLarge(file, trace, phase.pages, workload.pages));
          else traces.set(file, trace);
        }
      }
    }
    for (const [file, trace] of traces) {
      const message = tooFewToSample(file, trace.distinctPages, scenario.scale);
      if (message !== null) problems.push({ path: ["scale"], message, ...locate(["scale"]) });
    }
    if (problems.length > 0) throw new ScenarioError(problems);
    return traces;
  }

  /** A trace, or the error in it. */
  async #read(file: string, options: TraceOptions): Promise<Trace | string> {
    const key = JSON.stringify([file, options]);
    try {
      const known = this.#known.get(key);
      if (known !== undefined) return known;
      const read = await readTraceFile(resolve(this.#folder, file), options);
      // A trace of page numbers does not depend on the page size: one copy is enough.
      const trace = [...this.#known.values()].find((other) => isSame(other, read)) ?? read;
      this.#known.set(key, trace);
      return trace;
    } catch (error) {
      if (error instanceof TraceError) return error.message;
      throw error;
    }
  }
}

function tooLarge(file: string, { distinctPages }: Trace, pages: number, workloadPages: number): string {
  const where = pages < workloadPages ? "its phase" : "the workload";
  return `the trace ${file} touches ${distinctPages} pages, but ${where} has ${pages}: give it memory for at least ${distinctPages} pages`;
}

function isSame(one: Trace, { name, format, references }: Trace): boolean {
  if (one.name !== name || one.format !== format || one.references.length !== references.length) return false;
  return one.references.every((word, index) => word === references[index]);
}

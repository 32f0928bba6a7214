import { WorkloadError } from "../error.ts";
import { definePattern, type PageSource } from "./pattern.ts";
import { sampledTrace } from "./sampled-trace.ts";

class TracePages implements PageSource {
  readonly #references: Uint32Array;
  readonly #end: number;
  readonly #loop: boolean;
  #next: number;

  constructor(references: Uint32Array, next: number, end: number, loop: boolean) {
    this.#references = references;
    this.#next = next;
    this.#end = end;
    this.#loop = loop;
  }

  fill(references: Uint32Array, from: number, to: number): number {
    let at = from;
    while (at < to) {
      if (this.#next === this.#end) {
        if (!this.#loop) return at;
        this.#next = 0;
      }
      const count = Math.min(to - at, this.#end - this.#next);
      references.set(this.#references.subarray(this.#next, this.#next + count), at);
      this.#next += count;
      at += count;
    }
    return to;
  }
}

/** Replays a recorded trace with its writes. */
export const trace = definePattern({
  name: "trace",
  about:
    "Replays a recorded trace with its own writes. With `loop`, vCPU k of n starts at k/n of it; without, it replays the k-th of n parts and ends.",
  source: "A file in one of the trace formats",
  parameters: {
    file: { unit: "text", default: { required: true }, about: "The trace file, relative to the scenario's folder." },
    format: {
      unit: "traceFormat",
      default: null,
      about:
        "Format of the file, as for --format (csv:place=2:unit=sector), or a group of keys (format: csv, place: 2). Default: detected from its name or contents.",
    },
    loop: {
      unit: "switch",
      default: true,
      about: "Restart at the end of the trace; otherwise the workload ends there.",
    },
  },
  writes: "own",
  sample: ({ parameters, trace: find }, scale) => {
    const whole = find(parameters.file);
    return { standsFor: whole.references.length / sampledTrace(whole, scale).references.length };
  },
  open: ({ parameters, pages, scale, vcpu, vcpus, trace: find }) => {
    const { file, loop } = parameters;
    const { references, distinctPages } = sampledTrace(find(file), scale);
    if (distinctPages > pages) {
      throw new WorkloadError(
        `${file} touches ${distinctPages} distinct pages, but the workload's region has ${pages} pages: it needs at least ${distinctPages}`,
      );
    }
    const next = Math.floor((references.length * vcpu) / vcpus);
    const end = loop ? references.length : Math.floor((references.length * (vcpu + 1)) / vcpus);
    if (loop && references.length === 0)
      throw new WorkloadError(`${file} contains no references: at least one is needed`);
    return new TracePages(references, next, end, loop);
  },
});

import { WorkloadError } from "./error.ts";
import { definePattern, type PageSource } from "./pattern.ts";

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

/** Replays a recorded trace, its writes included. */
export const trace = definePattern({
  name: "trace",
  about:
    "Replays a recorded trace with its own writes. Looping, vCPU k of n begins at k/n of it; otherwise it replays the k-th of n parts and ends.",
  source: "A file in one of the trace formats",
  parameters: {
    file: { unit: "text", default: { required: true }, about: "The trace's file, seen from the scenario's folder." },
    format: {
      unit: "traceFormat",
      default: null,
      about:
        "How the file is written, as behind --format (csv:place=2:unit=sector), or a group of keys (format: csv, place: 2). Default: its name or its beginning tells.",
    },
    loop: { unit: "switch", default: true, about: "Begin anew at its end; otherwise the workload ends there." },
  },
  writes: "own",
  open: ({ parameters, pages, vcpu, vcpus, trace: find }) => {
    const { file, loop } = parameters;
    const { references, distinctPages } = find(file);
    if (distinctPages > pages) {
      throw new WorkloadError(
        `${file} touches ${distinctPages} distinct pages, but the workload's region has ${pages} pages: it needs ${distinctPages} at least`,
      );
    }
    const next = Math.floor((references.length * vcpu) / vcpus);
    const end = loop ? references.length : Math.floor((references.length * (vcpu + 1)) / vcpus);
    if (loop && references.length === 0) throw new WorkloadError(`${file} holds no references: one at least is needed`);
    return new TracePages(references, next, end, loop);
  },
});

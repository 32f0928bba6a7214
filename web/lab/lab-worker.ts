import {
  catalogue,
  LabError,
  missRatioCurve,
  parseCondensing,
  readTrace,
  replay,
  type Trace,
  TraceError,
} from "ballonet";
import type { LabReport, LabRequest } from "./messages.ts";

/** Sizes at which policies are simulated, as shares of the trace's distinct pages. */
const SIZES = [0.01, 0.02, 0.04, 0.07, 0.12, 0.2, 0.3, 0.45, 0.6, 0.8];

function tell(report: LabReport): void {
  postMessage(report);
}

addEventListener("message", ({ data }: MessageEvent<LabRequest>) => {
  work(data).catch((error: unknown) => {
    const known = error instanceof LabError || error instanceof TraceError || error instanceof TypeError;
    tell({ kind: "problem", sentence: known ? error.message : `The laboratory broke off: ${String(error)}` });
  });
});

tell({
  kind: "policies",
  policies: catalogue.policies.map(({ name, about, visibility }) => ({ name, about, visibility })),
});

async function work(request: LabRequest): Promise<void> {
  const trace = await read(request);
  const curve = await missRatioCurve(trace);
  tell({ kind: "curve", curve });
  const sizes = SIZES.map((share) => Math.max(1, Math.floor(share * trace.distinctPages)));
  const frames = [...new Set(sizes.filter((size) => size >= curve.leastFrames))];
  for (const policy of request.policies) {
    const { results } = await replay(trace, { policies: [policy], frames });
    tell({ kind: "policy", results });
  }
  tell({ kind: "done" });
}

async function read({ name, source, condensing }: LabRequest): Promise<Trace> {
  const stream = typeof source === "string" ? (await fetch(source)).body : source.stream();
  if (stream === null) throw new TypeError(`${name} cannot be fetched`);
  const leftOut = condensing instanceof File ? parseCondensing(await condensing.text(), condensing.name) : condensing;
  return readTrace(stream, name, { condensing: leftOut });
}

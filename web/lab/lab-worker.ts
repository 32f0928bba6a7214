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

/** Memory sizes at which policies are simulated, as shares of the trace's distinct pages. */
const SIZES = [0.01, 0.02, 0.04, 0.07, 0.12, 0.2, 0.3, 0.45, 0.6, 0.8];

function send(report: LabReport): void {
  postMessage(report);
}

addEventListener("message", ({ data }: MessageEvent<LabRequest>) => {
  work(data).catch((error: unknown) => {
    const known = error instanceof LabError || error instanceof TraceError || error instanceof TypeError;
    send({ kind: "problem", sentence: known ? error.message : `The simulation failed: ${String(error)}` });
  });
});

send({
  kind: "policies",
  policies: catalogue.policies.map(({ name, about, visibility }) => ({ name, about, visibility })),
});

async function work(request: LabRequest): Promise<void> {
  const trace = await read(request);
  const curve = await missRatioCurve(trace);
  send({ kind: "curve", curve });
  const sizes = SIZES.map((share) => Math.max(1, Math.floor(share * trace.distinctPages)));
  const frames = [...new Set(sizes.filter((size) => size >= curve.leastFrames))];
  for (const policy of request.policies) {
    const { results } = await replay(trace, { policies: [policy], frames });
    send({ kind: "policy", results });
  }
  send({ kind: "done" });
}

async function read({ name, source, condensing }: LabRequest): Promise<Trace> {
  const stream = typeof source === "string" ? (await fetch(source)).body : source.stream();
  if (stream === null) throw new TypeError(`${name} could not be downloaded.`);
  const facts = condensing instanceof File ? parseCondensing(await condensing.text(), condensing.name) : condensing;
  return readTrace(stream, name, { condensing: facts });
}

import { catalogue, LabError, missRatioCurve, readTrace, replay, type Trace, TraceError } from "ballonet";
import type { LabReport, LabRequest } from "./messages.ts";

/** Sizes at which policies are simulated, as shares of the trace's distinct pages. */
const SIZES = ["1%", "2%", "4%", "7%", "12%", "20%", "30%", "45%", "60%", "80%"];

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

async function work({ name, source, policies }: LabRequest): Promise<void> {
  const trace = await read(name, source);
  tell({ kind: "curve", curve: await missRatioCurve(trace) });
  for (const policy of policies) {
    const { results } = await replay(trace, { policies: [policy], frames: SIZES });
    tell({ kind: "policy", results });
  }
  tell({ kind: "done" });
}

async function read(name: string, source: string | Blob): Promise<Trace> {
  const stream = typeof source === "string" ? (await fetch(source)).body : source.stream();
  if (stream === null) throw new TypeError(`${name} cannot be fetched`);
  return readTrace(stream, name);
}

import { type HostFile, ImportError } from "../error.ts";
import { EXPORTERS } from "./exporters.ts";

/** Which part of Prometheus' memory to ask for. */
export interface PrometheusRange {
  /** Unix seconds at which it ends. */
  readonly end: number;
  readonly seconds: number;
  readonly stepSeconds: number;
}

/** Most points of a series that Prometheus gives in one answer. */
const MOST_POINTS = 11_000;

/** Time for an answer. */
const PATIENCE_MS = 60_000;

/** Asks a Prometheus on this machine for all metrics that are known. Throws an ImportError of one sentence. */
export async function askPrometheus(
  address: string,
  { end, seconds, stepSeconds }: PrometheusRange,
): Promise<HostFile[]> {
  const base = loopback(address);
  if (seconds / stepSeconds > MOST_POINTS)
    throw new ImportError(
      `${address}: ${Math.ceil(seconds / stepSeconds)} points are more than the ${MOST_POINTS} that Prometheus gives: ask for a longer step`,
    );
  const answers: HostFile[] = [];
  for (const { name, metrics } of EXPORTERS) {
    const names = [...metrics.keys(), ...(name === "pve" ? ["pve_guest_info"] : [])];
    const asked = new URL("api/v1/query_range", base);
    asked.searchParams.set("query", `{__name__=~"${names.join("|")}"}`);
    asked.searchParams.set("start", String(end - seconds));
    asked.searchParams.set("end", String(end));
    asked.searchParams.set("step", String(stepSeconds));
    answers.push({ name: `${base.origin} (${name})`, text: await textOf(address, asked) });
  }
  return answers;
}

/** The address with a slash at its end; only this machine is asked. */
function loopback(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new ImportError(`${address} is not an address: write http://127.0.0.1:9090`);
  if (!/^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/.test(url.hostname))
    throw new ImportError(
      `${address} is not on this machine: forward its port, or save its answers and give the files`,
    );
  return new URL(url.href.endsWith("/") ? url.href : `${url.href}/`);
}

async function textOf(address: string, asked: URL): Promise<string> {
  try {
    const answer = await fetch(asked, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: "error" });
    return await answer.text();
  } catch {
    throw new ImportError(`${address}: nothing answers there as Prometheus does`);
  }
}

import { type HostFile, wrongFile } from "../error.ts";
import { isGroup, jsonOf } from "../json.ts";

/** A series of a metric. */
export interface MetricSeries {
  readonly metric: string;
  readonly labels: ReadonlyMap<string, string>;
  /** Values by Unix seconds; what is no finite number is left out. */
  readonly values: ReadonlyMap<number, number>;
}

/** Reads an answer of `/api/v1/query_range` or `/api/v1/query`. Throws an ImportError of one sentence. */
export function readMatrix(file: HostFile): MetricSeries[] {
  const answer = jsonOf(file);
  if (!isGroup(answer) || typeof answer.status !== "string")
    throw wrongFile(file, null, "this is no answer of Prometheus: it has no status");
  if (answer.status !== "success")
    throw wrongFile(file, null, `Prometheus answered ${answer.status}: ${String(answer.error ?? "").slice(0, 100)}`);
  const result = isGroup(answer.data) ? answer.data.result : null;
  if (!Array.isArray(result)) throw wrongFile(file, null, "this is no answer of query_range: it has no data.result");
  return result.map((one: unknown, at) => seriesOf(file, one, `series ${at + 1}`));
}

function seriesOf(file: HostFile, one: unknown, where: string): MetricSeries {
  if (!isGroup(one) || !isGroup(one.metric))
    throw wrongFile(file, where, "it has no metric: ask query_range for a matrix");
  const labels = new Map(Object.entries(one.metric).map(([name, value]) => [name, String(value)]));
  const pairs: unknown = one.values ?? (one.value === undefined ? undefined : [one.value]);
  if (!Array.isArray(pairs)) throw wrongFile(file, where, "it has no values");
  const values = new Map<number, number>();
  for (const pair of pairs) {
    const [time, value]: readonly unknown[] = Array.isArray(pair) ? pair : [];
    if (typeof time !== "number" || typeof value !== "string")
      throw wrongFile(file, where, "a point is not a time and a value in quotes");
    const number = Number(value);
    if (value.trim() !== "" && Number.isFinite(number) && number >= 0) values.set(time, number);
    else if (!/^(?:NaN|[+-]Inf)$/.test(value))
      throw wrongFile(file, where, `"${value.slice(0, 40)}" is not a value: it must be a number of at least 0`);
  }
  return { metric: labels.get("__name__") ?? "", labels, values };
}

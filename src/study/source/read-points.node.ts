import { readFileSync, statSync } from "node:fs";
import { resolve } from "node:path";
import { quote, type Reading } from "../../parameter/reading.ts";
import { readCsv } from "../../scenario/series/csv.ts";
import { MOST_FILE_BYTES, type ReadPoints } from "../../scenario/series/files.ts";

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file",
  EACCES: "permission denied",
  EISDIR: "it is a folder",
};

/** Reads the series that a scenario names, relative to a folder: each file once, and its rows once for the same columns and units. */
export function readPointsFrom(folder: string): ReadPoints {
  const texts = new Map<string, Reading<string>>();
  const series = new Map<string, ReturnType<ReadPoints>>();
  return (settings) => {
    const { file } = settings;
    const text = texts.get(file) ?? readText(file, resolve(folder, file));
    texts.set(file, text);
    if ("problem" in text) return text;
    const key = JSON.stringify(settings);
    const points = series.get(key) ?? readCsv(text.value, settings);
    series.set(key, points);
    return points;
  };
}

function readText(file: string, path: string): Reading<string> {
  const problem = (why: string) => ({ problem: `the file ${quote(file)} cannot be read: ${why}` });
  try {
    const facts = statSync(path);
    if (!facts.isFile()) return problem(facts.isDirectory() ? "it is a folder" : "it is no regular file");
    if (facts.size > MOST_FILE_BYTES)
      return problem(`it has ${facts.size} bytes, and at most ${MOST_FILE_BYTES} are read`);
    const text = new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
    return text.includes("\0") ? problem("it is not text") : { value: text };
  } catch (error) {
    if (error instanceof TypeError) return problem("it is not text in UTF-8");
    if (!(error instanceof Error && "code" in error && typeof error.code === "string")) throw error;
    return problem(REASONS[error.code] ?? error.code);
  }
}

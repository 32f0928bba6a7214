import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { glob } from "tinyglobby";
import { condensingFileOf } from "../trace/condensing.ts";
import { LabError } from "./error.ts";

const WILD = /[*?[\]{}]/u;

/**
 * Finds the files of names, folders and patterns, sorted by name: all files of a folder at any depth except hidden ones, and the matches of
 * a pattern such as `traces/*.gz`. A name without a file is kept: reading it reports that it is missing.
 */
export async function findTraceFiles(written: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const name of written) {
    const there = await stat(name).catch(() => null);
    if (there?.isDirectory()) found.push(...(await within(name)));
    else if (there === null && WILD.test(name)) found.push(...(await matching(name)));
    else found.push(name);
  }
  return [...new Set(found)];
}

async function within(folder: string): Promise<string[]> {
  const files = await glob("**/*", { cwd: folder, expandDirectories: false });
  if (files.length === 0) throw new LabError(`the folder ${folder} holds no files`);
  const base = folder.replace(/\/+$/u, "");
  return tracesAmong(files.map((file) => (base === "" || base === "." ? file : `${base}/${file}`)));
}

async function matching(pattern: string): Promise<string[]> {
  const files = await glob(pattern, { expandDirectories: false, absolute: isAbsolute(pattern) });
  if (files.length === 0) throw new LabError(`no file matches ${pattern}`);
  return tracesAmong(files);
}

/** Removes the files that only describe how a trace beside them was condensed. */
function tracesAmong(files: readonly string[]): string[] {
  const all = new Set(files);
  const notes = new Set([...all].map(condensingFileOf));
  return [...all].filter((file) => !notes.has(file)).toSorted();
}

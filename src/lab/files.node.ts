import { stat } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { glob } from "tinyglobby";
import { condensingFileOf } from "../trace/condensing.ts";
import { LabError } from "./error.ts";

const WILD = /[*?[\]{}]/u;

/**
 * The files that names, folders and patterns stand for: what a folder holds at any depth, hidden files aside, and what a pattern such
 * as `traces/*.gz` matches, in the order of their names. A name of no file stays: that it is missing is told when it is read.
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

/** Without the files that say of a trace beside them what was left out of it. */
function tracesAmong(files: readonly string[]): string[] {
  const all = new Set(files);
  const notes = new Set([...all].map(condensingFileOf));
  return [...all].filter((file) => !notes.has(file)).toSorted();
}

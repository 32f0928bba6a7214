import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";

/** Address of a file of the build that is measured: this checkout's, or that in the folder BENCH_BUILD. */
export function built(path) {
  const folder = process.env.BENCH_BUILD ?? join(import.meta.dirname, "..");
  return new URL(path, `${pathToFileURL(resolve(folder, "dist"))}/`);
}

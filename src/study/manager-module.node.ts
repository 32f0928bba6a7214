import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { type OwnManager, shapeProblem } from "../manager/own.ts";

/** A module's manager, or one sentence about what is wrong with the module. */
export type LoadedManager = { readonly manager: OwnManager } | { readonly problem: string };

/** Loads a memory manager from a module's default export. */
export async function loadManager(folder: string, file: string): Promise<LoadedManager> {
  let module: { readonly default?: unknown };
  try {
    module = await import(pathToFileURL(resolve(folder, file)).href);
  } catch (error) {
    return { problem: `the module ${file} cannot be loaded: ${reason(error)}` };
  }
  const problem = shapeProblem(module.default);
  if (problem !== null) return { problem: `the module ${file} cannot be used: ${problem}` };
  return { manager: module.default as OwnManager };
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : null;
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" && error.message.includes(".ts")) {
    return `Node ${process.versions.node} does not read TypeScript: use Node 22.18 or newer, or write it in JavaScript as .mjs`;
  }
  if (code === "ERR_MODULE_NOT_FOUND") return "there is no such file, or it imports one that is not there";
  return error.message.split("\n")[0] ?? error.message;
}

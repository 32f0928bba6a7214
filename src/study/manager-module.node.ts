import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type OwnManager, shapeProblem } from "../manager/own.ts";

/** A module's manager, or what is wrong with the module, to be told behind its name. */
export type LoadedManager = { readonly manager: OwnManager } | { readonly problem: string };

/** Loads a memory manager from the default export of the module at an address (`file:///…`). */
export async function loadManager(address: string): Promise<LoadedManager> {
  let module: { readonly default?: unknown };
  try {
    module = await import(address);
  } catch (error) {
    return { problem: `cannot be loaded: ${reason(error, fileURLToPath(address))}` };
  }
  const problem = shapeProblem(module.default);
  if (problem !== null) return { problem: `cannot be used: ${problem}` };
  return { manager: module.default as OwnManager };
}

function reason(error: unknown, file: string): string {
  if (!existsSync(file)) return `there is no such file: it would be ${file}`;
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error ? error.code : null;
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" && error.message.includes(".ts")) {
    return `Node ${process.versions.node} does not read TypeScript: use Node 22.18 or newer, or write it in JavaScript as .mjs`;
  }
  const first = error.message.split("\n")[0] ?? error.message;
  return code === "ERR_MODULE_NOT_FOUND" ? `it imports what is not there: ${first}` : first;
}

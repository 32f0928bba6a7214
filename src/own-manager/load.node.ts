import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { OwnManager } from "../manager/own/own.ts";
import { shapeProblem } from "../manager/own/shape.ts";
import { placeInWords, placeThrown, thrownInWords } from "../manager/own/thrown.ts";

/** A module's manager, or a problem in words that follow the module's name. */
export type LoadedManager = { readonly manager: OwnManager } | { readonly problem: string };

/** Longest time a module may take to load. */
const LIMIT_MS = 30_000;

const NEVER = "an await at its top level never ends";

/** Loads a memory manager from the default export of the module at an address (`file:///…`), in this thread. */
export async function loadManager(address: string): Promise<LoadedManager> {
  let module: { readonly default?: unknown } | string;
  try {
    module = await withinLimit(import(address));
  } catch (error) {
    return { problem: `cannot be loaded: ${reason(error, address)}` };
  }
  if (typeof module === "string") return { problem: `cannot be loaded: ${module}` };
  const problem = shapeProblem(module.default);
  if (problem !== null) return { problem: `cannot be used: ${problem}` };
  return { manager: module.default as OwnManager };
}

/** The promise's value, or a text that says why it never settles: nothing is left to run, or the limit is exceeded. */
async function withinLimit<T>(loading: Promise<T>): Promise<T | string> {
  let quiet = () => {};
  let timer: NodeJS.Timeout | undefined;
  const nothing = new Promise<string>((done) => {
    quiet = () => done(NEVER);
    process.once("beforeExit", quiet);
    timer = setTimeout(() => done(`it takes longer than ${LIMIT_MS / 1000} s, or ${NEVER}`), LIMIT_MS).unref();
  });
  try {
    return await Promise.race([loading, nothing]);
  } finally {
    process.removeListener("beforeExit", quiet);
    clearTimeout(timer);
  }
}

function reason(error: unknown, address: string): string {
  const file = fileURLToPath(address);
  if (!existsSync(file)) return `there is no such file: it would be ${file}`;
  if (!(error instanceof Error)) return `it threw ${thrownInWords(error)}`;
  const code = "code" in error ? error.code : null;
  if (code === "ERR_UNKNOWN_FILE_EXTENSION" && error.message.includes(".ts"))
    return `Node ${process.versions.node} does not read TypeScript: use Node 22.18 or newer, or write it in JavaScript as .mjs`;
  if (code === "ERR_MODULE_NOT_FOUND")
    return `it imports a module that does not exist: ${error.message.split("\n")[0]}`;
  if (error instanceof SyntaxError && placeThrown(error) === null)
    return [thrownInWords(error), syntaxPlace(address)].join("");
  return thrownInWords(error);
}

/** Place of a syntax error in a module or in its imports, found by running Node once more, which prints it only when it exits. Empty if unknown. */
function syntaxPlace(address: string): string {
  const script = "import(process.argv[1])";
  try {
    execFileSync(process.execPath, ["--input-type=module", "--eval", script, address], {
      stdio: "pipe",
      encoding: "utf8",
      timeout: 5000,
    });
  } catch (error) {
    const written = error instanceof Error && "stderr" in error ? String(error.stderr) : "";
    const place = placeThrown(Object.assign(new Error(), { stack: written.trimStart() }));
    if (place !== null) return ` (${placeInWords(place)})`;
  }
  return "";
}

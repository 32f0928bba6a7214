import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const MAIN = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

/** Output and exit code of a command. */
export interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

/** Runs ballonet in a folder, with something on its standard input. */
export async function ballonetIn(
  folder: string,
  words: readonly string[],
  input: string | Uint8Array = "",
  environment: { readonly [name: string]: string } = {},
): Promise<Ended> {
  const env = { ...process.env, NO_COLOR: "1", ...environment };
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, env });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { out, err, code };
}

/** Sends Ctrl-C to a command's process group while it waits for more input, and waits for its end. */
export async function interrupted(folder: string, words: readonly string[], input: Uint8Array): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    cwd: folder,
    detached: true,
    env: { ...process.env, NO_COLOR: "1" },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  child.stdin.on("error", () => {});
  // More than a pipe holds: once it is written, the command reads.
  child.stdin.write(input, () => process.kill(-(child.pid ?? 0), "SIGINT"));
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { out, err, code };
}

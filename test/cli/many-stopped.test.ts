import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, open, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));
const OUTPUTS = ["json", "csv", "parquet", "svg", "html"].flatMap((form) => [`--${form}`, `half.${form}`]);

/** Enough references and pages to keep all policies busy for seconds. */
const LONG = Uint32Array.from({ length: 2 ** 20 }, (_, index) => Math.imul(index, 2654435761) >>> 18);

/**
 * Starts a command on two traces, the second a pipe, and sends Ctrl-C to its process group: while it reads the pipe, or some time after
 * it has read everything.
 */
async function stopped(words: readonly string[], during: "reading" | "work") {
  const folder = await mkdtemp(join(tmpdir(), "ballonet-stopped-"));
  await writeFile(join(folder, "short.txt"), "1\n2\n3\n1\n2\n4\n");
  execFileSync("mkfifo", ["pipe.u32"], { cwd: folder });
  const [command = "", ...rest] = words;
  const child = spawn(process.execPath, [MAIN, command, "short.txt", "pipe.u32", ...rest, ...OUTPUTS], {
    cwd: folder,
    detached: true,
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk) => (out += chunk));
  child.stderr.on("data", (chunk) => (err += chunk));
  const ended = once(child, "close");
  // Opened as soon as the command reads it.
  const pipe = await open(join(folder, "pipe.u32"), "w");
  await pipe.write(new Uint8Array(LONG.buffer));
  if (during === "work") await pipe.close();
  // Never runs dry: nothing can end a thread that waits for a pipe.
  const more = setInterval(() => void pipe.write(new Uint8Array(4096)).catch(() => undefined), 20);
  await pause(300);
  process.kill(-(child.pid ?? 0), "SIGINT");
  const [code] = await ended;
  clearInterval(more);
  await pipe.close().catch(() => undefined);
  const files = await readdir(folder);
  await rm(folder, { recursive: true });
  return { out, err, code, files: files.sort() };
}

const NOTHING = { out: "", err: "", code: 130, files: ["pipe.u32", "short.txt"] };

describe.runIf(process.platform !== "win32")("many traces are stopped by Ctrl-C and nothing is written", () => {
  const policies = ["--policy", "all", "--frames", "100-109"];

  it.each(["replay", "mrc"])("%s, while they are read", async (command) => {
    expect(await stopped([command, ...policies], "reading")).toEqual(NOTHING);
  });

  it.each(["replay", "mrc"])("%s, while they are replayed", async (command) => {
    expect(await stopped([command, ...policies], "work")).toEqual(NOTHING);
  });
});

import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import { failureOf } from "../../src/cli/console/fail.ts";
import { program } from "../../src/cli/program.ts";
import { takeOutput } from "./output-here.ts";

/** All effects of a command line. */
export interface Effect {
  readonly out: string;
  readonly err: string;
  readonly code: number;
  /** Files written, by name; bytes as Latin-1. */
  readonly files: Readonly<Record<string, string>>;
}

/** Runs a command line in this process, in a new folder with some files, with a stopped clock. */
export async function commandHere(line: string, given: Readonly<Record<string, string>>): Promise<Effect> {
  const words = line.split(" ").filter((word) => word !== "");
  const home = process.cwd();
  const folder = await mkdtemp(join(tmpdir(), "ballonet-option-"));
  for (const [name, text] of Object.entries(given)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text, { mode: 0o755 });
  }
  takeOutput();
  let err = "";
  const stderr = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
  const clock = vi.spyOn(performance, "now").mockReturnValue(0);
  vi.stubEnv("PATH", `${join(folder, "bin")}:${process.env.PATH}`);
  process.chdir(folder);
  try {
    let code = 0;
    try {
      await (await program(words)).parseAsync(words, { from: "user" });
      code = Number(process.exitCode ?? 0);
    } catch (error) {
      const failure = failureOf(error);
      if (failure.message !== "") err += `${failure.message}\n`;
      code = failure.exitCode;
    }
    return { out: takeOutput(), err, code, files: await filesOf(folder, given) };
  } finally {
    process.chdir(home);
    process.exitCode = undefined;
    for (const spy of [stderr, clock]) spy.mockRestore();
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  }
}

async function filesOf(folder: string, given: Readonly<Record<string, string>>): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const contents: Record<string, string> = {};
  for (const name of names.sort()) {
    const text = await readFile(name, "latin1");
    const short = name.slice(folder.length + 1);
    if (given[short] !== text) contents[short] = text;
  }
  return contents;
}

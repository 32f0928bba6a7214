import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, mkdir, realpath, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { EXIT, Failure, writeFailure } from "./fail.ts";
import { writeStandard } from "./standard-output.ts";

/** The file name that means standard output, or standard input. */
export const STANDARD_STREAM = "-";

/** Throws a Failure when a file cannot be written. Called before a long run, not after it. */
export async function checkWritable(file: string): Promise<void> {
  if (file === STANDARD_STREAM) return;
  await refusing(file, async () => {
    const present = await kindOf(file);
    if (present === "folder")
      throw new Failure(`ballonet: cannot write ${file}: it is a folder, not a file`, EXIT.wrong);
    await access(present === "other" ? file : dirname(file), constants.W_OK);
  });
}

/** Creates a folder if it does not exist; throws a Failure when that fails or the folder is not writable. */
export async function ensureFolder(folder: string): Promise<void> {
  await refusing(folder, async () => {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
  });
}

/** Writes a file atomically, or standard output for `-`; pipes and devices are written directly. */
export async function writeWhole(file: string, text: string | Uint8Array): Promise<void> {
  if (file === STANDARD_STREAM) return writeStandard(text);
  await refusing(file, async () => {
    const present = await kindOf(file);
    if (present === "other") return writeFile(file, text);
    // A symbolic link is kept: its target is replaced.
    const target = present === "file" ? await realpath(file) : file;
    const unfinished = join(dirname(target), `.ballonet-${randomBytes(6).toString("hex")}`);
    try {
      await writeFile(unfinished, text, { flag: "wx" });
      await rename(unfinished, target);
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
  });
}

/** Path of the file that an output creates or replaces; `null` for standard output, a pipe or a device. */
export async function wholeFile(file: string): Promise<string | null> {
  return file === STANDARD_STREAM || (await kindOf(file)) === "other" ? null : resolve(file);
}

/** Whether an output is a folder that exists. */
export async function isFolder(file: string): Promise<boolean> {
  return file !== STANDARD_STREAM && (await kindOf(file)) === "folder";
}

async function kindOf(file: string): Promise<"none" | "file" | "folder" | "other"> {
  try {
    const found = await stat(file);
    if (found.isFile()) return "file";
    return found.isDirectory() ? "folder" : "other";
  } catch {
    return "none";
  }
}

async function refusing(file: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Failure || !(error instanceof Error)) throw error;
    throw writeFailure(file, error);
  }
}

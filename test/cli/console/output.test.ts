import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkWritable, ensureFolder, writeWhole } from "../../../src/cli/console/output.ts";

let folder = "";
const at = (name: string) => join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-output-"));
});
afterEach(() => rm(folder, { recursive: true }));

describe("an output file", () => {
  it("is replaced atomically, without other files", async () => {
    await writeFile(at("result.json"), "an older and longer result");
    await writeWhole(at("result.json"), "new");
    expect(await readFile(at("result.json"), "utf8")).toBe("new");
    expect(await readdir(folder)).toEqual(["result.json"]);
  });

  it("that cannot be written is refused before the run, and the old file is kept", async () => {
    await mkdir(at("folder"));
    await expect(checkWritable(at("folder"))).rejects.toThrow(
      `cannot write ${at("folder")}: it is a folder, not a file`,
    );
    await expect(checkWritable(at("none/result.json"))).rejects.toThrow("there is no such file or folder");
    await expect(writeWhole(at("none/result.json"), "x")).rejects.toThrow("there is no such file or folder");
    expect(await readdir(folder)).toEqual(["folder"]);
  });

  it("replaces the target of a symbolic link and keeps the link", async () => {
    await writeFile(at("real.json"), "old");
    await symlink(at("real.json"), at("link.json"));
    await writeWhole(at("link.json"), "new");
    expect(await readFile(at("real.json"), "utf8")).toBe("new");
    expect((await lstat(at("link.json"))).isSymbolicLink()).toBe(true);
  });

  it.skipIf(process.platform === "win32")("never replaces a device", async () => {
    await writeWhole("/dev/null", "gone");
    expect((await lstat("/dev/null")).isCharacterDevice()).toBe(true);
  });
});

describe("an output folder", () => {
  it("is created if it does not exist", async () => {
    await ensureFolder(at("a/b"));
    expect(await readdir(at("a"))).toEqual(["b"]);
  });

  it("is refused if it is a file", async () => {
    await writeFile(at("file"), "");
    await expect(ensureFolder(at("file"))).rejects.toThrow(`cannot write ${at("file")}: it is a file, not a folder`);
  });
});

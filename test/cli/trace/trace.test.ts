import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { interrupted } from "../lab/lab-command.ts";

const MAIN = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
const hasValgrind = spawnSync("valgrind", ["--version"]).status === 0;

let folder = "";
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-trace-"));
  await writeFile(at("small.txt"), "7\n7 w\n9\n7\n");
  await writeFile(at("course.trace.gz"), gzipSync("0041f7a0 R\n0041f7b0 W\n13f5e2c0 R\n"));
  await writeFile(at("broken.txt"), "1\n2\noops\n");
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

function start(words: readonly string[], path = process.env.PATH): ChildProcess {
  return spawn(process.execPath, [MAIN, "trace", ...words], {
    cwd: folder,
    env: { ...process.env, PATH: path, NO_COLOR: "" },
  });
}

async function ended(child: ChildProcess, input: string | Uint8Array = ""): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk) => (out += chunk));
  child.stderr?.on("data", (chunk) => (err += chunk));
  child.stdin?.on("error", () => undefined);
  child.stdin?.end(input);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { out, err, code };
}

const trace = (...words: string[]) => ended(start(words));

describe("ballonet trace info", () => {
  it("prints statistics of a trace", async () => {
    const { out, err, code } = await trace("info", "course.trace.gz");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toMatch(
      /^course\.trace\.gz\nformat +oscourse, packed with gzip; pages of 4 KiB\n +Read as oscourse because every line is an address/,
    );
    expect(out).toMatch(/writes +1, 33 % of the references\npages +2 distinct, 8 KiB\nreuse +33 % /);
  });

  it("prints JSON", async () => {
    const { out } = await trace("info", "small.txt", "--json", "-");
    expect(JSON.parse(out)).toEqual({
      trace: {
        name: "small.txt",
        format: "text",
        packing: "none",
        pageBytes: null,
        references: 4,
        originalReferences: 4,
        condensedFrames: null,
        writes: 1,
        distinctPages: 2,
        reading: "Read as text because each of its lines is one number, alone or with R or W. Each number is a page.",
        because: "each of its lines is one number, alone or with R or W",
        used: ["each number is a page"],
        unused: [],
      },
      reuse: { references: 2, share: 0.5, median: 1, p90: 2, p99: 2, longest: 2 },
      footprint: { referencesPerPoint: 1, pages: [1, 1, 2, 2] },
    });
  });

  it("reads standard input, compressed or not, with a given format and page size", async () => {
    const words = ["info", "-", "--json", "-", "--format", "csv:address=2:header=no", "--page-size", "1MiB"];
    const { out } = await ended(start(words), gzipSync("a,0x0fffff\nb,0x100000\n"));
    expect(JSON.parse(out).trace).toMatchObject({
      name: "<stdin>",
      format: "csv",
      pageBytes: 2 ** 20,
      distinctPages: 2,
    });
  });

  it.each([
    [["info", "broken.txt"], 'broken.txt: line 3: "oops" is neither a number (decimal or 0x…) nor R or W\n'],
    [["info", "none.txt"], "none.txt: there is no such file\n"],
    [
      ["info", "small.txt", "--format", "lackei"],
      /^small\.txt: "lackei" is not a trace format: did you mean lackey\?\n$/,
    ],
    [
      ["info", "small.txt", "--page-size", "0"],
      /It must be a number of bytes from 1 to 1GiB, for example 256 or 4KiB: see ballonet --help\n$/,
    ],
    [["inof", "small.txt"], "ballonet: unknown command 'inof': did you mean info?\n"],
    [["info", "small.txt", "--jsn"], "ballonet: unknown option '--jsn': did you mean --json?\n"],
  ])("refuses %j in one line", async (words, message) => {
    const { out, err, code } = await trace(...words);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toEqual(typeof message === "string" ? message : expect.stringMatching(message));
  });
});

describe("ballonet trace convert", () => {
  it("writes every writable format with the same references", async () => {
    for (const file of ["a.btrace", "a.btrace.gz", "a.u32", "a.txt", "a.txt.gz"]) {
      const { out, err, code } = await trace("convert", "course.trace.gz", file);
      expect({ err, code }).toEqual({ err: "", code: 0 });
      expect(out).toMatch(new RegExp(`^${file}: 3 references to 2 pages, written as \\w+ in `));
    }
    expect(await readFile(at("a.txt"), "utf8")).toBe("0\n0 W\n1\n");
    expect(gunzipSync(await readFile(at("a.txt.gz"))).toString()).toBe("0\n0 W\n1\n");
    expect([...(await readFile(at("a.u32")))]).toEqual([0, 0, 0, 0, 0, 0, 0, 128, 1, 0, 0, 0]);
    expect(gunzipSync(await readFile(at("a.btrace.gz")))).toEqual(await readFile(at("a.btrace")));
    const { out } = await trace("info", "a.btrace", "--json", "-");
    expect(JSON.parse(out).trace).toMatchObject({ format: "ballonet", pageBytes: 4096, references: 3, writes: 1 });
  });

  it("reads and writes standard streams and prints nothing else", async () => {
    const { out, err, code } = await ended(
      start(["convert", "-", "-", "--from", "arc", "--to", "text"]),
      "5 3 0 0\n6 1 0 1\n",
    );
    expect({ out, err, code }).toEqual({ out: "0\n1\n2\n1\n", err: "", code: 0 });
  });

  it("writes the whole file or keeps the old one", async () => {
    await writeFile(at("kept.btrace"), "what was there");
    const before = await readdir(folder);
    const { err, code } = await trace("convert", "broken.txt", "kept.btrace");
    expect(code).toBe(2);
    expect(err).toContain("broken.txt: line 3");
    expect(await readFile(at("kept.btrace"), "utf8")).toBe("what was there");
    expect(await readdir(folder)).toEqual(before);
  });

  it.runIf(process.platform !== "win32")("changes no file at Ctrl-C, while reading or waiting", async () => {
    const before = await readdir(folder);
    const words = ["trace", "convert", "-", "stopped.btrace", "--from", "u32"];
    const { out, err, code } = await interrupted(folder, words, new Uint8Array(2 ** 22));
    expect({ out, err, code }).toEqual({ out: "", err: "ballonet: stopped; nothing was written\n", code: 130 });
    expect(await readdir(folder)).toEqual(before);
  });

  it.each([
    [["small.txt", "x"], "cannot write x: its name gives no format"],
    [["small.txt", "x.lackey"], "cannot write x.lackey: the format lackey can only be read"],
    [["small.txt", "x.u32.zst"], "cannot write x.u32.zst: zstd can only be read: end its name in .gz"],
    [["small.txt", "x", "--to", "csv"], 'the format "csv" cannot be written: it must be one of ballonet, text, u32'],
    [["small.txt", "no/x.u32"], "cannot write no/x.u32: there is no such file or folder"],
  ])("refuses %j", async (words, message) => {
    const { out, err, code } = await trace("convert", ...words);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain(`ballonet: ${message}`);
  });

  it.skipIf(process.platform !== "linux")("reports a full disk", async () => {
    const { err, code } = await trace("convert", "small.txt", "/dev/full", "--to", "u32");
    expect({ err, code }).toEqual({ err: "ballonet: cannot write /dev/full: the disk is full\n", code: 1 });
  });
});

describe("ballonet trace record", () => {
  it("reports missing Valgrind", async () => {
    const { err, code } = await ended(start(["record", "ls"], folder));
    expect(err).toBe(
      "ballonet: recording needs Valgrind, and valgrind is not in the PATH: install the package valgrind\n",
    );
    expect(code).toBe(1);
    expect(await readdir(folder)).not.toContain("ls.btrace");
  });

  it.each([
    [["record", "-o", "-", "ls"], "a recording cannot be written to standard output"],
    [["record", "--filter", "0", "ls"], "It must be a whole number of pages from 1 to 65536"],
    [["record"], "missing required argument 'program'"],
  ])("refuses %j", async (words, message) => {
    const { err, code } = await trace(...words);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  if (!hasValgrind) it.skip("needs Valgrind for the rest, which is not here", () => undefined);

  it.runIf(hasValgrind)("records a program, passes its output on and reports its exit code", async () => {
    const words = ["record", "-o", "sh.btrace", "--", "sh", "-c", "echo said; echo wrong >&2; exit 3"];
    const { out, err, code } = await trace(...words);
    expect({ out, code }).toEqual({ out: "said\n", code: 0 });
    expect(err).toMatch(
      /^wrong\nsh\.btrace: .* references to .* pages, written as ballonet in .*; the program ended with 3\n$/,
    );
    const info = JSON.parse((await trace("info", "sh.btrace", "--json", "-")).out);
    expect(info.trace).toMatchObject({ format: "ballonet", pageBytes: 4096 });
    expect(info.trace.references).toBeGreaterThan(10_000);
    expect(info.trace.writes).toBeGreaterThan(100);
    expect(info.trace.distinctPages).toBeGreaterThan(20);
  });

  it.runIf(hasValgrind)("leaves out references that hit in the filter", async () => {
    const { err } = await trace("record", "-o", "few.u32.gz", "--filter", "64", "true");
    expect(err).toMatch(/^few\.u32\.gz: .* written as u32 in .*, out of .* k; the program ended with 0\n$/);
    const info = JSON.parse((await trace("info", "few.u32.gz", "--json", "-")).out);
    expect(info.trace.references).toBeLessThan(20_000);
  });

  it.runIf(hasValgrind)("writes nothing when the program does not exist", async () => {
    const { err, code } = await trace("record", "no-such-program");
    expect(err).toContain("ballonet: nothing was recorded: Valgrind ended with 127\n");
    expect(code).toBe(1);
    expect(await readdir(folder)).not.toContain("no-such-program.btrace");
  });

  it.runIf(hasValgrind)("ends cleanly at Ctrl-C and keeps the part recorded so far", async () => {
    const child = start(["record", "-o", "cut.btrace", "--", "sh", "-c", "echo begun; while :; do :; done"]);
    child.stdout?.once("data", () => child.kill("SIGINT"));
    const { err, code } = await ended(child);
    expect(err).toContain("the program was ended by SIGINT");
    expect(code).toBe(130);
    expect((await trace("info", "cut.btrace")).code).toBe(0);
    expect((await readdir(folder)).filter((name) => name.startsWith(".ballonet-"))).toEqual([]);
  });
});

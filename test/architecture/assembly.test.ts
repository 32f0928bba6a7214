import { readdir, readFile } from "node:fs/promises";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";

const assembly = fileURLToPath(new URL("../../assembly", import.meta.url));

/** The rooms of the engine from the lowest to the highest: each may use those before it. */
const rooms = [
  "memory",
  "time",
  "device",
  "replacement",
  "state",
  "host",
  "guest",
  "run",
  "analysis",
  "lab",
  "sampler",
  "abi",
  ".",
];

const MOST_LINES = 350;
/** Files of a room at most; a policy is a file. */
const mostFiles = (room: string) => (room === "replacement" ? 40 : 16);

const sources = new Map<string, string>();
const room = (file: string) => posix.dirname(file);

beforeAll(async () => {
  const files = await readdir(assembly, { recursive: true });
  for (const file of files.filter((name) => name.endsWith(".ts")))
    sources.set(file.replace(/\.ts$/, ""), await readFile(`${assembly}/${file}`, "utf8"));
});

/** What each file imports. */
function imports(): [file: string, imported: string[]][] {
  return [...sources].map(([file, source]) => [
    file,
    [...source.matchAll(/from "(\.[^"]+)"/g)].map(([, path]) => posix.join(room(file), path ?? "")),
  ]);
}

describe("the engine's rooms", () => {
  it("use only those below them", () => {
    const upward = imports().flatMap(([file, imported]) =>
      imported
        .filter((other) => rooms.indexOf(room(other)) > rooms.indexOf(room(file)) || !rooms.includes(room(file)))
        .map((other) => `${file} imports ${other}`),
    );
    expect(upward).toEqual([]);
  });

  it("have no circles of files", () => {
    const left = new Map(imports());
    for (let before = -1; before !== left.size; ) {
      before = left.size;
      for (const [file, imported] of left) if (!imported.some((other) => left.has(other))) left.delete(file);
    }
    expect([...left.keys()]).toEqual([]);
  });

  it("have few files, and those few lines", () => {
    const written = [...sources].filter(([file]) => !file.endsWith(".generated"));
    const long = written.filter(([, source]) => source.split("\n").length > MOST_LINES + 1).map(([file]) => file);
    const full = rooms.filter((name) => written.filter(([file]) => room(file) === name).length > mostFiles(name));
    expect({ long, full }).toEqual({ long: [], full: [] });
  });
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { HostFile } from "../../src/import/error.ts";
import { type ImportedScenario, importCsv, importFiles, importPrometheus } from "../../src/import/import.ts";
import { COLUMNS, samples } from "./sample.ts";

const all: readonly HostFile[] = readdirSync(samples, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map(({ parentPath, name }) => ({
    name: join(parentPath, name),
    text: readFileSync(join(parentPath, name), "utf8"),
  }));

/** Every way to import some files. */
const ways: readonly (readonly [string, (files: readonly HostFile[]) => ImportedScenario[]])[] = [
  ["libvirt", (files) => importFiles("libvirt", [{ name: "host", files, named: true }])],
  ["proxmox", (files) => importFiles("proxmox", [{ name: "host", files, named: false }])],
  ["firecracker", (files) => importFiles("firecracker", [{ name: "host", files, named: false }])],
  ["cloud-hypervisor", (files) => importFiles("cloud-hypervisor", [{ name: "host", files, named: false }])],
  ["prometheus", (files) => importPrometheus(files)],
  ["csv", ([file = { name: "none", text: "" }]) => importCsv(file, COLUMNS)],
];

/** What importing gives: scenarios, or the sentence that says why not. Anything else is a defect. */
function outcome(work: () => ImportedScenario[]): string {
  try {
    const texts = work().map(({ text }) => text);
    for (const text of texts) {
      expect(text).toMatch(/^version: 1$/m);
      expect(text).not.toMatch(/NaN|Infinity|undefined/);
    }
    return "";
  } catch (error) {
    if (!(error instanceof Error) || error.name !== "ImportError") throw error;
    expect(error.message).toMatch(/^[^\n]{10,600}$/);
    return error.message;
  }
}

describe.each(ways)("%s", (_, make) => {
  it("takes any files of any source, or refuses them in one sentence", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...all], { minLength: 1, maxLength: 5 }), (files) => {
        outcome(() => make(files));
      }),
      { numRuns: 150 },
    );
  });

  it("takes files that are cut anywhere, or refuses them in one sentence", () => {
    const file = fc.constantFrom(...all);
    fc.assert(
      fc.property(file, fc.double({ min: 0, max: 1, noNaN: true }), ({ name, text }, share) => {
        outcome(() => make([{ name, text: text.slice(0, Math.floor(text.length * share)) }]));
      }),
      { numRuns: 300 },
    );
  });

  it("takes files with characters changed, or refuses them in one sentence", () => {
    const change = fc.tuple(
      fc.nat(5000),
      fc.constantFrom("-", "9", "'", "<", ">", "{", "]", ",", "\n", "e", " ", "ß", "\u001b"),
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...all),
        fc.array(change, { minLength: 1, maxLength: 4 }),
        ({ name, text }, changes) => {
          const characters = [...text];
          for (const [at, character] of changes) characters[at % characters.length] = character;
          outcome(() => make([{ name, text: characters.join("") }]));
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("a file that is cut in the middle of a number", () => {
  it.each(all.map((file) => [file.name.slice(samples.length + 1), file] as const))(
    "%s is not read as a smaller one",
    (_, { name, text }) => {
      const at = text.search(/\d{6}/) + 3;
      const cut = { name, text: text.slice(0, at) };
      if (/\.(?:xml|json)$/.test(name) || name.endsWith("domstats.txt"))
        for (const [, make] of ways.slice(0, 5)) expect(outcome(() => make([cut]))).not.toBe("");
    },
  );
});

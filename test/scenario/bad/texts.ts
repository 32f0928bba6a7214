import { shortest } from "../example.ts";
import { type Bad, instead, top } from "./edit.ts";

/** Texts that are no scenario at all, or lack or misspell its keys. */
export const badTexts: readonly Bad[] = [
  ["empty file", "", "1:1: the file is empty: write at least version, duration, host and vms"],
  ["only comments", "# nothing\n", "1:1: the file is empty: write at least version, duration, host and vms"],
  ["binary file", "\u0000\u0001\u0002ELF", "1:1: this is not a text file: a scenario is written in YAML"],
  ["undecodable file", "PK\uFFFD\uFFFD", "1:1: this is not a text file: a scenario is written in YAML"],
  [
    "a list",
    "- version: 1\n",
    "1:1: a list is not a group of keys: write for example version, name, description below it",
  ],
  ["a word", "hello\n", "1:1: hello is not a group of keys: write for example version, name, description below it"],
  ["two documents", `${shortest}---\nversion: 1\n`, "10:1: this is a second document: a scenario is a file of one"],
  [
    "broken YAML",
    instead("  memory: 32GiB", "  memory: [32GiB"),
    "5:1: this is not valid YAML: flow sequence in block collection must be sufficiently indented and end with a ]",
  ],
  [
    "tab indentation",
    instead("  memory: 32GiB", "\tmemory: 32GiB"),
    "4:1: this is not valid YAML: tabs are not allowed as indentation",
  ],
  [
    "duplicate key",
    instead("duration: 1min", "duration: 1min\nduration: 2min"),
    "3:1: this key stands there twice: keep one of them",
  ],
  [
    "unknown alias",
    instead("32GiB", "*big"),
    "4:11: *big stands for nothing: write &big before the value it stands for, further up",
  ],
  ["alias bomb", bomb(), "1:1: the aliases (*name) unfold to more than a scenario can be"],
  ["alias of itself", top("description: &a [*a]"), "1:1: the file is nested too deeply: at most 50 levels"],
  [
    "too deep",
    top(`description: ${"[".repeat(60)}${"]".repeat(60)}`),
    "1:1: the file is nested too deeply: at most 50 levels",
  ],
  ["very deep", top(`description: ${"[".repeat(100_000)}`), "1:1: the file is nested too deeply: at most 50 levels"],
  ["too long", top(`# ${"x".repeat(2 ** 20)}`), "1:1: the file is longer than a scenario can be: at most 1MiB"],
  ["prototype key", top("__proto__: { a: 1 }"), "1:1: __proto__ cannot be a key of a scenario"],
  [
    "all is missing",
    "name: x\n",
    "1:1: version: missing: write for example version: 1",
    "1:1: duration: missing: write for example duration: 2min",
    "1:1: host: missing: write for example host: { memory: 32GiB }",
    "1:1: vms: missing: write for example vms: [{ name: web, memory: 8GiB, workload: { pattern: uniform } }]",
  ],
  ["no version", instead("version: 1\n", ""), "1:1: version: missing: write for example version: 1"],
  ["unknown version", instead("version: 1", "version: 2"), "1:10: version: 2 is not a known version: write 1"],
  ["version as text", instead("version: 1", "version: '1'"), '1:10: version: "1" is not a known version: write 1'],
  [
    "misspelt required key",
    instead("  memory: 32GiB", "  memroy: 32GiB"),
    "4:3: host.memroy: unknown key, did you mean memory?",
  ],
  [
    "misspelt key of a VM",
    instead("    workload:", "    wrokload:"),
    "8:5: vms[0].wrokload: unknown key, did you mean workload?",
  ],
  [
    "unknown key far from all",
    top("cats: 3"),
    "10:1: cats: unknown key, known here: version, name, description, seed, duration, pageSize, scale, quantum, sample, heat, devices, host, manager, costs, vms",
  ],
  [
    "several problems",
    instead("32GiB", "32GB").replace("8GiB", "true").replace("uniform", "unifrom").replace("1min", "1m"),
    "2:11: duration: 1m is not a duration: write 1min",
    "4:11: host.memory: 32GB is not a size: memory comes in binary units, write 32GiB",
    "7:13: vms[0].memory: true is not a size: write for example 8GiB or 1000 pages",
    "9:16: vms[0].workload.pattern: unifrom is not known, did you mean uniform?",
  ],
];

function bomb(): string {
  const lines = ["a: &a0 [x, x, x, x, x, x, x, x, x]"];
  for (let level = 1; level < 9; level++) {
    lines.push(
      `a${level}: &a${level} [${Array(9)
        .fill(`*a${level - 1}`)
        .join(", ")}]`,
    );
  }
  return `${lines.join("\n")}\n`;
}

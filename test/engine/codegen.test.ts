import { readFile, stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const release = new URL("../../build/release.wasm", import.meta.url);
const text = await readFile(new URL("../../build/release.wat", import.meta.url), "utf8");

/** The bodies of the functions whose name matches, as lines. */
function bodies(name: RegExp): string[][] {
  return text
    .split(/\n(?= \(func )/)
    .filter((body) => name.test(/^ \(func (\S+)/.exec(body)?.[1] ?? ""))
    .map((body) => body.split("\n"));
}

/** The loops of a body that hold no other loop. */
function innermostLoops(lines: string[]): string[] {
  return lines.flatMap((line, start) => {
    if (!line.trimStart().startsWith("loop")) return [];
    const indent = line.length - line.trimStart().length;
    const end = lines.findIndex((other, at) => at > start && other === `${" ".repeat(indent)}end`);
    const inside = lines.slice(start + 1, end);
    return inside.some((other) => other.trimStart().startsWith("loop")) ? [] : [inside.join("\n")];
  });
}

describe("the release engine", () => {
  it("imports nothing and is no larger than 64 KiB", async () => {
    const module = await WebAssembly.compile(await readFile(release));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect((await stat(release)).size).toBeLessThanOrEqual(64 * 1024);
  });

  it("makes a hit of an accessed-bit policy by one load of the reference, one of the page's state and a compare", () => {
    const [run] = bodies(/Vcpu#run<.*Clock/);
    const [hits, ...others] = innermostLoops(run ?? []);
    expect(others).toEqual([]);
    expect(hits).not.toMatch(/\bcall\b|store/);
    expect(hits?.match(/load8_u/g)).toHaveLength(1);
    expect(hits?.match(/i32\.load(?!8)/g)).toHaveLength(1);
    expect(hits?.match(/\bif\b/g)).toHaveLength(2);
  });

  it("makes a hit of exact LRU without a call", () => {
    const [run] = bodies(/Vcpu#run<.*Lru</);
    for (const loop of innermostLoops(run ?? [])) expect(loop).not.toMatch(/\bcall\b/);
  });
});

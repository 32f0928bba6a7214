import { readFile, stat } from "node:fs/promises";
import { describe, expect, it } from "vitest";

const built = (file: string) => new URL(`../../build/${file}`, import.meta.url);

/** The bodies of the functions whose name matches, as lines. */
function bodies(text: string, name: RegExp): string[][] {
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

describe.each(["release.wasm", "laboratory-release.wasm", "sampler.wasm"])("the engine's %s", (file) => {
  it("imports nothing and is no larger than 128 KiB", async () => {
    const module = await WebAssembly.compile(await readFile(built(file)));
    expect(WebAssembly.Module.imports(module)).toEqual([]);
    expect((await stat(built(file))).size).toBeLessThanOrEqual(128 * 1024);
  });
});

it("makes four hits of a policy that does not see them by a load of each reference, one of each page's state, and one compare", async () => {
  const text = await readFile(built("release.wat"), "utf8");
  const count = (loop: string, what: RegExp) => loop.match(what)?.length ?? 0;
  const hits = bodies(text, /Vcpu#run$/)
    .flatMap(innermostLoops)
    .filter((loop) => count(loop, /load8_u/g) === 4 && count(loop, /i32\.load(?!8)/g) === 4)
    .filter((loop) => count(loop, /\bcall\b|store/g) === 0);
  expect(hits).toHaveLength(1);
});

it("replays a hit of a policy that does not see it in a loop without a call", async () => {
  const text = await readFile(built("laboratory-release.wat"), "utf8");
  const run = bodies(text, /Replay#run<assembly\/replacement\/clock\/Clock</);
  expect(run).toHaveLength(1);
  // The loop over hits is the only one of these that masks the page out of a reference.
  const hits = run.flatMap(innermostLoops).filter((loop) => loop.includes("i32.const 2147483647"));
  expect(hits).toHaveLength(1);
  const count = (what: string) => hits.join().split(what).length - 1;
  expect(["call", "load8_u", "store8"].map(count)).toEqual([0, 1, 1]);
});

it.each([
  ["clock", /replayClockBlocks/],
  ["lru", /Recency#takeBlock/],
])("replays a block of %s without a call", async (_, name) => {
  const blocks = bodies(await readFile(built("laboratory-release.wat"), "utf8"), name);
  expect(blocks).toHaveLength(1);
  expect(blocks.flat().filter((line) => /\bcall/.test(line))).toEqual([]);
});

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { describe, expect, it } from "vitest";

/** Files by the files they import. */
type Imports = ReadonlyMap<string, readonly string[]>;

const TREES = ["assembly", "src", "web"];
const PAGE = "docs/architecture.md";

/** Most files in a folder. */
const MOST_FILES = 16;

/** Most lines of a file. */
const MOST_LINES = 350;

/** Folders that hold more files, and why. */
const FULL: Readonly<Record<string, string>> = {
  "assembly/replacement": "one file for each policy",
};

const importing = /(?:\bfrom|\bimport|\bimport\()\s*"(\.[^"]+)"/g;

function importsOf(trees: readonly string[]): Imports {
  const files = trees.flatMap((tree) =>
    readdirSync(tree, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".ts") && !name.includes("node_modules") && !name.endsWith(".d.ts"))
      .map((name) => `${tree}/${name.replaceAll("\\", "/")}`),
  );
  return new Map(
    files.map((file) => {
      const found = [...readFileSync(file, "utf8").matchAll(importing)].map(([, target = ""]) => {
        const path = posix.join(posix.dirname(file), target);
        return posix.extname(path) === "" || path.endsWith(".generated") ? `${path}.ts` : path;
      });
      return [file, found.filter((path) => trees.some((tree) => path.startsWith(`${tree}/`)))];
    }),
  );
}

/** The files and folders that lie directly in `folder`, by those among them that they import; a folder stands for all it holds. */
function arrows(imports: Imports, folder: string): Map<string, Set<string>> {
  const inside = `${folder}/`;
  const child = (path: string) => path.slice(inside.length).split("/")[0] ?? "";
  const graph = new Map<string, Set<string>>();
  for (const [file, targets] of imports) {
    if (!file.startsWith(inside)) continue;
    const from = child(file);
    const to = graph.get(from) ?? new Set();
    graph.set(from, to);
    for (const target of targets) if (target.startsWith(inside) && child(target) !== from) to.add(child(target));
  }
  return graph;
}

/** One circle of a graph, from a node back to it; `null`: there is none. */
function circle(graph: ReadonlyMap<string, ReadonlySet<string>>): string[] | null {
  const done = new Set<string>();
  const visit = (node: string, path: readonly string[]): string[] | null => {
    if (path.includes(node)) return [...path.slice(path.indexOf(node)), node];
    if (done.has(node)) return null;
    done.add(node);
    for (const next of graph.get(node) ?? []) {
      const found = visit(next, [...path, node]);
      if (found !== null) return found;
    }
    return null;
  };
  for (const node of graph.keys()) {
    const found = visit(node, []);
    if (found !== null) return found;
  }
  return null;
}

const foldersOf = (imports: Imports): string[] =>
  [
    ...new Set(
      [...imports.keys()].flatMap((file) => {
        const parts = file.split("/").slice(0, -1);
        return parts.map((_, at) => parts.slice(0, at + 1).join("/"));
      }),
    ),
  ].sort();

/** Rows of the page's tables: a folder, what it holds, and the rooms it may import, if the table says. */
function rooms(page: string): Map<string, { about: string; may: readonly string[] | null }> {
  const rows = page.matchAll(/^\| `([^`]+)\/` +\| ([^|]+?) +\|(?: ([^|]*?) +\|)?$/gm);
  return new Map(
    [...rows].map(([, folder = "", about = "", may]) => {
      const named = may === undefined ? null : [...may.matchAll(/`([^`]+)\/`/g)].map(([, name = ""]) => name);
      return [folder, { about, may: named }];
    }),
  );
}

const imports = importsOf(TREES);
const folders = foldersOf(imports);
const described = rooms(readFileSync(PAGE, "utf8"));

describe("the tree", () => {
  it.each(folders)("%s: no circle among its files and folders", (folder) => {
    expect(circle(arrows(imports, folder))).toBeNull();
  });

  it("has no circle among files", () => {
    expect(circle(new Map([...imports].map(([file, targets]) => [file, new Set(targets)])))).toBeNull();
  });

  it.each(folders)("%s: at most sixteen files", (folder) => {
    const files = readdirSync(folder, { withFileTypes: true }).filter(
      (entry) => entry.isFile() && !entry.name.includes(".generated."),
    );
    if (!(folder in FULL)) expect(files.length).toBeLessThanOrEqual(MOST_FILES);
    else expect(files.length).toBeGreaterThan(MOST_FILES);
  });

  it("has no file that is too long to be one idea", () => {
    const written = [...imports.keys()].filter((file) => !file.includes(".generated."));
    expect(written.filter((file) => readFileSync(file, "utf8").split("\n").length > MOST_LINES + 1)).toEqual([]);
  });

  it("imports files that exist", () => {
    const missing = [...imports].flatMap(([file, targets]) =>
      targets.filter((target) => !existsSync(target)).map((target) => `${file}: ${target}`),
    );
    expect(missing).toEqual([]);
  });
});

describe(PAGE, () => {
  it("says in a sentence what each folder holds", () => {
    expect(folders.filter((folder) => !TREES.includes(folder) && !described.has(folder))).toEqual([]);
    expect([...described.keys()].filter((folder) => !folders.includes(folder))).toEqual([]);
  });

  it.each(["assembly", "src"])("draws the imports between the folders of %s as they are", (tree) => {
    const drawn = new Map<string, readonly string[]>();
    for (const [folder, { may }] of described) {
      const [top = "", room = "", ...deeper] = folder.split("/");
      if (top === tree && room !== "" && deeper.length === 0) drawn.set(room, may ?? []);
    }
    const found = [...arrows(imports, tree)].filter(([room]) => !room.endsWith(".ts"));
    const real = found.map(([room, targets]) => [
      room,
      [...targets].filter((target) => !target.endsWith(".ts")).sort(),
    ]);
    expect(Object.fromEntries(real)).toEqual(
      Object.fromEntries([...drawn].map(([room, may]) => [room, [...may].sort()])),
    );
  });
});

describe("these checks", () => {
  const graph = (edges: Record<string, string[]>) =>
    new Map(Object.entries(edges).map(([from, to]) => [from, new Set(to)]));

  it("find a circle, and none where arrows only meet", () => {
    expect(circle(graph({ a: ["b"], b: ["c"], c: ["b"] }))).toEqual(["b", "c", "b"]);
    expect(circle(graph({ a: ["b", "c"], b: ["d"], c: ["d"], d: [] }))).toBeNull();
  });

  it("take a folder as one, and leave alone what lies outside", () => {
    const made: Imports = new Map([
      ["src/a/one.ts", ["src/b/two.ts", "web/x.ts"]],
      ["src/b/two.ts", ["src/b/three.ts", "src/a/four.ts"]],
      ["src/a/four.ts", []],
    ]);
    expect(circle(new Map([...made].map(([file, targets]) => [file, new Set(targets)])))).toBeNull();
    expect(circle(arrows(made, "src"))).toEqual(["a", "b", "a"]);
  });

  it("read the page's tables", () => {
    const page = "| `src/a/` | holds A | `b/`, `c/` |\n| `src/a/x/` | holds X |\n| a | b |\n";
    expect([...rooms(page)]).toEqual([
      ["src/a", { about: "holds A", may: ["b", "c"] }],
      ["src/a/x", { about: "holds X", may: null }],
    ]);
  });
});

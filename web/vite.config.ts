import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type ESTree, type Plugin } from "vite";
import { parse } from "yaml";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes the service worker that caches every file of the build, so that the page works offline after the first visit. It also keeps the
 * previous build's cache, from which open pages may still fetch.
 */
function offline(): Plugin {
  return {
    name: "ballonet-offline",
    apply: "build",
    async writeBundle({ dir }) {
      if (dir === undefined) throw new Error("The offline build needs an output folder.");
      const files = (await readdir(dir, { recursive: true }))
        .filter((file) => /\.\w+$/.test(file) && file !== "offline.js")
        .toSorted();
      const page = await readFile(`${dir}/index.html`);
      // The names of all other files contain a hash of their contents.
      const version = createHash("sha256").update(page).update(files.join()).digest("hex").slice(0, 16);
      const worker = await readFile(new URL("./offline.js", import.meta.url), "utf8");
      const written = worker
        .replace('"VERSION"', JSON.stringify(version))
        .replace('["FILES"]', JSON.stringify(["./", ...files]));
      await writeFile(`${dir}/offline.js`, written);
    },
  };
}

const DATA_QUERY = "?data";

/** Imports `file.yaml?data` as plain data, so that the page needs no YAML reader. */
function yamlData(): Plugin {
  return {
    name: "ballonet-yaml-data",
    enforce: "pre",
    async load(id) {
      if (!id.endsWith(DATA_QUERY)) return null;
      const file = id.slice(0, -DATA_QUERY.length);
      return `export default ${JSON.stringify(parse(await readFile(file, "utf8"), { merge: true }))};`;
    },
  };
}

/** Properties of what a scenario may name that describe it: for lists, documentation and editors. */
const DESCRIPTIONS = new Set(["about", "source"]);

/**
 * Empties the descriptions of keys, managers, patterns and policies in the worker that simulates: the page shows none of them. Those of
 * trace formats stay, as a file that several formats can read is asked about with them.
 */
function withoutDescriptions(): Plugin {
  let simulates = false;
  return {
    name: "ballonet-without-descriptions",
    apply: "build",
    enforce: "post",
    buildStart({ input }) {
      simulates = Object.values(input).some((file) => file.endsWith("/simulation/worker.ts"));
    },
    transform(code, id) {
      if (!simulates || !id.startsWith(at("../src/")) || id.startsWith(at("../src/trace/"))) return null;
      const found = textsNamed(DESCRIPTIONS, this.parse(code)).toSorted((a, b) => b.start - a.start);
      const shorter = found.reduce((rest, { start, end }) => `${rest.slice(0, start)}""${rest.slice(end)}`, code);
      return { code: shorter, map: null };
    },
  };
}

/** Where the texts are that are the values of properties with one of these names. */
function textsNamed(names: ReadonlySet<string>, node: unknown): { readonly start: number; readonly end: number }[] {
  if (typeof node !== "object" || node === null) return [];
  if ("type" in node && node.type === "Property") {
    const { key, value } = node as ESTree.ObjectProperty;
    const name = key.type === "Identifier" ? key.name : key.type === "Literal" ? key.value : null;
    const isText = value.type === "TemplateLiteral" || (value.type === "Literal" && typeof value.value === "string");
    if (isText && typeof name === "string" && names.has(name)) return [value];
  }
  return Object.values(node).flatMap((part) => textsNamed(names, part));
}

export default defineConfig({
  root: at("."),
  base: "./",
  resolve: {
    alias: [
      { find: /^ballonet$/, replacement: at("../src/index.ts") },
      { find: /^ballonet\/html$/, replacement: at("../src/html.ts") },
      { find: /^ballonet\/chart$/, replacement: at("../src/report/figure/chart.ts") },
      { find: /^#engine$/, replacement: at("../src/engine/source.web.ts") },
    ],
  },
  worker: { format: "es", plugins: () => [withoutDescriptions()] },
  server: { fs: { allow: [at("..")] } },
  build: { outDir: at("../build/web"), emptyOutDir: true, target: "es2022", reportCompressedSize: true },
  plugins: [yamlData(), offline()],
});

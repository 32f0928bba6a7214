import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
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
  worker: { format: "es" },
  server: { fs: { allow: [at("..")] } },
  build: { outDir: at("../build/web"), emptyOutDir: true, target: "es2022", reportCompressedSize: true },
  plugins: [yamlData(), offline()],
});

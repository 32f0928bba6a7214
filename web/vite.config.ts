import { createHash } from "node:crypto";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";
import { parse } from "yaml";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes the service worker that keeps every file of the build, so that the page works offline once it has been loaded. A new build is kept
 * beside the one before it, from which open pages may still fetch.
 */
function offline(): Plugin {
  return {
    name: "ballonet-offline",
    apply: "build",
    async writeBundle({ dir = "" }) {
      const files = (await readdir(dir, { recursive: true }))
        .filter((file) => /\.\w+$/.test(file) && file !== "offline.js")
        .toSorted();
      const page = await readFile(`${dir}/index.html`);
      // The names of all other files hold what is in them.
      const version = createHash("sha256").update(page).update(files.join()).digest("hex").slice(0, 16);
      const worker = await readFile(new URL("./offline.js", import.meta.url), "utf8");
      const written = worker
        .replace('"VERSION"', JSON.stringify(version))
        .replace('["FILES"]', JSON.stringify(["./", ...files]));
      await writeFile(`${dir}/offline.js`, written);
    },
  };
}

/** `file.yaml?data`: the file as plain data, so that the page need not bring along what reads YAML. */
function yamlData(): Plugin {
  return {
    name: "ballonet-yaml-data",
    enforce: "pre",
    async load(id) {
      const [file = "", query] = id.split("?");
      if (query !== "data") return null;
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

import { readdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig, type Plugin } from "vite";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Writes the service worker that keeps every file of the build, so that the page works offline once it has been loaded. */
function offline(): Plugin {
  return {
    name: "ballonet-offline",
    apply: "build",
    async writeBundle({ dir = "" }) {
      const files = (await readdir(dir, { recursive: true })).filter(
        (file) => /\.\w+$/.test(file) && file !== "offline.js",
      );
      const name = JSON.stringify(`ballonet-${files.toSorted().join()}`);
      await writeFile(
        `${dir}/offline.js`,
        `const name = ${name};
const files = ${JSON.stringify(["./", ...files])};
addEventListener("install", (event) => event.waitUntil(caches.open(name).then((cache) => cache.addAll(files)).then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(caches.keys().then((keys) => Promise.all(keys.filter((key) => key.startsWith("ballonet-") && key !== name).map((key) => caches.delete(key)))).then(() => clients.claim())));
addEventListener("fetch", (event) => event.respondWith(caches.match(event.request, { ignoreSearch: true }).then((kept) => kept ?? fetch(event.request))));
`,
      );
    },
  };
}

export default defineConfig({
  root: at("."),
  base: "./",
  resolve: {
    alias: [
      { find: /^ballonet$/, replacement: at("../src/index.ts") },
      { find: /^ballonet\/html$/, replacement: at("../src/report/run-html.ts") },
      { find: /^ballonet\/chart$/, replacement: at("../src/chart/figure-chart.ts") },
      { find: /^#engine$/, replacement: at("../src/engine/source.web.ts") },
    ],
  },
  worker: { format: "es" },
  server: { fs: { allow: [at("..")] } },
  build: { outDir: at("../build/web"), emptyOutDir: true, target: "es2022", reportCompressedSize: true },
  plugins: [offline()],
});

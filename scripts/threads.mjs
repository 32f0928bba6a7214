// Bundles each worker thread's compiled modules into one file: loading them one by one would take longer than many runs.
import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));
for (const folder of ["ahead", "lab", "own-manager", "study"]) {
  const file = `${root}dist/${folder}/worker.node.js`;
  const { output } = await build({
    root,
    configFile: false,
    logLevel: "error",
    build: {
      write: false,
      ssr: file,
      minify: false,
      target: "es2022",
      rollupOptions: { output: { codeSplitting: false } },
    },
  });
  await writeFile(file, output[0].code);
}

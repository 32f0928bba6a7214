import { fileURLToPath } from "node:url";
import { runnerImport } from "vite";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Imports a TypeScript module of test/kernel, so that measurement, tests and page read traces and tables with the same code. */
export async function importFromTests(name) {
  const alias = { "#engine": `${root}/src/engine/source.node.ts` };
  const { module } = await runnerImport(`${root}/test/kernel/${name}`, { configFile: false, root, resolve: { alias } });
  return module;
}

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Suites that run the engine, and so run over both of its builds. */
const overBothBuilds = [
  "test/engine/**/*.test.ts",
  "test/simulation/**/*.test.ts",
  "test/laws/**/*.test.ts",
  "test/replacement/**/*.test.ts",
];

const engineProject = (build: "debug" | "release") => ({
  resolve: { alias: { "#engine": at(`test/build/${build}.ts`) } },
  test: { name: build, include: overBothBuilds, testTimeout: 120_000 },
});

export default defineConfig({
  test: {
    globalSetup: "test/build/compile.ts",
    projects: [
      {
        resolve: { alias: { "#engine": at("src/engine/source.node.ts") } },
        test: { name: "plain", include: ["test/**/*.test.ts"], exclude: [...overBothBuilds, "test/browser/**"], testTimeout: 120_000 },
      },
      engineProject("debug"),
      engineProject("release"),
    ],
  },
});

import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Suites that run the engine, and so run over both of its builds. */
const overBothBuilds = [
  "test/engine/**/*.test.ts",
  "test/replacement/**/*.test.ts",
  "test/simulation/**/*.test.ts",
  "test/laws/**/*.test.ts",
  "test/replacement/every-policy.test.ts",
];

/** Suites that only `npm run test:full` runs, so that `npm test` takes at most three minutes on two cores. */
const long: readonly string[] = [
  "test/cli/determinism.test.ts",
  "test/cli/many-stopped.test.ts",
  "test/examples/**/*.test.ts",
  "test/useless/**/*.test.ts",
  "test/lab/drawing.test.ts",
  "test/lab/irm.test.ts",
  "test/lab/reference.test.ts",
  "test/cli/own-manager-faults.test.ts",
  "test/cli/own-manager-study.test.ts",
  "test/twin/device/paths.test.ts",
];

/** Suites that `npm test` runs over the release build alone: the debug build takes several times as long. */
const longInDebug: readonly string[] = [
  "test/laws/**/*.test.ts",
  "test/replacement/every-policy.test.ts",
  "test/simulation/resize.test.ts",
  "test/simulation/reasons.test.ts",
  "test/simulation/reporting.test.ts",
  "test/simulation/simulation.test.ts",
  "test/simulation/steering/ksmtuned.test.ts",
  "test/simulation/steering/start.test.ts",
  "test/simulation/frame-map.test.ts",
];

export default defineConfig(({ mode }) => {
  const full = mode === "full";
  const shared = { testTimeout: 120_000, env: { TESTS: full ? "full" : "quick" } };
  const leaving = (...suites: readonly string[]) => (full ? [] : [...long, ...suites]);
  const engineProject = (build: "debug" | "release", left: readonly string[]) => ({
    resolve: { alias: { "#engine": at(`test/build/${build}.ts`) } },
    test: { ...shared, name: build, include: overBothBuilds, exclude: leaving(...left) },
  });
  return {
    test: {
      globalSetup: "test/build/compile.ts",
      // All cores: Vitest leaves one idle, which is half of a machine with two.
      maxWorkers: "100%",
      projects: [
        {
          resolve: { alias: { "#engine": at("src/engine/source.node.ts") } },
          test: {
            ...shared,
            name: "plain",
            include: ["test/**/*.test.ts"],
            exclude: [...overBothBuilds, "test/browser/**", ...leaving()],
          },
        },
        engineProject("debug", longInDebug),
        engineProject("release", []),
      ],
    },
  };
});

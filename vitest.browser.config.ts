import { defineConfig } from "vitest/config";

/** Suites that drive a real Chromium; they are apart because it has to be installed. */
export default defineConfig({
  test: { globalSetup: "test/build/compile.ts", include: ["test/browser/**/*.test.ts"], testTimeout: 120_000 },
});

import { readFileSync } from "node:fs";

/** Flags that print the version. */
export const VERSION_FLAGS: readonly string[] = ["-V", "--version"];

export function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}

import { existsSync } from "node:fs";

/** Address of a thread's file; `null` in a bundle, which has no such files and does everything in one thread. */
export function threadFile(place: () => URL): string | null {
  try {
    const file = place();
    return existsSync(file) ? file.href : null;
  } catch {
    return null;
  }
}

import { existsSync } from "node:fs";

/** The address of a thread's file; `null` where it is not: in a bundle, which has no such files, all is done in one thread. */
export function threadFile(place: () => URL): string | null {
  try {
    const file = place();
    return existsSync(file) ? file.href : null;
  } catch {
    return null;
  }
}

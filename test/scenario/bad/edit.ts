import { shortest } from "../example.ts";

/** What is wrong with it, a scenario that cannot be used, and every line that must be said of it, the file's name left out. */
export type Bad = readonly [title: string, text: string, ...says: readonly string[]];

/** The shortest scenario with some of its text replaced. */
export function instead(from: string, to: string): string {
  if (!shortest.includes(from)) throw new Error(`"${from}" is not in the shortest scenario`);
  return shortest.replace(from, to);
}

/** The shortest scenario with more lines of its host. */
export const host = (lines: string) => instead("  memory: 32GiB\n", `  memory: 32GiB\n  ${lines}\n`);

/** The shortest scenario with more lines of its VM. */
export const vm = (lines: string) => instead("    memory: 8GiB\n", `    memory: 8GiB\n    ${lines}\n`);

/** The shortest scenario with more lines at its end. */
export const top = (lines: string) => `${shortest}${lines}\n`;

/** The shortest scenario with another workload. */
export const workload = (lines: string) =>
  instead("      pattern: uniform", `      ${lines.replaceAll("\n", "\n      ")}`);

import type { Override } from "ballonet";
import type { ManagerChange } from "../simulation/messages.ts";

/** What a host that is seen adds to its scenario. */
export interface Seen {
  readonly name: string;
  readonly overrides: readonly Override[];
  /** What no scenario can say. */
  readonly changes: readonly ManagerChange[];
  /** The page's, at which the same can be seen. */
  readonly address: string;
}

/** A scenario's text to take along; above it, how to run it as it was seen, and what of that a scenario cannot say. */
export function savedScenario(text: string, { name, overrides, changes, address }: Seen): string {
  const set = overrides.map(({ path, value }) => ` --set ${quoted(`${path}=${value}`)}`).join("");
  const command = `ballonet run ${name}.yaml${set}`;
  if (changes.length === 0) return (set === "" ? "" : comment(`Run it as it was seen: ${command}`)) + text;
  const then = changes.map(({ atNs, manager }) => `from ${atNs / 1e9} s on ${manager}`).join(", ");
  return [
    comment(`It began as: ${command}`),
    comment(`Then the memory manager was changed while it ran, which a scenario cannot say: ${then}.`),
    comment(`With these changes it is seen at ${address}`),
    text,
  ].join("");
}

/** As a shell takes it, whatever is in it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A line, whatever is in it. */
function comment(words: string): string {
  return `# ${words.replace(/[\p{Cc}\u2028\u2029]/gu, " ")}\n`;
}

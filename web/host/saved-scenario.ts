import type { Override } from "ballonet";
import type { ManagerChange } from "../simulation/messages.ts";

/** How the run on the page differs from its scenario. */
export interface ShownRun {
  readonly name: string;
  readonly overrides: readonly Override[];
  /** Changes of the manager during the run, which a scenario cannot express. */
  readonly changes: readonly ManagerChange[];
  /** Link to the page that shows the same run. */
  readonly address: string;
}

/** A scenario's text for download. Comments above it give the command for the same run, and changes that a scenario cannot express. */
export function savedScenario(text: string, { name, overrides, changes, address }: ShownRun): string {
  const set = overrides.map(({ path, value }) => ` --set ${shellQuoted(`${path}=${value}`)}`).join("");
  const command = `ballonet run ${name}.yaml${set}`;
  if (changes.length === 0) return (set === "" ? "" : comment(`Command for the run on the page: ${command}`)) + text;
  const then = changes.map(({ atNs, manager }) => `${manager} from ${atNs / 1e9} s`).join(", ");
  return [
    comment(`Command for the start of the run on the page: ${command}`),
    comment(`The memory manager changed during the run, which a scenario cannot express: ${then}.`),
    comment(`Link to the run with these changes: ${address}`),
    text,
  ].join("");
}

/** Quotes a word for a shell. */
function shellQuoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}

/** A one-line YAML comment; line breaks and control characters become blanks. */
function comment(words: string): string {
  return `# ${words.replace(/[\p{Cc}\u2028\u2029]/gu, " ")}\n`;
}

const MOST_PIECES = 1_000_000;
const DEEPEST = 50;
const RESERVED_KEYS = ["__proto__", "prototype", "constructor"];

/** What is said of a file that is nested more deeply than a scenario can be. */
export const TOO_DEEP = `the file is nested too deeply: at most ${DEEPEST} levels`;

/** Says what makes plain data impossible as a scenario, whatever is in it; `null` when nothing does. */
export function measure(value: unknown): string | null {
  let pieces = 0;
  const walk = (piece: unknown, depth: number): string | null => {
    if (++pieces > MOST_PIECES)
      return "there is more in it than a scenario can hold: at most 1000000 values, aliases unfolded";
    if (depth > DEEPEST) return TOO_DEEP;
    if (typeof piece !== "object" || piece === null) return null;
    for (const [key, inner] of Object.entries(piece)) {
      if (RESERVED_KEYS.includes(key)) return `${key} cannot be a key of a scenario`;
      const problem = walk(inner, depth + 1);
      if (problem !== null) return problem;
    }
    return null;
  };
  return walk(value, 0);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

/** One golden vector: what went in, and what the real program answered. */
export interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly edge?: string;
}

/** Compares a controller with every golden vector of `file`, exactly; a kind that has no answer fails. At the end it prints how many of each kind matched. */
export function golden<V extends Vector & { readonly out: unknown }>(
  what: string,
  file: string,
  answer: (vector: V, all: readonly V[]) => unknown,
  kinds: readonly V["kind"][],
): void {
  const vectors: V[] = JSON.parse(readFileSync(join(import.meta.dirname, "answers", file), "utf8")).vectors;
  describe(`the golden vectors of ${what}`, () => {
    const matched = new Map<string, number>();

    it("are all of a kind that is known", () => {
      expect([...new Set(vectors.map(({ kind }) => kind))].filter((kind) => !kinds.includes(kind))).toEqual([]);
    });

    it.each(vectors)("$id $kind $edge", (vector) => {
      expect(answer(vector, vectors)).toEqual(vector.out);
      matched.set(vector.kind, (matched.get(vector.kind) ?? 0) + 1);
    });

    afterAll(() => {
      const count = [...matched.values()].reduce((sum, one) => sum + one, 0);
      const each = [...matched].map(([kind, number]) => `${number} ${kind}`).join(", ");
      console.info(`${what}: ${count} of ${vectors.length} golden vectors matched (${each})`);
    });
  });
}

/** An integer of a vector: a number, or decimal text beyond 2^53. */
export function integer(value: number | string): bigint {
  return BigInt(value);
}

/** An integer as a vector has it. */
export function written(value: bigint): number | string {
  return value >= -(2n ** 53n) && value <= 2n ** 53n ? Number(value) : String(value);
}

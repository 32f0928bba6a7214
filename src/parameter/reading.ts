/** The result of reading a written value: the value, or one sentence that says what is wrong and what would be right. */
export type Reading<T> = { readonly value: T } | { readonly problem: string };

/** A written value as an error message names it: cut to 40 characters, control characters made visible. */
export function quote(written: unknown): string {
  if (written === null || written === undefined) return "nothing";
  if (Array.isArray(written)) return "a list";
  if (typeof written === "object") return "a group of keys";
  if (written === "") return '""';
  if (typeof written === "string" && /^([-+.\d]+|true|false|null)$/u.test(written)) return `"${written}"`;
  const characters = [...String(written)];
  const text = characters.length > 40 ? `${characters.slice(0, 40).join("")}…` : characters.join("");
  return text.replace(
    /[\p{Cc}\p{Cf}]/gu,
    (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`,
  );
}

/** Reads one of a few numbers: a number, or its shortest text, so that 6.10 is not 6.1. */
export function readOneNumber(written: unknown, numbers: readonly number[]): Reading<number> {
  const value = numbers.find((number) => String(number) === String(written));
  return value === undefined
    ? { problem: `${quote(written)} is not known here: write ${numbers.join(" or ")}` }
    : { value };
}

/** A number and its unit as written, such as `1.5` and `GiB`. */
export interface Measure {
  readonly number: string;
  readonly unit: string;
}

/** Takes `1.5GiB` or `1.5 GiB` apart; `null` when it does not begin with a decimal number. */
export function readMeasure(text: string): Measure | null {
  const [, number, unit] = /^\s*(-?\d{1,30}(?:\.\d{1,30})?)\s*(.*?)\s*$/su.exec(text) ?? [];
  return number === undefined || unit === undefined ? null : { number, unit };
}

/** `number` × `factor` for a whole `factor`, exact when the product is whole. */
export function scale(number: string, factor: number): number {
  const [whole = "", decimals = ""] = number.split(".");
  const numerator = BigInt(whole + decimals) * BigInt(factor);
  const denominator = 10n ** BigInt(decimals.length);
  return numerator % denominator === 0n ? Number(numerator / denominator) : Number(numerator) / Number(denominator);
}

/** How sure a number is: the host told it, it follows from what the host told, or nobody told it. */
export type Sureness = "told" | "derived" | "assumed";

/** A value, how sure it is and where it came from. */
export interface Told<T> {
  readonly value: T;
  readonly sure: Sureness;
  /** Where it came from, in words: `balloon in 101.conf`. */
  readonly from: string;
}

/** A value that the host told. */
export function told<T>(value: T, from: string): Told<T> {
  return { value, sure: "told", from };
}

/** A value that follows from what the host told. */
export function derived<T>(value: T, from: string): Told<T> {
  return { value, sure: "derived", from };
}

/** A value that nobody told. */
export function assumed<T>(value: T, from: string): Told<T> {
  return { value, sure: "assumed", from };
}

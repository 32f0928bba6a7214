/** A recorded run of page references, numbered densely in first-seen order. */
export interface Trace {
  /** The file's name without its folder. */
  readonly name: string;
  /** The name of its format. */
  readonly format: string;
  /** Bit 31 = write, the rest = page. */
  readonly references: Uint32Array;
  readonly distinctPages: number;
  readonly writes: number;
}

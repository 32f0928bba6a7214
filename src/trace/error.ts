/** What is wrong with a trace: one sentence that begins with the trace's name and, where there is one, the place in it. */
export class TraceError extends Error {
  override readonly name = "TraceError";
  readonly trace: string;

  /** `where`: `line 12` or `byte 4096`; `null` when it is about the whole. */
  constructor(trace: string, where: string | null, what: string) {
    super(where === null ? `${trace}: ${what}` : `${trace}: ${where}: ${what}`);
    this.trace = trace;
  }
}

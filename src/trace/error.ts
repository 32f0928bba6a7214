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

/** A way to read a trace that may be meant. */
export interface PossibleReading {
  /** The format to ask for. */
  readonly format: string;
  /** What it means. */
  readonly about: string;
}

/** A trace that can be read in more than one way, or in none without being told more. */
export class TraceQuestion extends TraceError {
  readonly what: string;
  readonly readings: readonly PossibleReading[];

  constructor(trace: string, what: string, readings: readonly PossibleReading[]) {
    const width = Math.max(0, ...readings.map(({ format }) => format.length));
    const lines = readings.map(({ format, about }) => `\n  --format ${format.padEnd(width)}  ${about}`);
    super(trace, null, `${what}${lines.join("")}`);
    this.what = what;
    this.readings = readings;
  }
}

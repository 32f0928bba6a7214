import type { ColumnsUsed } from "./contract.ts";

/** How a trace was understood. */
export interface TraceReading extends ColumnsUsed {
  /** The name of its format. */
  readonly format: string;
  /** Why that format was chosen, to follow "because". */
  readonly because: string;
}

/** A reading in a few sentences. */
export function readingInWords({ format, because, used, unused }: TraceReading): string {
  const columns = used.length === 0 ? "" : ` ${capital(used.join("; "))}.`;
  const rest = unused.length === 0 ? "" : ` Not used: ${unused.join(", ")}.`;
  return `Read as ${format} because ${because}.${columns}${rest}`;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

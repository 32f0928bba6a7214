/** What is wrong with a file of a host: one sentence that begins with the file's name and, where there is one, the place in it. */
export class ImportError extends Error {
  override readonly name = "ImportError";
}

/** A file of a host, read whole. */
export interface HostFile {
  /** Its path or address, for messages. */
  readonly name: string;
  readonly text: string;
}

/** An ImportError about a file. `where`: `line 12`; `null` when it is about the whole. */
export function wrongFile({ name }: Pick<HostFile, "name">, where: string | null, what: string): ImportError {
  return new ImportError(where === null ? `${name}: ${what}` : `${name}: ${where}: ${what}`);
}

/** A file's name without its folders. */
export function baseName(path: string): string {
  return path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
}

/** Exit codes of the command. */
export const EXIT = {
  done: 0,
  /** The run could not be completed, or its result could not be written. */
  failed: 1,
  /** The input or the command line is wrong. */
  wrong: 2,
} as const;

/** An error shown to the user as one sentence, with the exit code of the command. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Converts any error to a Failure; an unknown error is reported as a defect of ballonet. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) return new Failure(`ballonet: ${String(error)}`, EXIT.failed);
  switch (error.name) {
    case "CommanderError":
      // Commander has already printed its message.
      return new Failure("", "exitCode" in error && error.exitCode === 0 ? EXIT.done : EXIT.wrong);
    case "ScenarioError":
    case "TraceError":
      return new Failure(error.message, EXIT.wrong);
    case "ImportError":
    case "LabError":
    case "StudyError":
      return new Failure(`ballonet: ${error.message}`, EXIT.wrong);
    case "EngineError":
    case "ManagerError":
      return new Failure(`ballonet: ${error.message}`, EXIT.failed);
    default:
      return new Failure(`ballonet: this is a defect of ballonet, please report it: ${error.message}`, EXIT.failed);
  }
}

const FILE_PROBLEMS: { readonly [code: string]: string } = {
  ENOENT: "there is no such file or folder",
  EACCES: "no permission",
  EPERM: "no permission",
  EISDIR: "it is a folder, not a file",
  ENOTDIR: "part of its path is a file, not a folder",
  EEXIST: "it is a file, not a folder",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk's quota is used up",
  EFBIG: "it would exceed the maximum file size",
  EIO: "the device reported an I/O error",
  ELOOP: "its symbolic links form a loop",
  ENAMETOOLONG: "its name is too long",
};

/** Errors that occur while writing although the command line is right. */
const LATE_PROBLEMS = ["ENOSPC", "EDQUOT", "EFBIG", "EIO"];

/** The Failure for an output that cannot be written. */
export function writeFailure(file: string, error: Error): Failure {
  const isLate = "code" in error && LATE_PROBLEMS.includes(String(error.code));
  const what = fileProblem(error)?.what ?? error.message;
  return new Failure(`ballonet: cannot write ${file}: ${what}`, isLate ? EXIT.failed : EXIT.wrong);
}

/** The file that a file system error names, if any, and what is wrong with it. */
export interface FileProblem {
  readonly file: string | null;
  readonly what: string;
}

/** Describes a file system error; `null` for any other error. */
export function fileProblem(error: Error): FileProblem | null {
  if (!("syscall" in error) || !("code" in error) || typeof error.code !== "string") return null;
  const file = "path" in error && typeof error.path === "string" ? error.path : null;
  return { file, what: FILE_PROBLEMS[error.code] ?? error.code };
}

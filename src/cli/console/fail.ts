/** Exit codes of the command. */
export const EXIT = {
  done: 0,
  /** The simulated run could not be completed, or what came of it could not be written. */
  failed: 1,
  /** The input or the command line is wrong. */
  wrong: 2,
} as const;

/** Something the user is told in one sentence, and the code with which the command ends. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** What an error means to the user; what is not foreseen here is a defect of the program and says so. */
export function failureOf(error: unknown): Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof Error)) return new Failure(`ballonet: ${String(error)}`, EXIT.failed);
  switch (error.name) {
    case "CommanderError":
      // Commander has already said what it has to say.
      return new Failure("", "exitCode" in error && error.exitCode === 0 ? EXIT.done : EXIT.wrong);
    case "ScenarioError":
    case "TraceError":
      return new Failure(error.message, EXIT.wrong);
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
  ENOTDIR: "a part of its path is a file, not a folder",
  EEXIST: "it is a file, not a folder",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk's quota is used up",
  EFBIG: "it would be larger than a file may be",
  EIO: "its device fails",
  ELOOP: "its symbolic links go round in a circle",
  ENAMETOOLONG: "its name is too long",
};

/** What goes wrong in the midst of writing, with nothing wrong in what was asked for. */
const LATE_PROBLEMS = ["ENOSPC", "EDQUOT", "EFBIG", "EIO"];

/** The Failure of an output that cannot be written. */
export function writeFailure(file: string, error: Error): Failure {
  const isLate = "code" in error && LATE_PROBLEMS.includes(String(error.code));
  const what = fileProblem(error)?.what ?? error.message;
  return new Failure(`ballonet: cannot write ${file}: ${what}`, isLate ? EXIT.failed : EXIT.wrong);
}

/** The file an error of the file system is about, where it says, and what is wrong with it. */
export interface FileProblem {
  readonly file: string | null;
  readonly what: string;
}

/** What an error says of a file; `null` when it is not one of the file system. */
export function fileProblem(error: Error): FileProblem | null {
  if (!("syscall" in error) || !("code" in error) || typeof error.code !== "string") return null;
  const file = "path" in error && typeof error.path === "string" ? error.path : null;
  return { file, what: FILE_PROBLEMS[error.code] ?? error.code };
}

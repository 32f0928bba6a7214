import { spawn } from "node:child_process";
import { Readable } from "node:stream";
import { EXIT, Failure } from "../console/fail.ts";

/** Time after Ctrl-C for the program to end by the signal that the terminal sends it too. */
const GRACE_MS = 200;

/** A program that runs under Valgrind's lackey. */
export interface LackeyRun {
  /** Lackey's output in the `lackey` format. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Resolves when the program has ended. */
  readonly ended: Promise<{ readonly code: number | null; readonly signal: string | null }>;
  /** Forwards Ctrl-C on the first call, kills the program on the second. */
  interrupt(): void;
  /** Kills the program. */
  kill(): void;
}

/** Starts a program under Valgrind's lackey with our own standard streams; throws a Failure when there is no Valgrind. */
export async function startLackey(program: readonly string[]): Promise<LackeyRun> {
  // Lackey writes to a separate descriptor, so that its output does not mix with the program's.
  const options = ["--tool=lackey", "--trace-mem=yes", "--log-fd=3", "--child-silent-after-fork=yes"];
  const child = spawn("valgrind", [...options, ...program], { stdio: ["inherit", "inherit", "inherit", "pipe"] });
  const ended = new Promise<{ code: number | null; signal: string | null }>((done) => {
    child.on("close", (code, signal) => done({ code, signal }));
  });
  await new Promise<void>((started, failed) => {
    child.once("spawn", () => started());
    child.once("error", (error: NodeJS.ErrnoException) => failed(cannotStart(error)));
  });
  const chunks = child.stdio[3];
  if (!(chunks instanceof Readable)) throw new Failure("ballonet: there is no pipe from Valgrind", EXIT.failed);

  const kill = () => {
    child.kill("SIGKILL");
  };
  let interruptions = 0;
  const interrupt = () => {
    if (++interruptions > 1) return kill();
    const late = setTimeout(() => child.kill("SIGINT"), GRACE_MS);
    child.once("exit", () => clearTimeout(late));
  };
  return { chunks, ended, interrupt, kill };
}

function cannotStart(error: NodeJS.ErrnoException): Failure {
  const why =
    error.code === "ENOENT"
      ? "recording needs Valgrind, and valgrind is not in the PATH: install the package valgrind"
      : `Valgrind cannot be started: ${error.message}`;
  return new Failure(`ballonet: ${why}`, EXIT.failed);
}

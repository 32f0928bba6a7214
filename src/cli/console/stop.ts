import { constants } from "node:os";

/** What asks a command to end: Ctrl-C, `kill`, and a terminal that is closed. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A command that keeps what it has reached when it is asked to end. */
export interface Stop {
  /** Aborted when the command is asked to end. */
  readonly signal: AbortSignal;
  /** As a shell counts it, 128 + the signal's number; `null`: nobody has asked. */
  readonly exitCode: number | null;
  /** Leaves signals to do what they do to any other process. */
  release(): void;
}

/**
 * Waits for a signal that asks the command to end. Of the first only: the second ends the process the way it ends any other, unless
 * `onEach` takes care of every one.
 */
export function awaitStop(onEach?: () => void): Stop {
  const controller = new AbortController();
  let exitCode: number | null = null;
  const stop = (name: NodeJS.Signals) => {
    exitCode ??= 128 + constants.signals[name];
    if (onEach === undefined) release();
    else onEach();
    controller.abort();
  };
  const release = () => {
    for (const name of SIGNALS) process.removeListener(name, stop);
  };
  for (const name of SIGNALS) process.on(name, stop);
  return {
    signal: controller.signal,
    get exitCode() {
      return exitCode;
    },
    release,
  };
}

/** Does some work that a signal stops, with the exit code that says so and nothing half-written: `null` when it was stopped. */
export async function stoppable<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T | null> {
  const stop = awaitStop();
  try {
    return await work(stop.signal);
  } catch (error) {
    if (stop.exitCode === null) throw error;
    process.exitCode = stop.exitCode;
    return null;
  } finally {
    stop.release();
  }
}

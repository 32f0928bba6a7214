import { constants } from "node:os";

/** Signals that stop a command: from Ctrl-C, `kill`, and a closed terminal. */
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Lets a command stop early and keep its partial result. */
export interface Stop {
  /** Aborted by the first stop signal. */
  readonly signal: AbortSignal;
  /** 128 + the signal's number, as in a shell; `null`: no signal so far. */
  readonly exitCode: number | null;
  /** Restores the default handling of signals. */
  release(): void;
}

/**
 * Handles the first stop signal. The second one ends the process as usual, unless `onEach` is given: it is then called for every
 * signal.
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

/** Does some work that a signal can stop. Returns `null` and sets the exit code when it was stopped. */
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

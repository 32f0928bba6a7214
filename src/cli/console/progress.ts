import type { ManyProgress } from "../../lab/many.ts";
import type { LabProgress } from "../../lab/replay.ts";
import type { StudyProgress } from "../../study/tally.ts";
import { formatCount, formatDuration } from "../../words/units.ts";
import { cutToWidth } from "../../words/width.ts";

/** Progress of a run. */
export interface Progress {
  readonly simulatedNs: number;
  readonly durationNs: number;
  readonly references: number;
  readonly wallSeconds: number;
}

/** Minimum time between two updates of the line; updates this rare cost nothing measurable. */
const PAUSE_MS = 100;

/** Progress of a run in one line: `34 %  41 s of 2 min  38× real time  92 M references/s  1 min left`. */
export function progressLine(progress: Progress, columns: number): string {
  const { simulatedNs, durationNs, references, wallSeconds } = progress;
  const share = durationNs > 0 ? Math.floor((100 * simulatedNs) / durationNs) : 100;
  const parts = [`${share} %`.padStart(5), `${formatDuration(simulatedNs)} of ${formatDuration(durationNs)}`];
  if (wallSeconds > 0 && simulatedNs > 0) {
    const left = (wallSeconds * (durationNs - simulatedNs)) / simulatedNs;
    parts.push(
      `${formatCount(simulatedNs / 1e9 / wallSeconds)}× real time`,
      `${formatCount(references / wallSeconds)} references/s`,
      `${formatDuration(Math.ceil(left) * 1e9)} left`,
    );
  }
  return cutToWidth(parts.join("   "), columns);
}

/** A line on a terminal that is overwritten. */
export interface ProgressDisplay<T = Progress> {
  show(progress: T): void;
  /** Erases the line. */
  clear(): void;
}

/** Shows a run's progress on a terminal; shows nothing with `quiet` or when the stream is not a terminal. */
export function progressDisplay(stream: NodeJS.WriteStream, quiet: boolean): ProgressDisplay {
  return display(stream, quiet, progressLine);
}

/** Progress of a replay in one line: `34 %  210 M of 620 M references  92 M references/s  5 s left`. */
export function replayLine({ references, totalReferences, seconds }: LabProgress, columns: number): string {
  const parts = [
    `${Math.floor((100 * references) / totalReferences)} %`.padStart(5),
    `${formatCount(references, 3)} of ${formatCount(totalReferences, 3)} references`,
  ];
  if (seconds > 0 && references > 0) {
    const left = (seconds * (totalReferences - references)) / references;
    parts.push(`${formatCount(references / seconds)} references/s`, `${formatDuration(Math.ceil(left) * 1e9)} left`);
  }
  return cutToWidth(parts.join("   "), columns);
}

/** Shows a replay's progress on a terminal. */
export function replayDisplay(stream: NodeJS.WriteStream): ProgressDisplay<LabProgress> {
  return display(stream, false, replayLine);
}

/** Progress over many traces in one line: `34 %  27 of 80 traces  92 M references/s`. */
export function manyLine({ tracesDone, traces, references, seconds }: ManyProgress, columns: number): string {
  const parts = [`${Math.floor((100 * tracesDone) / traces)} %`.padStart(5), `${tracesDone} of ${traces} traces`];
  if (seconds > 0 && references > 0) parts.push(`${formatCount(references / seconds)} references/s`);
  return cutToWidth(parts.join("   "), columns);
}

/** Shows the progress over many traces on a terminal. */
export function manyDisplay(stream: NodeJS.WriteStream): ProgressDisplay<ManyProgress> {
  return display(stream, false, manyLine);
}

/** Progress of a study in one line: `34 %  5 of 12 runs  38× real time  1 min left`; of a search, whose number of runs is unknown: `5 runs, 2 in progress  38× real time`. */
export function studyLine(progress: StudyProgress, columns: number): string {
  const { runsDone, runs, simulatedNs, totalNs, wallSeconds } = progress;
  const parts =
    totalNs === null
      ? [`${runsDone} ${runsDone === 1 ? "run" : "runs"}, ${runs - runsDone} in progress`]
      : [
          `${totalNs > 0 ? Math.floor((100 * simulatedNs) / totalNs) : 100} %`.padStart(5),
          `${runsDone} of ${runs} runs`,
        ];
  if (wallSeconds > 0 && simulatedNs > 0) {
    parts.push(`${formatCount(simulatedNs / 1e9 / wallSeconds)}× real time`);
    const left = totalNs === null ? null : (wallSeconds * (totalNs - simulatedNs)) / simulatedNs;
    if (left !== null) parts.push(`${formatDuration(Math.ceil(left) * 1e9)} left`);
  }
  return cutToWidth(parts.join("   "), columns);
}

/** Shows a study's progress on a terminal. */
export function studyDisplay(stream: NodeJS.WriteStream, quiet: boolean): ProgressDisplay<StudyProgress> {
  return display(stream, quiet, studyLine);
}

function display<T>(
  stream: NodeJS.WriteStream,
  quiet: boolean,
  lineOf: (progress: T, columns: number) => string,
): ProgressDisplay<T> {
  if (quiet || !stream.isTTY) return { show() {}, clear() {} };
  let next = 0;
  let shown = false;
  return {
    show(progress) {
      const now = performance.now();
      if (now < next) return;
      next = now + PAUSE_MS;
      shown = true;
      stream.write(`\r\u001b[2K${lineOf(progress, (stream.columns || 80) - 1)}`);
    },
    clear() {
      if (shown) stream.write("\r\u001b[2K");
      shown = false;
    },
  };
}

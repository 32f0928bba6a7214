import type { ManyProgress } from "../../lab/many.ts";
import type { LabProgress } from "../../lab/replay.ts";
import type { StudyProgress } from "../../study/tally.ts";
import { formatCount, formatDuration } from "../../words/units.ts";
import { cutToWidth } from "../../words/width.ts";

/** How far a run has come. */
export interface Progress {
  readonly simulatedNs: number;
  readonly durationNs: number;
  readonly references: number;
  readonly wallSeconds: number;
}

/** Milliseconds between two lines: often enough to look alive, too seldom to cost anything. */
const PAUSE_MS = 100;

/** The way so far in one line: `34 %  41 s of 2 min  38× real time  92 M references/s  1 min left`. */
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

/** A line on a terminal that is written over again and again. */
export interface ProgressDisplay<T = Progress> {
  show(progress: T): void;
  /** Wipes the line away. */
  clear(): void;
}

/** Shows a run's progress on a terminal; on anything else, or when told to be quiet, shows nothing. */
export function progressDisplay(stream: NodeJS.WriteStream, quiet: boolean): ProgressDisplay {
  return display(stream, quiet, progressLine);
}

/** The way so far of a replay in one line: `34 %  210 M of 620 M references  92 M references/s  5 s left`. */
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

/** Shows a replay's progress where `progressDisplay` would show a run's. */
export function replayDisplay(stream: NodeJS.WriteStream): ProgressDisplay<LabProgress> {
  return display(stream, false, replayLine);
}

/** The way so far of many traces in one line: `34 %  27 of 80 traces  92 M references/s`. */
export function manyLine({ tracesDone, traces, references, seconds }: ManyProgress, columns: number): string {
  const parts = [`${Math.floor((100 * tracesDone) / traces)} %`.padStart(5), `${tracesDone} of ${traces} traces`];
  if (seconds > 0 && references > 0) parts.push(`${formatCount(references / seconds)} references/s`);
  return cutToWidth(parts.join("   "), columns);
}

/** Shows the progress of many traces where `progressDisplay` would show a run's. */
export function manyDisplay(stream: NodeJS.WriteStream): ProgressDisplay<ManyProgress> {
  return display(stream, false, manyLine);
}

/** The way so far of a study in one line: `34 %  5 of 12 runs  38× real time  1 min left`; of a search, which does not know: `5 runs, 2 under way  38× real time`. */
export function studyLine(progress: StudyProgress, columns: number): string {
  const { runsDone, runs, simulatedNs, totalNs, wallSeconds } = progress;
  const parts =
    totalNs === null
      ? [`${runsDone} ${runsDone === 1 ? "run" : "runs"}, ${runs - runsDone} under way`]
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

/** Shows a study's progress where `progressDisplay` would show a run's. */
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

import { Curve } from "./analysis/curve";
import { Sample } from "./analysis/sample";
import { Lab } from "./lab/lab";
import { Opt } from "./lab/opt";
import { Replay, runReplay } from "./lab/replay";
import { Column } from "./memory/column";

/* The laboratory is a separate module, so that a simulation of machines does not load it, nor a replay the machine. */

export * from "./abi/memory";

/** A memory for a trace of `pages` pages; 0 when there is no such policy. */
export function createLab(pages: u32, frames: u32, kind: u32, parameters: Column<f64>): Lab {
  return Lab.create(pages, frames, kind, parameters);
}

export function createReplay(lab: Lab, streamLength: u32): Replay {
  return Replay.create(lab, streamLength);
}

/** Where to write references before `replay`. */
export function streamOfReplay(replay: Replay): Column<u32> {
  return replay.stream;
}

/** Makes the first `count` references of the stream. */
export function replay(replay: Replay, count: u32): void {
  runReplay(replay, count);
}

/** Whether a page is in the memory of a replay, after the pieces that were made. */
export function labHolds(lab: Lab, page: u32): bool {
  return lab.holds(page);
}

/** Debug build: aborts when the lab's policy is inconsistent. */
export function checkLab(lab: Lab): void {
  if (!ASC_NO_ASSERT) assert(lab.check(), "lab: the replacement policy is inconsistent");
}

/** A memory that knows the future: write the whole trace to `traceOfOpt`, call `foresee`, and replay it in pieces. */
export function createOpt(pages: u32, frames: u32, references: u32): Opt {
  return Opt.create(pages, frames, references);
}

export function traceOfOpt(opt: Opt): Column<u32> {
  return opt.trace;
}

export function foresee(opt: Opt): void {
  opt.foresee();
}

/** Makes the next `count` references. */
export function replayOpt(opt: Opt, count: u32): void {
  opt.run(count);
}

/** Whether a page is in the memory that knows the future. */
export function optHolds(opt: Opt, page: u32): bool {
  return opt.holds(page);
}

export function createCurve(pages: u32, streamLength: u32): Curve {
  return Curve.create(pages, streamLength);
}

export function streamOfCurve(curve: Curve): Column<u32> {
  return curve.stream;
}

/** One count a distance, 0 … pages. */
export function histogramOfCurve(curve: Curve): Column<u32> {
  return curve.histogram;
}

/** Takes the first `count` references of the stream. */
export function takeCurve(curve: Curve, count: u32): void {
  curve.take(count);
}

export function createSample(pages: u32, most: u32, seed: u32, streamLength: u32): Sample {
  return Sample.create(pages, most, seed, streamLength);
}

export function streamOfSample(sample: Sample): Column<u32> {
  return sample.stream;
}

/** One estimate a distance, 0 … pages. */
export function histogramOfSample(sample: Sample): Column<f64> {
  return sample.histogram;
}

/** The share of pages that is sampled now. */
export function rateOfSample(sample: Sample): f64 {
  return sample.rate();
}

/** Takes the first `count` references of the stream. */
export function takeSample(sample: Sample, count: u32): void {
  sample.take(count);
}

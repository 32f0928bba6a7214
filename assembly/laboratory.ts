import { Curve } from "./analysis/curve";
import { Sample } from "./analysis/sample";
import { Lab } from "./lab/lab";
import { Opt } from "./lab/opt";
import { Replay, runReplay } from "./lab/replay";
import { Arena } from "./memory/arena";
import { Column } from "./memory/column";

/* The laboratory is a module of its own: whoever simulates machines need not load it, nor the other way round. */

/** Bytes asked for so far, whether they were there or not. */
export function neededBytes(): f64 {
  return <f64>Arena.neededBytes();
}

/** False when memory has run out: no handle may be used then, but building on tells how much would be needed. */
export function fits(): bool {
  return Arena.fits();
}

/** A column of doubles to pass parameters in. */
export function createParameters(count: u32): usize {
  return changetype<usize>(Column.create<f64>(count));
}

/** A memory to replay a trace of so many pages on, or 0 when there is no such policy. */
export function createLab(pages: u32, frames: u32, kind: u32, parameters: usize): usize {
  return changetype<usize>(Lab.create(pages, frames, kind, changetype<Column<f64>>(parameters)));
}

export function createReplay(lab: Lab, streamLength: u32): usize {
  return changetype<usize>(Replay.create(lab, streamLength));
}

/** Where to write references before `replay`. */
export function streamOfReplay(replay: Replay): usize {
  return changetype<usize>(replay.stream);
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
export function createOpt(pages: u32, frames: u32, references: u32): usize {
  return changetype<usize>(Opt.create(pages, frames, references));
}

export function traceOfOpt(opt: Opt): usize {
  return changetype<usize>(opt.trace);
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

export function createCurve(pages: u32, streamLength: u32): usize {
  return changetype<usize>(Curve.create(pages, streamLength));
}

export function streamOfCurve(curve: Curve): usize {
  return changetype<usize>(curve.stream);
}

/** One count a distance, 0 … pages. */
export function histogramOfCurve(curve: Curve): usize {
  return changetype<usize>(curve.histogram);
}

/** Takes the first `count` references of the stream. */
export function takeCurve(curve: Curve, count: u32): void {
  curve.take(count);
}

export function createSample(pages: u32, most: u32, seed: u32, streamLength: u32): usize {
  return changetype<usize>(Sample.create(pages, most, seed, streamLength));
}

export function streamOfSample(sample: Sample): usize {
  return changetype<usize>(sample.stream);
}

/** One estimate a distance, 0 … pages. */
export function histogramOfSample(sample: Sample): usize {
  return changetype<usize>(sample.histogram);
}

/** The share of pages that is looked at now. */
export function rateOfSample(sample: Sample): f64 {
  return sample.rate();
}

/** Takes the first `count` references of the stream. */
export function takeSample(sample: Sample, count: u32): void {
  sample.take(count);
}

export const labResident: usize = offsetof<Lab>("resident");
export const labReferences: usize = offsetof<Lab>("references");
export const labFaults: usize = offsetof<Lab>("faults");
export const labColdFaults: usize = offsetof<Lab>("coldFaults");
export const labDirtyEvictions: usize = offsetof<Lab>("dirtyEvictions");
export const labWriteBacks: usize = offsetof<Lab>("writeBacks");
export const labScanned: usize = offsetof<Lab>("scanned");
export const optFaults: usize = offsetof<Opt>("faults");
export const optColdFaults: usize = offsetof<Opt>("coldFaults");
export const optDirtyEvictions: usize = offsetof<Opt>("dirtyEvictions");
export const optReferences: usize = offsetof<Opt>("references");
export const optResident: usize = offsetof<Opt>("resident");
export const sampleSampled: usize = offsetof<Sample>("sampled");
export const sampleCount: usize = offsetof<Sample>("count");

import { type Handle, type Shared, startModule } from "./abi.ts";

/** The functions the laboratory exports, as assembly/laboratory.ts declares them: numbers only. */
type Functions = {
  createLab(pages: number, frames: number, kind: number, parameters: Handle): Handle;
  createReplay(lab: Handle, streamLength: number): Handle;
  streamOfReplay(replay: Handle): number;
  replay(replay: Handle, count: number): void;
  checkLab(lab: Handle): void;
  labHolds(lab: Handle, page: number): boolean | number;
  createOpt(pages: number, frames: number, references: number): Handle;
  traceOfOpt(opt: Handle): number;
  foresee(opt: Handle): void;
  replayOpt(opt: Handle, count: number): void;
  optHolds(opt: Handle, page: number): boolean | number;
  createCurve(pages: number, streamLength: number): Handle;
  streamOfCurve(curve: Handle): number;
  histogramOfCurve(curve: Handle): number;
  takeCurve(curve: Handle, count: number): void;
  createSample(pages: number, most: number, seed: number, streamLength: number): Handle;
  streamOfSample(sample: Handle): number;
  histogramOfSample(sample: Handle): number;
  rateOfSample(sample: Handle): number;
  takeSample(sample: Handle, count: number): void;
};

/** Where fields lie in the laboratory's records. */
const constantNames = [
  ...["labResident", "labReferences", "labFaults", "labColdFaults", "labDirtyEvictions", "labWriteBacks", "labScanned"],
  ...[
    "optReferences",
    "optFaults",
    "optColdFaults",
    "optDirtyEvictions",
    "optResident",
    "sampleSampled",
    "sampleCount",
  ],
] as const;

/** What the laboratory exports. */
export type LabExports = Shared & Functions & { readonly [name in (typeof constantNames)[number]]: number };

/** Starts an instance of the laboratory's module: an empty memory for one replay or one curve. */
export function startLab(module: WebAssembly.Module): Promise<LabExports> {
  return startModule<LabExports>(module, constantNames);
}

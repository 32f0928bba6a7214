import type { Condensing, CurveReport, ReplayResult } from "ballonet";

/** What the page asks of the laboratory: curves of a trace, by address or as a file. */
export interface LabRequest {
  readonly name: string;
  readonly source: string | Blob;
  /** What was left out of it: facts, or the file beside it that tells them; `null`: the trace says so itself, or nothing was. */
  readonly condensing: Condensing | File | null;
  readonly policies: readonly string[];
}

/** A policy to choose. */
export interface PolicyFacts {
  readonly name: string;
  readonly about: string;
  readonly visibility: string;
}

/** What the laboratory tells: which policies there are, then LRU's curve, then each policy as it is done, the optimum among them. */
export type LabReport =
  | { readonly kind: "policies"; readonly policies: readonly PolicyFacts[] }
  | { readonly kind: "curve"; readonly curve: CurveReport }
  | { readonly kind: "policy"; readonly results: readonly ReplayResult[] }
  | { readonly kind: "done" }
  | { readonly kind: "problem"; readonly sentence: string };

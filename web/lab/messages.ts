import type { Condensing, CurveReport, ReplayResult } from "ballonet";

/** Request to replay a trace, given as a URL or a file, with policies. */
export interface LabRequest {
  readonly name: string;
  readonly source: string | Blob;
  /** How the trace was condensed: facts, or the companion file that holds them; `null`: in the trace itself, or not condensed. */
  readonly condensing: Condensing | File | null;
  readonly policies: readonly string[];
}

/** A policy in the list of choices. */
export interface PolicyFacts {
  readonly name: string;
  readonly about: string;
  readonly visibility: string;
}

/** Messages from the laboratory's worker: all policies, then LRU's curve, then each policy's results as they are ready. */
export type LabReport =
  | { readonly kind: "policies"; readonly policies: readonly PolicyFacts[] }
  | { readonly kind: "curve"; readonly curve: CurveReport }
  | { readonly kind: "policy"; readonly results: readonly ReplayResult[] }
  | { readonly kind: "done" }
  | { readonly kind: "problem"; readonly sentence: string };

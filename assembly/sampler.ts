/*
 * The sampler: draws of xoshiro128** many at a time, and what references are made of them. It does what src/workload does in TypeScript, to the
 * bit, where a processor has SIMD; a module of its own, with one memory of fixed places.
 */

export { drawBlock, even, evenInDoubt, mark, shift } from "./sampler/block";
export { findJumps } from "./sampler/lanes";
export { block, drawn, pages, refinements, slots, state } from "./sampler/places";
export { choose, made, settle, settleAs } from "./sampler/zipf";

import * as key from "../key/keys.ts";

/** How much of its memory in use a guest touches in two minutes, where nothing tells. */
export const HEATS = [
  { word: "likely", share: 0.68 },
  { word: "pessimistic", share: 0.91 },
  { word: "optimistic", share: 0.57 },
] as const;

/** The key that decides for all series of a scenario. */
export const heatKey = key.word(HEATS.map(({ word }) => word))({
  about:
    "How hot memory is where a series does not say: likely, or one end of what is known, pessimistic or optimistic.",
  default: "likely",
  source:
    "memory that jobs at Google did not touch for 2 min: 32% on average, below 9% for a tenth of the jobs, above 43% for another; Lagar-Cavilla et al., Software-Defined Far Memory in Warehouse-Scale Computers, ASPLOS 2019",
});

export type Heat = (typeof HEATS)[number]["word"];

/** The share of its memory in use that a VM touches in an interval. */
export function shareOf(heat: Heat): number {
  return HEATS.find(({ word }) => word === heat)?.share ?? HEATS[0].share;
}

import { Optimum } from "../dist/engine/laboratory/opt.js";
import { policies } from "../dist/engine/policies.js";
import { referencesOf, zipf } from "./cases.mjs";
import { module, replaying } from "./engine.mjs";
import { inTurn, median } from "./rounds.mjs";
import { compared } from "./table.mjs";

export const about = `Replay with every policy, compared with lru, ${zipf.name}`;

const OPT_REFERENCES = 13_000_000;

export async function* run(rounds) {
  const references = referencesOf(zipf);
  const lru = await replaying("lru", zipf, references);
  for (const { name, visibility } of policies) {
    if (visibility === "future" || name === "lru") continue;
    const measured = await inTurn({ own: await replaying(name, zipf, references), lru }, rounds);
    yield compared(name, measured, "lru", "lru", 0.2);
  }
  yield await optimum(rounds);
}

/** The optimum reads the whole trace before it starts, so its total time is measured. */
async function optimum(rounds) {
  const references = referencesOf(zipf, OPT_REFERENCES);
  const seconds = [];
  for (let round = 0; round < Math.min(rounds, 3); round++) {
    const began = performance.now();
    const opt = await Optimum.create(module, zipf.pages, zipf.frames, references);
    opt.replay(references.length);
    seconds.push((performance.now() - began) / 1000);
  }
  return { what: "opt, 13 M references", value: median(seconds), unit: "s" };
}

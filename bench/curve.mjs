import { DistanceCounter } from "../dist/engine/laboratory/curve.js";
import { referencesOf, zipf } from "./cases.mjs";
import { module, settle } from "./engine.mjs";
import { compile, running } from "./native.mjs";
import { inTurn, speed } from "./rounds.mjs";
import { compared, leftOut } from "./table.mjs";

export const about = "LRU's exact miss-ratio curve, compared with a native Fenwick tree";

export async function* run(rounds) {
  const what = "curve, zipf 1 M pages";
  const { program, missing } = compile();
  if (program === undefined) {
    yield leftOut(what, missing);
    return;
  }
  const references = referencesOf(zipf);
  (await DistanceCounter.create(module, zipf.pages)).take(references.subarray(0, references.length / 5));
  await settle();
  const own = async () => {
    const counter = await DistanceCounter.create(module, zipf.pages);
    return speed(references.length, () => counter.take(references));
  };
  const measured = await inTurn({ own, native: running(program, "mrc", references) }, rounds);
  yield compared(what, measured, "native", "native", 2);
}

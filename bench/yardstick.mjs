import { referencesOf, uniform, zipf } from "./cases.mjs";
import { replaying } from "./engine.mjs";
import { compile, NATIVE_RUNS, running } from "./native.mjs";
import { inTurn, repeated } from "./rounds.mjs";
import { compared, leftOut } from "./table.mjs";

export const about = "Replay, compared with the native yardstick (gcc -O3)";

export async function* run(rounds) {
  const { program, missing } = compile();
  for (const one of [zipf, uniform]) {
    for (const name of ["lru", "clock"]) {
      const what = `${name}, ${one.name}`;
      if (program === undefined) {
        yield leftOut(what, missing);
        continue;
      }
      const references = referencesOf(one);
      const native = running(program, name, references, one.frames);
      const own = repeated(await replaying(name, one, references), NATIVE_RUNS);
      const measured = await inTurn({ own, native }, rounds);
      yield compared(what, measured, "native", "native", 0.8);
    }
  }
}

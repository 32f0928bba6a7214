import { BEYOND_VIRTIO, type BeyondVirtio, SIGHTS } from "../manager.ts";
import { isGroup, valueInWords } from "./value.ts";

/** What is wrong with the shape of the user's own manager; `null`: nothing. */
export function shapeProblem(own: unknown): string | null {
  const wanted = "export default a function of the snapshot, or an object with a function decide";
  if (own === undefined) return `it has no default export: ${wanted}`;
  if (typeof own === "function")
    return /^class\b/u.test(Function.prototype.toString.call(own))
      ? "its default export is a class: export default an instance of it, new …()"
      : null;
  if (!isGroup(own) || typeof own.decide !== "function") return `its default export is no manager: ${wanted}`;
  const part = (name: string, isRight: (value: unknown) => boolean, right: string) =>
    own[name] === undefined || isRight(own[name]) ? null : `its ${name} is ${valueInWords(own[name])}: write ${right}`;
  return (
    part("name", (name) => typeof name === "string", "a text") ??
    part("states", isStates, "a list of different names, the best state first") ??
    part("sight", isSight, `{ from, beyondVirtio: […] }, where from is one of ${SIGHTS.join(", ")}`) ??
    part("wants", isWants, "{ boots, curves }, each true or false") ??
    part("activity", isActivity, "{ pages, periodNs }, numbers from 1 on")
  );
}

function isStates(states: unknown): boolean {
  return (
    Array.isArray(states) &&
    states.every((state) => typeof state === "string" && state !== "") &&
    new Set(states).size === states.length
  );
}

function isSight(sight: unknown): boolean {
  if (!isGroup(sight) || !SIGHTS.some((from) => from === sight.from) || !Array.isArray(sight.beyondVirtio))
    return false;
  return sight.beyondVirtio.every((told: keyof BeyondVirtio) => BEYOND_VIRTIO.includes(told));
}

function isWants(wants: unknown): boolean {
  return isGroup(wants) && [wants.boots, wants.curves].every((want) => want === undefined || typeof want === "boolean");
}

function isActivity(activity: unknown): boolean {
  return (
    isGroup(activity) && [activity.pages, activity.periodNs].every((value) => typeof value === "number" && value >= 1)
  );
}

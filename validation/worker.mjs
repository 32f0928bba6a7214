import { sectionOf } from "./section.mjs";

/** Makes one validation, by the name of its folder, into a section of the page. */
export default async function work(name) {
  const validation = await import(`./${name}/validation.mjs`);
  return sectionOf(validation, await validation.measure());
}

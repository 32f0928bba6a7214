// node --import bench/redirect.mjs: the measuring programs use the build in the folder BENCH_BUILD in place of the one beside them.
import { register } from "node:module";
import { built } from "./built.mjs";

const hook = `let own, other;
export function initialize(folders) { [own, other] = folders; }
export async function resolve(specifier, context, next) {
  const found = await next(specifier, context);
  return found.url.startsWith(own) ? { ...found, url: other + found.url.slice(own.length) } : found;
}`;
register(`data:text/javascript,${encodeURIComponent(hook)}`, {
  data: [new URL("../dist/", import.meta.url).href, built("").href],
});

import { type Document, isCollection, isScalar, YAMLMap } from "yaml";
import { writeSize } from "../../parameter/size.ts";

const PAGE_BYTES = 4096;

/** A group of keys without any yet. */
export function newMap(document: Document): YAMLMap {
  return new YAMLMap(document.schema);
}

/** Sets a key with a remark on its value. */
export function set(document: Document, map: YAMLMap, key: string, value: unknown, comment: string): void {
  const node = document.createNode(value);
  if (isCollection(node)) node.flow = true;
  if (isScalar(node) || isCollection(node)) node.comment = comment;
  map.set(key, node);
}

/** A size of whole pages. */
export function sizeOf(bytes: number): string {
  return writeSize(Math.max(PAGE_BYTES, Math.round(bytes / PAGE_BYTES) * PAGE_BYTES));
}

/** Seconds as a scenario writes them. */
export function time(seconds: number): string {
  const rounded = Math.round(seconds * 1000) / 1000;
  if (rounded !== 0 && rounded % 3600 === 0) return `${rounded / 3600}h`;
  return rounded !== 0 && rounded % 60 === 0 ? `${rounded / 60}min` : `${rounded}s`;
}

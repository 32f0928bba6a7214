import { byteAt } from "../../../list/byte-at.ts";
import { elementAt } from "../../../list/element-at.ts";

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb8_8320 : rest >>> 1;
  return rest;
});

/** The CRC-32 of gzip and PNG (RFC 1952, section 8), 0 … 2³² − 1. */
export function crc32(bytes: Uint8Array): number {
  let rest = 0xffff_ffff;
  for (let at = 0; at < bytes.length; at++) rest = elementAt(TABLE, (rest ^ byteAt(bytes, at)) & 0xff) ^ (rest >>> 8);
  return ~rest >>> 0;
}

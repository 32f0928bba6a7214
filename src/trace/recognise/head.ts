import { HEAD_BYTES, type Head } from "../contract.ts";

const MOST_LINES = 2000;

/** The first bytes of a trace as formats look at them. */
export function headOf(bytes: Uint8Array): Head {
  const isWhole = bytes.length < HEAD_BYTES;
  const text = isText(bytes, isWhole);
  return { bytes, isWhole, isText: text, lines: text ? linesOf(bytes, isWhole) : [] };
}

/** Whether bytes could be text in UTF-8, the last character of which may be cut off. */
function isText(bytes: Uint8Array, isWhole: boolean): boolean {
  if (bytes.some((byte) => byte < 9)) return false;
  try {
    new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: !isWhole });
    return true;
  } catch {
    return false;
  }
}

function linesOf(bytes: Uint8Array, isWhole: boolean): string[] {
  const lines = new TextDecoder().decode(bytes).split(/\r?\n/);
  if (!isWhole && lines.length > 1) lines.pop();
  return lines.filter((line) => line.trim() !== "" && !/^\s*[#*]/.test(line)).slice(0, MOST_LINES);
}

/** The first 40 characters of some bytes, in quotes, fit for a terminal. */
export function quoteBytes(bytes: Uint8Array, start: number, end: number): string {
  const part = bytes.subarray(start, Math.min(end, start + 256));
  const text = new TextDecoder().decode(part).replace(/[\p{Cc}\p{Cf}\ufffd]/gu, "·");
  const characters = [...text];
  return characters.length > 40 ? `"${characters.slice(0, 40).join("")}…"` : `"${text}"`;
}

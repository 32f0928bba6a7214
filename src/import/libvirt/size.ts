/** Units of libvirt in bytes, in lower case: `KB` is 1000, `K` and `KiB` are 1024. */
const UNITS = new Map<string, bigint>([
  ["b", 1n],
  ["byte", 1n],
  ["bytes", 1n],
]);
for (const [at, letter] of [..."kmgtpe"].entries()) {
  const power = BigInt(at + 1);
  UNITS.set(letter, 1024n ** power);
  UNITS.set(`${letter}ib`, 1024n ** power);
  UNITS.set(`${letter}b`, 1000n ** power);
}

/** Largest size in bytes that is read: a PiB. */
const MOST = 2n ** 50n;

/** A size of a domain in bytes, rounded up to whole KiB as libvirt does; or what is wrong with it. */
export function domainSize(
  text: string,
  unit: string | null,
): { readonly bytes: number } | { readonly problem: string } {
  if (!/^\d{1,30}$/.test(text)) return { problem: `"${text}" is not a size: libvirt takes whole numbers only` };
  const factor = UNITS.get((unit ?? "KiB").toLowerCase());
  if (factor === undefined)
    return { problem: `"${unit}" is not a unit: libvirt knows b, KB, KiB, MB, MiB, GB, GiB and so on` };
  const bytes = BigInt(text) * factor;
  if (bytes > MOST) return { problem: `"${text}" is larger than any machine's memory` };
  return { bytes: Number((bytes + 1023n) / 1024n) * 1024 };
}

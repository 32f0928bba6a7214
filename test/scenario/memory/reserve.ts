/**
 * What the lower zones keep from a guest, in MiB, by hand: DMA a 256th of what is above it, at most its 15 MiB less its share of min; DMA32 a
 * 256th of Normal.
 */
export function reserveMib(memoryMib: number, minMib: number): number {
  const managed = memoryMib - 45 - memoryMib / 60;
  const normal = Math.max(0, memoryMib - 3072);
  return Math.min(15 * (1 - minMib / managed), (managed - 15) / 256) + normal / 256;
}

/** Pages of a chunk. In each chunk a run of pages is hot; the same page of all chunks is visited in one go. */
export const CHUNK = 64;

/** Spreads what rounding leaves over a chunk, so that the hot pages of all its places together are the share of all pages. */
const remainder = (place: number) => (CHUNK - place - 0.5) / CHUNK;

/** How many chunks of `pages` pages have a hot page at this place, 0 … CHUNK − 1. More pages do not change which of the first ones are hot. */
export function hotChunks(pages: number, share: number, place: number): number {
  return Math.floor(chunksWith(pages, place) * share + remainder(place));
}

/** The hot page at this place in the `index`-th chunk that has one there. */
export function hotPage(index: number, pages: number, share: number, place: number): number {
  const chunk = Math.ceil((index + 1 - remainder(place)) / share) - 1;
  return Math.min(chunk, chunksWith(pages, place) - 1) * CHUNK + place;
}

/** How many of `pages` pages are hot. */
export function hotPages(pages: number, share: number): number {
  let count = 0;
  for (let place = 0; place < CHUNK; place++) count += hotChunks(pages, share, place);
  return count;
}

function chunksWith(pages: number, place: number): number {
  return Math.max(0, Math.ceil((pages - place) / CHUNK));
}

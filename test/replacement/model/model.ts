/** What a slow model of a replacement policy may see of the memory it works on. */
export interface ModelMemory {
  /** Pages that fit. */
  capacity(): number;
  /** References made before the one at hand. */
  now(): number;
  isAccessed(page: number): boolean;
  clearAccessed(page: number): void;
  isDirty(page: number): boolean;
  isFile(page: number): boolean;
  /** Counts a page that has come back: active at once, and active before it went. */
  countRefault(activated: boolean, restored: boolean): void;
  /** Writes a dirty page back, which stays. */
  writeBack(page: number): void;
  /** Pages there are, in memory or not. */
  readonly pages: number;
}

/** A replacement policy in plain maps and arrays, as clear as can be and as slow as it likes. */
export interface Model {
  /** A page in memory was referenced. Only a policy that sees every access does something about it. */
  hit(page: number): void;
  /** A page that is not in memory was referenced; nothing has gone on its account yet. */
  fault(page: number): void;
  /** The page has come into memory. */
  insert(page: number): void;
  /** The victim, already removed from the pages in memory, what else goes with it, and the number of pages scanned. */
  evict(): { readonly page: number; readonly also?: readonly number[]; readonly looked: number };
  /** The page has left memory without being evicted. */
  remove(page: number): void;
}

/** The model's parameters by name. */
export type Parameters = Readonly<Record<string, number>>;

/** How a model is made for a memory. */
export type MakeModel = (memory: ModelMemory, parameters: Parameters) => Model;

/** Takes a page out of a list that holds it. */
export function cut(list: number[], page: number): void {
  const at = list.indexOf(page);
  if (at < 0) throw new Error(`Page ${page} is not in the list.`);
  list.splice(at, 1);
}

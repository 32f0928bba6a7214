/** A way to pack a file. */
export interface PackingFormat {
  readonly name: string;
  /** How names of such files end, in small letters, with the dot. */
  readonly extensions: readonly string[];
  /** How the name of what is unpacked ends, in place of `extensions`; usually the name tells it itself. */
  readonly unpackedExtension?: string;
  /** Whether a file that begins with these bytes is packed this way. */
  readonly recognises: (head: Uint8Array) => boolean;
  /** Unpacks piece by piece; throws an `Error` when the data is damaged or cut off. Must check every checksum the data has. */
  readonly unpack: (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>;
}

/** A way to pack a file. */
export interface PackingFormat {
  readonly name: string;
  /** Endings of such files' names in small letters, with the dot. */
  readonly extensions: readonly string[];
  /** Ending of the unpacked file's name that replaces `extensions`; usually the rest of the name already has it. */
  readonly unpackedExtension?: string;
  /** Whether a file that begins with these bytes is packed this way. */
  readonly recognises: (head: Uint8Array) => boolean;
  /** Unpacks piece by piece; throws an `Error` when the data is damaged or cut off. Must check every checksum the data has. */
  readonly unpack: (chunks: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array>;
}

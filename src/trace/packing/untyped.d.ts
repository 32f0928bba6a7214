/** Declarations of what unpackers without types export. */

declare module "lz4js" {
  /** Unpacks a block into `target` from `targetAt` on, and returns the place behind it. Earlier content of `target` is its window. */
  export function decompressBlock(
    source: Uint8Array,
    target: Uint8Array,
    sourceAt: number,
    sourceBytes: number,
    targetAt: number,
  ): number;
}

declare module "unbzip2-stream/dist/unbzip2-stream.min.js" {
  interface Unbzip2 {
    on(event: "data", listener: (bytes: Uint8Array) => void): void;
    on(event: "error", listener: (error: Error) => void): void;
    write(bytes: Uint8Array): void;
    end(): void;
  }
  export default function open(): Unbzip2;
}

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

const kinds: Record<string, string> = {
  ".html": "text/html",
  ".css": "text/css",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".json": "application/json",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
};

/** What a server serves: the files of a folder, extra pages by path, and headers of every response. */
export interface Served {
  readonly folder?: string;
  readonly pages?: { readonly [path: string]: string };
  readonly headers?: { readonly [name: string]: string };
}

/** Serves on this machine as any static host would. */
export async function serve({ folder = root, pages = {}, headers = {} }: Served): Promise<{
  url: string;
  close(): Promise<void>;
}> {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
    const file = path.endsWith("/") ? `${path}index.html` : path;
    try {
      const body = pages[path] ?? (await readFile(join(folder, normalize(file))));
      const kind = pages[path] === undefined ? (kinds[extname(file)] ?? "application/octet-stream") : "text/html";
      response.writeHead(200, { "content-type": kind, ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

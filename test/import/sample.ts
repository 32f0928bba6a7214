import { fileURLToPath } from "node:url";
import { filesOfHosts, readHostFile } from "../../src/import/files.node.ts";
import type { FilesOfHost, ImportSource } from "../../src/import/import.ts";

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Files that this project wrote, in the shapes of real ones. */
export const samples = at("samples");

/** Columns of the sample of a table. */
export const COLUMNS = { time: "ts", vm: "name", memory: "ram", used: "rss", cache: "cached", unitBytes: 2 ** 20 };

/** Where a scenario that is expected is kept. */
export const expected = (name: string) => at(`expected/${name}.yaml`);

/** The hosts of a sample. */
export const hostsOf = (source: ImportSource): Promise<FilesOfHost[]> => filesOfHosts(source, [`${samples}/${source}`]);

/** A file of a sample. */
export const sampleFile = (path: string) => readHostFile(`${samples}/${path}`);

// Bundles the library and the engine's release build into one file: for pages without a bundler, for bundlers, and for `require`.
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";

const root = fileURLToPath(new URL("..", import.meta.url));

async function engine() {
  const text = async (name) => (await readFile(`${root}build/${name}.wasm`)).toString("base64");
  return `
const compiled = (text) => WebAssembly.compile(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)));
export const machineModule = () => compiled("${await text("release")}");
export const labModule = () => compiled("${await text("laboratory-release")}");
`;
}

const { dependencies } = JSON.parse(await readFile(`${root}package.json`, "utf8"));
const bundled = new Set();
const bundles = await build({
  root,
  configFile: false,
  logLevel: "error",
  build: {
    write: false,
    minify: true,
    target: "es2022",
    lib: { entry: "src/index.ts", formats: ["es", "cjs"] },
    rollupOptions: { output: { codeSplitting: false } },
  },
  plugins: [
    {
      name: "ballonet-engine-within",
      enforce: "pre",
      resolveId: (id) => (id === "#engine" ? "\0engine" : null),
      load: (id) => (id === "\0engine" ? engine() : null),
      moduleParsed: ({ id }) => {
        const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(id) ?? [];
        if (name !== undefined && name in dependencies) bundled.add(name);
      },
    },
  ],
});
const notices = await Promise.all(
  [...bundled].toSorted().map(async (name) => {
    const { license, version } = JSON.parse(await readFile(`${root}node_modules/${name}/package.json`, "utf8"));
    return `${name} ${version} (${license})`;
  }),
);
const notice = `/*! ballonet, with ${notices.join(", ")} */\n`;
for (const [at, file] of ["inline.js", "inline.cjs"].entries()) {
  const chunks = bundles[at].output.filter(({ type }) => type === "chunk");
  if (chunks.length !== 1) throw new Error(`${file}: the bundle has ${chunks.length} files instead of one`);
  await writeFile(`${root}dist/${file}`, notice + chunks[0].code);
}
for (const file of ["inline.d.ts", "inline.d.cts"])
  await writeFile(`${root}dist/${file}`, 'export * from "./index.js";\n');

// Reads every example with the built command line, without running it.
import { execFileSync } from "node:child_process";
import { readdirSync } from "node:fs";

const files = readdirSync("examples", { recursive: true }).filter((file) => file.endsWith(".yaml"));
for (const file of files) {
  execFileSync(process.execPath, ["dist/cli/main.js", "run", `examples/${file}`, "--dry-run"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  console.log(`examples/${file}: valid`);
}

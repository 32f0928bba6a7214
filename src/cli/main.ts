#!/usr/bin/env node
import { standardOutput } from "./console/standard-output.ts";
import { VERSION_FLAGS, version } from "./version.ts";

const args = process.argv.slice(2);
// Printed without loading the commands, which would take most of the time.
if (VERSION_FLAGS.includes(args[0] ?? "")) standardOutput().write(`${version()}\n`);
else await perform();

async function perform(): Promise<void> {
  const [{ program }, { failureOf }] = await Promise.all([import("./program.ts"), import("./console/fail.ts")]);
  try {
    await (await program(args)).parseAsync();
  } catch (error) {
    const { message, exitCode } = failureOf(error);
    if (message !== "") process.stderr.write(`${message}\n`);
    process.exitCode = exitCode;
  }
}

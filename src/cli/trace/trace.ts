import { Command } from "commander";
import { traceConvertCommand } from "./convert.ts";
import { traceInfoCommand } from "./info.ts";
import { traceRecordCommand } from "./record.ts";

/** `ballonet trace`: commands on traces without simulation. */
export function traceCommand(): Command {
  const trace = new Command("trace").description("inspect, convert and record page traces");
  for (const command of [traceInfoCommand(), traceConvertCommand(), traceRecordCommand()]) trace.addCommand(command);
  return trace;
}

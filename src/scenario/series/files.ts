import { quote, type Reading } from "../../parameter/reading.ts";
import type { CsvSettings } from "./csv.ts";
import type { WrittenPoint } from "./written-point.ts";

/** Reads a series from a file that a scenario names, relative to the scenario's folder: its points, or what is wrong. */
export type ReadPoints = (settings: CsvSettings) => Reading<readonly WrittenPoint[]>;

/** The longest file of a series, in bytes. */
export const MOST_FILE_BYTES = 2 ** 24;

/** Where there are no files: in a browser, and for a scenario that was not read from a file. */
export const readNothing: ReadPoints = ({ file }) => ({
  problem: `the file ${quote(file)} cannot be read here: write its rows as points, or load the scenario from its file with loadScenario or openScenarioFile in Node`,
});

/** Where something stands in a scenario: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** Something wrong with a scenario. */
export interface Problem {
  readonly path: Path;
  /** One sentence: what is wrong and what would be right. */
  readonly message: string;
  /** It is the key that is wrong, not its value. */
  readonly atKey?: boolean;
}

/** Takes note of a problem. */
export type Report = (path: Path, message: string) => void;

/** A problem, and where in the file a person finds it. */
export interface ScenarioProblem extends Problem {
  /** From 1; 0 when the scenario is not a text. */
  readonly line: number;
  /** From 1; 0 when the scenario is not a text. */
  readonly column: number;
  /** How a message begins: `busy.yaml:12:9`, `--set host.memory=8GB`, or nothing. */
  readonly where: string;
}

/** A scenario that cannot be used: everything that is wrong with it, in the order of the file. */
export class ScenarioError extends Error {
  readonly problems: readonly ScenarioProblem[];

  constructor(problems: readonly ScenarioProblem[]) {
    super(problems.map(writeProblem).join("\n"));
    this.name = "ScenarioError";
    this.problems = problems;
  }
}

/** A problem in one line: where it is, and what is wrong. */
export function writeProblem({ where, path, message }: ScenarioProblem): string {
  return [where, writePath(path), message].filter((part) => part !== "").join(": ");
}

/** A path as people write it: `vms[0].workload.phases[1].for`. */
export function writePath(path: Path): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!/^[\p{L}\d_-]+$/u.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}

/** Whether `inner` is `outer` or something inside it. */
export function isWithin(inner: Path, outer: Path): boolean {
  return outer.length <= inner.length && outer.every((step, index) => step === inner[index]);
}

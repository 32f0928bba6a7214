/** The registries that find a policy's class by its number, as AssemblyScript, and the policies of each. */
export function registries(policies) {
  const inOrder = policies.toSorted((a, b) => a.entry.number - b.entry.number);
  const [blind, seeing] = split(inOrder, ({ entry }) => entry.visibility !== "every-access");
  const [special, replayed] = split(seeing, ({ replayedBy }) => replayedBy !== null);
  const [guests, laboratory] = split(replayed, ({ entry }) => entry.guest);
  const imports = inOrder
    .toSorted((a, b) => (a.file < b.file ? -1 : 1))
    .map(({ className, file }) => `import { ${className} } from "./${file}";`);
  const constants = special.map(
    ({ entry, replayedBy }) =>
      `/** The number of ${entry.name}, which a replay does without the policy (${replayedBy}). */\nexport const ${entry.name.toUpperCase().replaceAll("-", "_")}: u32 = ${entry.number};`,
  );
  const source = [
    "// Made from assembly/replacement by scripts/catalogue.mjs.",
    ['import { Action } from "./action";', 'import { Memory } from "./contract";', ...imports].join("\n"),
    ...constants,
    registry(
      "BlindRegistry",
      "The policies that need not see every access, and so can serve the host too.",
      blind,
      null,
    ),
    registry(
      "ReplayRegistry",
      "The policies that are replayed a reference at a time and that guests use.",
      guests,
      "BlindRegistry",
    ),
    registry(
      "LabRegistry",
      "The policies of a replay: those that no guest would use, and the others.",
      laboratory,
      "ReplayRegistry",
    ),
    registry("Registry", "The policies of guests.", special, "ReplayRegistry"),
  ].join("\n\n");
  return { source: `${source}\n`, groups: [blind, guests, laboratory, special] };
}

function split(list, test) {
  return [list.filter(test), list.filter((one) => !test(one))];
}

function registry(name, about, policies, beyond) {
  const cases = policies.map(
    ({ entry: { number }, className }) =>
      `      case ${number}: return action.on<${className}<M>>(changetype<${className}<M>>(policy), argument);`,
  );
  const none =
    beyond === null ? "action.none()" : `changetype<${beyond}>(<usize>0).apply<M, A>(kind, policy, argument)`;
  return `/** ${about} */
export class ${name} {
  /** Does \`A\` with the policy numbered \`kind\`. */
  @inline
  apply<M extends Memory, A extends Action<M>>(kind: u32, policy: usize, argument: usize): u32 {
    const action = changetype<A>(<usize>0);
    switch (kind) {
${cases.join("\n")}
    }
    return ${none};
  }
}`;
}

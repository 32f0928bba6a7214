import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { policies } from "../../src/engine/policies.ts";
import { namesOf } from "../../src/parameter/other-names.ts";

const page = readFileSync(new URL("../../docs/policies.md", import.meta.url), "utf8");

it("lists the other names of policies as they are declared", () => {
  const [, section = ""] = /^## Other names\n(.*?)^## /msu.exec(page) ?? [];
  const rows = [...section.matchAll(/^\| `(\S+)` *\|(.*)\|$/gmu)].map(([, name = "", others = ""]) => [
    name,
    ...Array.from(others.matchAll(/`(\S+?)`/gu), ([, other]) => other),
  ]);
  expect(rows).toEqual(policies.filter(({ otherNames }) => otherNames !== undefined).map(namesOf));
});

it("gives every name to one policy only", () => {
  const names = policies.flatMap(namesOf);
  expect(new Set(names).size).toBe(names.length);
});

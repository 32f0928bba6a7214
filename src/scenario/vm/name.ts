import { quote } from "../../parameter/reading.ts";
import { type Leaf, leaf } from "../key/leaf.ts";

const shape = {
  type: "string",
  pattern: "^[\\p{L}\\p{N}._-]([\\p{L}\\p{M}\\p{N}._ -]*[\\p{L}\\p{M}\\p{N}._-])?$",
  maxLength: 100,
};
const accepted = new RegExp(shape.pattern, "u");

/** A name that can stand in reports: letters, digits, `.`, `_`, `-` and spaces. */
export const name: Leaf<string> = leaf(shape, (written) => {
  if (typeof written === "number") return { problem: `${written} is a number: write the name in quotes` };
  if (typeof written !== "string") return { problem: `${quote(written)} is not a name: write for example web` };
  if (accepted.test(written) && written.length <= shape.maxLength) return { value: written };
  return {
    problem: `${quote(written)} is not a name: write up to 100 letters, digits, dots, underscores, hyphens and inner spaces`,
  };
});

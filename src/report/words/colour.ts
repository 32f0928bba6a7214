/** How a piece of text is meant; colour says it, and without colour nothing is lost. */
export type Tone = "plain" | "heading" | "faint" | "good" | "warning" | "bad";

/** Puts a tone on a text. */
export type Painter = (tone: Tone, text: string) => string;

const CODES: { readonly [tone in Exclude<Tone, "plain">]: readonly [on: number, off: number] } = {
  heading: [1, 22],
  faint: [2, 22],
  good: [32, 39],
  warning: [33, 39],
  bad: [31, 39],
};

/** A painter that writes ANSI escapes, or one that leaves every text as it is. */
export function painter(colour: boolean): Painter {
  return (tone, text) => {
    if (!colour || tone === "plain" || text === "") return text;
    const [on, off] = CODES[tone];
    return `\u001b[${on}m${text}\u001b[${off}m`;
  };
}

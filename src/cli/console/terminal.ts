/** Width and colour of a text for a stream. */
export interface Look {
  readonly columns: number;
  readonly colour: boolean;
}

/** The look of a stream: colour only on a terminal and without NO_COLOR (https://no-color.org), 80 columns when unknown. */
export function lookOf(stream: { readonly isTTY?: boolean; readonly columns?: number }): Look {
  const noColour = process.env.NO_COLOR !== undefined && process.env.NO_COLOR !== "";
  return { columns: stream.columns || 80, colour: stream.isTTY === true && !noColour };
}

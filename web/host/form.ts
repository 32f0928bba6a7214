import { element } from "../element.ts";

/** Fills a list with choices and selects one; `null` selects the choice whose value is empty. */
export function fillChoices(
  select: HTMLSelectElement,
  choices: readonly (readonly [value: string, title: string])[],
  chosen: string | null,
): void {
  select.replaceChildren(
    ...choices.map(([value, title]) => element("option", { value, selected: value === (chosen ?? "") }, title)),
  );
}

/** A group of related fields under a title. */
export function group(title: string, ...rows: readonly HTMLElement[]): HTMLElement {
  return element("fieldset", {}, element("legend", {}, title), ...rows);
}

/** A field below its label; `words` stand beside the label. */
export function row(title: string, field: HTMLElement, ...words: readonly HTMLElement[]): HTMLElement {
  return element("div", { class: "row" }, element("label", { for: field.id }, title), ...words, field);
}

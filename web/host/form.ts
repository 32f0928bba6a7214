import { element } from "../element.ts";

/** Fills a list with choices, one of them chosen; `null` is the choice without a value. */
export function fillChoices(
  select: HTMLSelectElement,
  choices: readonly (readonly [value: string, title: string])[],
  chosen: string | null,
): void {
  select.replaceChildren(
    ...choices.map(([value, title]) => element("option", { value, selected: value === (chosen ?? "") }, title)),
  );
}

/** Fields that belong together, under a title. */
export function group(title: string, ...rows: readonly HTMLElement[]): HTMLElement {
  return element("fieldset", {}, element("legend", {}, title), ...rows);
}

/** A field below its name, and what it says in words beside the name. */
export function row(title: string, field: HTMLElement, ...words: readonly HTMLElement[]): HTMLElement {
  return element("div", { class: "row" }, element("label", { for: field.id }, title), ...words, field);
}

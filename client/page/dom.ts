// Elements from names and text. Text is only ever set as text, so that nothing from a workspace can become markup.

type Child = Node | string | null;
type Attributes = Readonly<Record<string, string>>;

export function element<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  for (const child of children) if (child !== null) made.append(child);
  return made;
}

export function button(label: string, attributes: Attributes, onClick: () => void): HTMLButtonElement {
  const made = element('button', { type: 'button', ...attributes }, label);
  made.addEventListener('click', onClick);
  return made;
}

export function select(label: string, options: readonly (readonly [value: string, words: string])[], onChange: (value: string) => void): HTMLElement {
  const made = element('select', {}, ...options.map(([value, words]) => element('option', { value }, words)));
  made.addEventListener('change', () => onChange(made.value));
  return element('label', { class: 'control' }, label, made);
}

// How a text report is coloured; the command hands in real colours where a terminal shows them.

export interface Paint {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly green: (text: string) => string;
}

const asIs = (text: string): string => text;

/** No colours: for files, pipes and NO_COLOR. */
export const plain: Paint = { bold: asIs, dim: asIs, red: asIs, yellow: asIs, green: asIs };

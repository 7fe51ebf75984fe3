/**
 * What Sutton & Barto (2018) print, for the figures to be held against. The book gives curves and no tables: these are
 * the approximate heights of their lowest points between the labelled grid lines of the axes, from memory of the
 * printed page and not measured on it. The uncertainty says how far they may be off.
 */
export interface Reading {
  readonly height: number;
  readonly uncertainty: number;
  readonly figure: string;
}

export const published = {
  /** Lowest curve n = 4; the axis runs from 0.25 to 0.55 and the curve ends just above its foot. */
  nStep: { height: 0.26, uncertainty: 0.01, figure: "7.2" },
  /** Lowest curve λ = 0.8 of the left panel of 12.3, on the same axis. */
  offlineLambdaReturn: { height: 0.26, uncertainty: 0.01, figure: "12.3" },
  /** Lowest curve λ = 0.8. */
  tdLambda: { height: 0.26, uncertainty: 0.01, figure: "12.6" },
  /** Lowest curve λ = 0.8; the book says in words that it is slightly better. */
  trueOnline: { height: 0.255, uncertainty: 0.01, figure: "12.8" },
  sarsa: { height: -25, uncertainty: 5, figure: "6.4" },
  qLearning: { height: -50, uncertainty: 5, figure: "6.4" },
  /** Lowest curve n = 4, at the axis's lowest label, 220. */
  mountainCar: { height: 220, uncertainty: 10, figure: "10.4" },
} as const satisfies Record<string, Reading>;

export const reading = ({ height, uncertainty, figure }: Reading): string =>
  `${height} ± ${uncertainty} (fig. ${figure})`;

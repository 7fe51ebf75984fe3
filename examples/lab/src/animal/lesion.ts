import { shuffle } from "@wayfield/backend";
import { deriveSeed, seededRandom } from "@wayfield/environments";

/** What is cut. */
export interface Lesion {
  /** Units of the grid code that say nothing, in the present code and in the one at the goal. */
  silenced: readonly number[];
  /** The code at the goal never reaches the policy. */
  goalCodeWithheld: boolean;
  /** What vision says of the place and heading never reaches the grid network. */
  visionCut: boolean;
}

export const intact: Lesion = { silenced: [], goalCodeWithheld: false, visionCut: false };

export const isIntact = ({ silenced, goalCodeWithheld, visionCut }: Lesion): boolean =>
  silenced.length === 0 && !goalCodeWithheld && !visionCut;

/** What is cut, in words. */
export function describeLesion(lesion: Lesion): string {
  if (isIntact(lesion)) return "intact";
  const { silenced, goalCodeWithheld, visionCut } = lesion;
  return [
    ...(silenced.length > 0 ? [`${silenced.length} units silenced`] : []),
    ...(goalCodeWithheld ? ["goal code withheld"] : []),
    ...(visionCut ? ["vision cut"] : []),
  ].join(", ");
}

/** Units with or without another one. */
export const withToggled = (units: readonly number[], unit: number): number[] =>
  units.includes(unit) ? units.filter((other) => other !== unit) : [...units, unit];

/** As many units as a lesion has, drawn from the others: what its effect must be compared with. */
export function shamSet(units: readonly number[], total: number, seed: number): number[] {
  const others = Array.from({ length: total }, (_, unit) => unit).filter((unit) => !units.includes(unit));
  const count = Math.min(units.length, others.length);
  return shuffle(others, seededRandom(deriveSeed(seed, total))).slice(0, count);
}

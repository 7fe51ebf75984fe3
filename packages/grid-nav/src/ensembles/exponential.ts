/** Entries of the table for one unit of the argument. */
const perUnit = 64;
/** e⁻ˣ below this is nothing beside one in float32. */
const negligible = 18;

const table = /* @__PURE__ */ Float64Array.from({ length: negligible * perUnit + 1 }, (_, index) =>
  Math.exp(-index / perUnit),
);

/**
 * e⁻ˣ for x ≥ 0, zero from x = 18 on. A table of 64 steps a unit and a cubic between them: off by less than 3e-9 of
 * the value, a twentieth of float32's rounding, at a fifth of Math.exp's time, of which a training's targets need some
 * million each update.
 */
export function fallingExponential(x: number): number {
  if (!(x < negligible)) return x >= negligible ? 0 : NaN;
  const index = (x * perUnit) | 0;
  const rest = x - index / perUnit;
  return table[index]! * (1 - rest * (1 - rest * (0.5 - rest * (1 / 6))));
}

import { createRandomStream } from "@wayfield/backend";
import { autocorrelograms, gridScores, paperGridScorer } from "@wayfield/grid-nav/analysis";
import { drawMap, type Figure } from "./figure.ts";

const bins = 32;
const side = 2.2;

/** Three plane waves at 60 degrees, or two at 90, plus noise. */
function drawLattice(spacing: number, noise: number, waves: number): Float32Array {
  const random = createRandomStream(1);
  const period = waves === 3 ? (spacing * Math.sqrt(3)) / 2 : spacing;
  return Float32Array.from({ length: bins * bins }, (_, bin) => {
    const x = ((bin % bins) + 0.5) * (side / bins);
    const y = (Math.floor(bin / bins) + 0.5) * (side / bins);
    let value = noise * random.normal();
    for (let wave = 0; wave < waves; wave++) {
      const angle = (Math.PI * wave) / waves + 0.2;
      value += Math.cos((2 * Math.PI * (x * Math.cos(angle) + y * Math.sin(angle))) / period);
    }
    return Math.max(0, value);
  });
}

/** A made-up map, its autocorrelogram and its grid score. */
export const figure: Figure = {
  controls: [
    { name: "spacing", label: "distance of the fields, m", min: 0.3, max: 1.2, step: 0.05, value: 0.6 },
    { name: "noise", label: "noise", min: 0, max: 4, step: 0.1, value: 0.3 },
    { name: "waves", label: "waves: 3 hexagonal, 2 square", min: 2, max: 3, step: 1, value: 3 },
  ],
  draw: (context, { spacing = 0.6, noise = 0.3, waves = 3 }) => {
    const maps = drawLattice(spacing, noise, waves);
    const correlograms = autocorrelograms({ maps, units: 1, bins, floor: [0, 0, side, side] });
    const { scores } = gridScores(correlograms, paperGridScorer);
    drawMap(context, maps, bins, [30, 20, 260]);
    const known = Float32Array.from(correlograms.correlations, (value) => (Number.isNaN(value) ? 0 : value));
    drawMap(context, known, 2 * bins - 1, [340, 20, 260]);
    return `Grid score ${scores[0]!.toFixed(2)} (the paper's threshold is 0.37). Left the map, right its autocorrelogram.`;
  },
};

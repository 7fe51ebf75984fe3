import { createCompleteSerialCompound, createTd, tdTrial } from "@wayfield/td-learning";
import { drawAxes, drawBars, palette, type Figure, type Panel } from "./figure.ts";

const steps = 25;
const [cue, reward] = [5, 15];
const pulse = (at: number): number[] => Array.from({ length: steps }, (_, step) => (step === at ? 1 : 0));

/** The TD error within a trial, after any number of trials. */
export const figure: Figure = {
  controls: [
    { name: "trials", label: "trials before", min: 0, max: 300, step: 1, value: 150 },
    { name: "stepSize", label: "step size α", min: 0.02, max: 0.5, step: 0.02, value: 0.1 },
    { name: "given", label: "reward given now (1) or left out (0)", min: 0, max: 1, step: 1, value: 1 },
  ],
  draw: (context, { trials = 150, stepSize = 0.1, given = 1 }) => {
    const clock = createCompleteSerialCompound({ length: 20 });
    const animal = createTd(new Float64Array(clock.featureCount), { stepSize });
    for (let trial = 0; trial < trials; trial++) tdTrial(animal, clock, pulse(cue), pulse(reward));
    const { errors } = tdTrial(animal, clock, pulse(cue), pulse(given === 1 ? reward : -1));
    const panel: Panel = { left: 50, top: 30, width: 560, height: 220, x: [0, steps], y: [-1, 1] };
    const zero: Panel = { ...panel, height: 110, y: [0, 1] };
    drawBars(
      context,
      zero,
      Array.from(errors, (error) => Math.max(0, error)),
      palette.blue,
    );
    context.save();
    context.translate(0, 2 * (panel.top + 110));
    context.scale(1, -1);
    drawBars(
      context,
      zero,
      Array.from(errors, (error) => Math.max(0, -error)),
      palette.orange,
    );
    context.restore();
    drawAxes(context, panel, "time step: the cue comes at 5, the reward at 15", "TD error");
    return `TD error at the cue ${errors[cue]!.toFixed(2)}, at the time of the reward ${errors[reward]!.toFixed(2)}.`;
  },
};

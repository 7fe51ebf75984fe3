import { line, plot, raster, ruleX, ruleY } from "@observablehq/plot";
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { PageProps } from "../app.tsx";
import { attempt } from "../say.ts";
import { Chart } from "../ui/chart.tsx";
import { Slider } from "../ui/controls.tsx";
import { colors } from "../ui/palette.ts";
import { useWorker } from "../use-worker.ts";
import {
  defaultExperiment,
  trialSteps,
  type ConditioningCourse,
  type ConditioningExperiment,
} from "./conditioning.ts";

type Setting = keyof ConditioningExperiment;

const sliders: Record<Setting, { label: string; min: number; max: number; step: number }> = {
  cueAt: { label: "Cue at step", min: 1, max: trialSteps - 3, step: 1 },
  rewardAt: { label: "Reward at step", min: 2, max: trialSteps - 2, step: 1 },
  rewardSize: { label: "Size of the reward", min: 0, max: 3, step: 0.25 },
  trials: { label: "Trials", min: 2, max: 200, step: 1 },
  omitted: { label: "Last trials without reward", min: 0, max: 20, step: 1 },
  stepSize: { label: "Step size α", min: 0.02, max: 1, step: 0.02 },
  discount: { label: "Discount γ", min: 0.5, max: 1, step: 0.01 },
};

const drawHistory = ({ steps, errors }: ConditioningCourse, extreme: number): Element =>
  plot({
    width: 480,
    height: 320,
    x: { label: "step of the trial", domain: [0, steps] },
    y: { label: "trial", domain: [errors.length / steps, 0] },
    color: {
      type: "diverging",
      scheme: "PuOr",
      domain: [-extreme, extreme],
      label: "TD error",
      legend: true,
    },
    marks: [
      raster(errors, {
        width: steps,
        height: errors.length / steps,
        x1: 0,
        y1: 0,
        x2: steps,
        y2: errors.length / steps,
        imageRendering: "pixelated",
      }),
    ],
  });

const drawLast = (
  { steps, errors, values }: ConditioningCourse,
  { cueAt, rewardAt }: ConditioningExperiment,
): Element => {
  const rows = (numbers: Float64Array) =>
    Array.from(numbers.slice(-steps), (value, step) => ({ step, value }));
  return plot({
    width: 480,
    height: 220,
    x: { label: "step of the last trial" },
    y: { label: "TD error (orange-red), value (blue, dashed)" },
    marks: [
      ruleY([0]),
      ruleX([cueAt, rewardAt], { stroke: "currentColor", strokeOpacity: 0.3 }),
      line(rows(values), { x: "step", y: "value", stroke: colors.animal, strokeDasharray: "5 3" }),
      line(rows(errors), { x: "step", y: "value", stroke: colors.goal, strokeWidth: 2 }),
    ],
  });
};

/** Where the error of the last trial is greatest, and how great. */
function peakOf({ steps, errors }: ConditioningCourse): { step: number; error: number } {
  const last = Array.from(errors.slice(-steps));
  const error = last.reduce((most, each) => (Math.abs(each) > Math.abs(most) ? each : most), 0);
  return { step: last.indexOf(error), error };
}

function Course({
  course,
  experiment,
}: {
  course: ConditioningCourse;
  experiment: ConditioningExperiment;
}): JSX.Element {
  const extreme = Math.max(0.1, ...course.errors.map(Math.abs));
  const history = useCallback(() => drawHistory(course, extreme), [course, extreme]);
  const last = useCallback(() => drawLast(course, experiment), [course]);
  const { step, error } = peakOf(course);
  return (
    <>
      <p role="status">
        In the last trial the largest TD error is <strong data-testid="peak">{error.toFixed(2)}</strong>, at
        step <strong data-testid="peak-step">{step}</strong>.
      </p>
      <Chart
        label="TD error by trial and step: it moves from the reward to the cue as trials go on"
        draw={history}
      />
      <Chart
        label={`TD error and value in the last trial; the largest error is ${error.toFixed(2)} at step ${step}`}
        draw={last}
      />
    </>
  );
}

/** TD learning of a cue and a reward: watch the error move. */
export function ConditioningPage({ say }: PageProps): JSX.Element {
  const service = useWorker("conditioning");
  const [experiment, setExperiment] = useState(defaultExperiment);
  const [course, setCourse] = useState<ConditioningCourse>();
  useEffect(() => {
    if (service === undefined) return;
    void attempt(say, async () => {
      setCourse(await service.condition(experiment));
    });
  }, [service, experiment]);
  return (
    <div class="columns">
      <section aria-label="Experiment">
        <p>
          An animal learns that a cue foretells a reward (Sutton &amp; Barto 1990). Its TD error is what
          dopamine neurons signal (Schultz, Dayan &amp; Montague 1997): at first it comes with the reward,
          then with the cue, and where a reward that was expected stays away, it is negative.
        </p>
        {(Object.keys(sliders) as Setting[]).map((setting) => (
          <div class="controls" key={setting}>
            <Slider
              {...sliders[setting]}
              value={experiment[setting]}
              onChange={(value) => {
                setExperiment({ ...experiment, [setting]: value });
              }}
            />
          </div>
        ))}
      </section>
      <section aria-label="What it learns">
        {course !== undefined && <Course course={course} experiment={experiment} />}
      </section>
    </div>
  );
}

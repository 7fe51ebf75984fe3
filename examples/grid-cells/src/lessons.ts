import { adam } from "@wayfield/backend";
import { fastConfig, gaussianPlaceCode, spreadCentres, type PathIntegrationConfig } from "@wayfield/grid-nav";

/** A part of the integrator's training. All lessons have one network and one stream of fresh paths. */
export interface Lesson {
  readonly name: string;
  /** Updates made when it ends, those of the lessons before included. */
  readonly until: number;
  readonly config: PathIntegrationConfig;
}

const short: PathIntegrationConfig = {
  ...fastConfig,
  placeLayout: spreadCentres,
  // The grid code has a layer of its own; here a narrow one will do, at a third of the time.
  bottleneckUnits: 64,
  dropoutRate: 0,
};
const long: PathIntegrationConfig = { ...short, sequenceSteps: 100, batchSize: 12 };
const longer: PathIntegrationConfig = { ...long, batchSize: 14, optimiser: adam({ learningRate: 5e-4 }) };
const soft: PathIntegrationConfig = { ...longer, placeCode: gaussianPlaceCode };

/** Short paths first, then long ones with ever smaller steps, and place fields that end as soft as they are wide. */
export const lessons: readonly Lesson[] = [
  { name: "3 s", until: 2991, config: short },
  { name: "15 s", until: 5372, config: { ...long, optimiser: adam({ learningRate: 1.5e-3 }) } },
  { name: "15 s, finer", until: 6562, config: longer },
  { name: "15 s, soft place fields", until: 8554, config: soft },
  {
    name: "15 s, soft and finest",
    until: 10_527,
    config: { ...soft, optimiser: adam({ learningRate: 1.5e-4 }) },
  },
];

/** The configuration the integrator ends with: what its place head says is an estimate of {@link gaussianPlaceCode}. */
export const integratorConfig: PathIntegrationConfig = lessons.at(-1)!.config;

/** The lesson that update number `step + 1` belongs to; the last one once all is learned. */
export const lessonAt = (step: number): Lesson =>
  lessons.find(({ until }) => step < until) ?? lessons.at(-1)!;

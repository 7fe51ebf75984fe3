import { proxy } from "comlink";
import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { PageProps } from "../app.tsx";
import { attempt } from "../say.ts";
import { useWorker, type Service } from "../use-worker.ts";
import type { LiveView } from "./animal-service.ts";
import type { Examination, Finding } from "./clinic.ts";
import { Findings } from "./findings.tsx";
import { arenaOf, planWith } from "./floor-plan.ts";
import { LesionControls } from "./lesion-controls.tsx";
import { UnitGallery } from "./unit-gallery.tsx";
import { hasCode } from "./walker-names.ts";
import type { BrainMaps } from "./watch.ts";

/** New samples after which the maps are drawn again. */
const enoughNews = 150;

type BrainPanelProps = PageProps & { service: Service<"animal"> | undefined; view: LiveView | undefined };

/** Maps of the grid code while it walks, from the worker that looks after them. */
function useMaps(
  { experiment, service, view }: BrainPanelProps,
  clinic: Service<"clinic"> | undefined,
): BrainMaps | undefined {
  const [maps, setMaps] = useState<BrainMaps>();
  const isBusy = useRef(false);
  const steps = view?.stepsTaken ?? 0;
  const drawnAt = useRef(0);
  useEffect(() => {
    if (steps < drawnAt.current) drawnAt.current = 0;
    if (service === undefined || clinic === undefined || view === undefined || isBusy.current) return;
    if (view.samples < enoughNews || steps - drawnAt.current < enoughNews) return;
    isBusy.current = true;
    drawnAt.current = steps;
    void (async () => {
      try {
        const recording = await service.recording();
        const [minX, minY, maxX, maxY] = arenaOf(planWith(experiment.plan, experiment.changes)).bounds;
        if (recording) setMaps(await clinic.mapBrain(recording, [minX, minY, maxX, maxY]));
      } finally {
        isBusy.current = false;
      }
    })();
  });
  return maps;
}

/** The grid code's units, what is cut of them, and what difference it makes. */
export function BrainPanel(props: BrainPanelProps): JSX.Element {
  const { experiment, change, say, view } = props;
  // The animal comes first: a second worker would take half of the machine while it wakes up.
  const isAwake = view !== undefined;
  const clinic = useWorker("clinic", isAwake);
  const maps = useMaps(props, clinic);
  const [findings, setFindings] = useState<Finding[]>([]);
  const [isExamining, setIsExamining] = useState(false);
  const { silenced, goalCodeWithheld, visionCut, who, plan, changes, seed, engine } = experiment;
  const lesion = { silenced, goalCodeWithheld, visionCut };
  const examine = (episodes: number): void => {
    const examination: Examination = { who, plan: planWith(plan, changes), lesion, seed, episodes };
    setFindings([]);
    setIsExamining(true);
    void attempt(say, async () => {
      await clinic?.examine(
        engine,
        examination,
        proxy((finding: Finding) => {
          setFindings((before) => [...before, finding]);
        }),
      );
    }).then(() => {
      setIsExamining(false);
    });
  };
  return (
    <section aria-label="Brain">
      <h3>Lesions</h3>
      <LesionControls lesion={lesion} maps={maps} seed={seed} change={change} />
      <Findings findings={findings} isExamining={isExamining} onExamine={examine} />
      <h3>Grid code</h3>
      {!hasCode(who) && <p>Whoever walks now has no grid code.</p>}
      {hasCode(who) && (maps === undefined || view === undefined) && <p>Maps come with the first steps.</p>}
      {hasCode(who) && maps !== undefined && <UnitGallery maps={maps} silenced={silenced} change={change} />}
    </section>
  );
}

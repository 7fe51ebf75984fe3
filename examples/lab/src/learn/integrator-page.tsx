import { line, plot, ruleY } from "@observablehq/plot";
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import type { PageProps } from "../app.tsx";
import { attempt, type Say } from "../say.ts";
import { Action } from "../ui/controls.tsx";
import { Chart } from "../ui/chart.tsx";
import { MapCanvas } from "../ui/map-canvas.tsx";
import { colors } from "../ui/palette.ts";
import { useWorker, type Service } from "../use-worker.ts";
import { courseWith } from "./course.ts";
import type { Examined, TrainingState } from "./integrator.ts";

/** Milliseconds between two looks at the training, and looks between two tests of what it has learned. */
const lookEvery = 500;
const looksBetweenTests = 6;

interface Progress {
  state: TrainingState | undefined;
  /** Test errors so far, the latest last. */
  tests: Examined[];
}

/** Looks at a training now and then, and tests it; while it is not ready, what was seen last stays. */
function useProgress(service: Service<"integrator"> | undefined, isReady: boolean): Progress {
  const [state, setState] = useState<TrainingState>();
  const [tests, setTests] = useState<Examined[]>([]);
  useEffect(() => {
    if (service === undefined || !isReady) return undefined;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const look = async (looks: number, tested?: Examined): Promise<void> => {
      const next = await service.state();
      const isTested = next.updates === tested?.updates && next.seed === tested.seed;
      const isDue = !isTested && looks % looksBetweenTests === 0;
      const test = isDue ? await service.examine() : undefined;
      if (isOver) return;
      setState(next);
      if (test) setTests((before) => courseWith(before, test));
      timer = setTimeout(() => void look(looks + 1, test ?? tested), lookEvery);
    };
    void look(0);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [service, isReady]);
  return { state, tests };
}

function ErrorChart({ tests }: { tests: readonly Examined[] }): JSX.Element {
  const draw = useCallback(
    () =>
      plot({
        width: 480,
        height: 220,
        x: { label: "updates" },
        y: {
          label: "error at the end of a path (cm)",
          domain: [0, Math.max(60, ...tests.map(({ errorCm }) => errorCm))],
        },
        marks: [
          ruleY(tests.slice(0, 1), { y: "stayErrorCm", strokeDasharray: "4 4" }),
          line(tests, { x: "updates", y: "errorCm", stroke: colors.animal, marker: "dot" }),
        ],
      }),
    [tests],
  );
  const last = tests.at(-1);
  const label = `Error by updates; now ${last === undefined ? "unknown" : `${last.errorCm.toFixed(1)} centimetres after ${last.updates} updates`}`;
  return <Chart label={label} draw={draw} />;
}

const shown = 36;

const Maps = ({ maps }: { maps: Examined["maps"] }): JSX.Element => (
  <div class="maps" role="img" aria-label={`Rate maps of the ${shown} most grid-like units`}>
    {maps.order.slice(0, shown).map((unit) => (
      <MapCanvas
        key={unit}
        values={maps.maps.subarray(unit * maps.bins ** 2, (unit + 1) * maps.bins ** 2)}
        side={maps.bins}
      />
    ))}
  </div>
);

const fileName = "path-integration.safetensors";

function download(bytes: Uint8Array<ArrayBuffer>): void {
  const url = URL.createObjectURL(new Blob([bytes], { type: "application/octet-stream" }));
  Object.assign(document.createElement("a"), { href: url, download: fileName }).click();
  URL.revokeObjectURL(url);
}

interface CheckpointControlsProps {
  service: Service<"integrator"> | undefined;
  isReady: boolean;
  say: Say;
}

/** Checkpoints to take along, and to go on from. */
function CheckpointControls({ service, isReady, say }: CheckpointControlsProps): JSX.Element {
  const load = (file: File): void => {
    void attempt(say, async () => {
      const bytes = new Uint8Array(await file.arrayBuffer());
      await service!.restore(bytes);
      const { seed } = await service!.state();
      say(`${file.name} is loaded; its seed is ${seed}.`);
    });
  };
  return (
    <>
      <Action
        isDisabled={!isReady}
        onClick={() => {
          void attempt(say, async () => {
            download((await service!.save()) as Uint8Array<ArrayBuffer>);
          });
        }}
      >
        Download the checkpoint
      </Action>
      <label class="control">
        Load a checkpoint
        <input
          type="file"
          accept=".safetensors"
          disabled={!isReady}
          onChange={({ currentTarget }) => {
            const file = currentTarget.files?.[0];
            if (file !== undefined) load(file);
            currentTarget.value = "";
          }}
        />
      </label>
    </>
  );
}

/** A network learns where it is from its own motion, from nothing, in this tab. */
export function IntegratorPage({ experiment: { engine, seed }, say }: PageProps): JSX.Element {
  const service = useWorker("integrator");
  const [isTraining, setIsTraining] = useState(false);
  const [isReady, setIsReady] = useState(false);
  const { state, tests } = useProgress(service, isReady);
  useEffect(() => {
    setIsTraining(false);
    setIsReady(false);
    if (service === undefined) return undefined;
    let isOver = false;
    void attempt(say, () => service.start(engine, seed)).then(async () => {
      // Where the engine did not start, the network from before is still there.
      const hasNetwork = await service.hasNetwork();
      if (!isOver) setIsReady(hasNetwork);
    });
    return () => {
      isOver = true;
    };
  }, [service, engine, seed]);
  const toggle = (): void => {
    void (isTraining ? service?.pause() : service?.train());
    setIsTraining(!isTraining);
  };
  const last = tests.at(-1);
  return (
    <div class="columns">
      <section aria-label="Training">
        <p>
          An LSTM is told how fast a rat walks and turns, and learns to say which place and head-direction
          cells are active (Banino et al. 2018, phase 1). It is the training of the example{" "}
          <code>path-integration</code>; its checkpoints go on there, and the other way round.
        </p>
        <div class="controls">
          <Action isDisabled={!isReady} onClick={toggle}>
            {isTraining ? "Pause" : "Train"}
          </Action>
          <CheckpointControls service={service} isReady={isReady} say={say} />
        </div>
        <p role="status">
          {state === undefined ? (
            "The network is being made …"
          ) : (
            <>
              <span data-testid="updates">{state.updates}</span> updates, {state.updatesPerSecond.toFixed(0)}{" "}
              a second
              {Number.isNaN(state.loss) ? "" : `, loss ${state.loss.toFixed(2)}`}
              {last !== undefined && (
                <>
                  , error <strong data-testid="error">{last.errorCm.toFixed(1)}</strong> cm
                </>
              )}
            </>
          )}
        </p>
        <ErrorChart tests={tests} />
        <p class="note">
          Dashed: an animal that believes it never left. Below it, the network has learned more than where
          paths begin.
        </p>
      </section>
      <section aria-label="Maps">
        <h3>What its units do</h3>
        {last === undefined ? <p>Maps come with the first test.</p> : <Maps maps={last.maps} />}
      </section>
    </div>
  );
}

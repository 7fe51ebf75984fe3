import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { PageProps } from "../app.tsx";
import { attempt } from "../say.ts";
import { Action } from "../ui/controls.tsx";
import { MapCanvas } from "../ui/map-canvas.tsx";
import { useWorker } from "../use-worker.ts";
import { DrawingPad } from "./drawing-pad.tsx";
import { blankDrawing, exampleDrawings } from "./drawing.ts";
import type { Readings } from "./readers.ts";

const grey: readonly [number, number] = [0, 1];

function Glimpses({ reading }: { reading: Readings["glimpses"] }): JSX.Element {
  const { patchSide, patches, probabilities, locations } = reading;
  const glimpses = locations.length / 2;
  const saysAfter = (glimpse: number): string => {
    const distribution = probabilities.subarray(10 * glimpse, 10 * glimpse + 10);
    const most = Math.max(...distribution);
    return `${distribution.indexOf(most)} (${(100 * most).toFixed(0)} %)`;
  };
  return (
    <>
      <p>
        It says <strong data-testid="glimpse-digit">{reading.digit}</strong>.
      </p>
      <div class="strip">
        {Array.from({ length: glimpses }, (_, glimpse) => (
          <figure key={glimpse}>
            <MapCanvas
              values={patches.subarray(glimpse * patchSide ** 2, (glimpse + 1) * patchSide ** 2)}
              side={patchSide}
              range={grey}
              isTopDown
            />
            <figcaption>
              glimpse {glimpse + 1}: {saysAfter(glimpse)}
            </figcaption>
          </figure>
        ))}
      </div>
    </>
  );
}

function Stages({ reading }: { reading: Readings["neocognitron"] }): JSX.Element {
  return (
    <>
      <p>
        It says{" "}
        <strong data-testid="neocognitron-digit">{reading.digit < 0 ? "nothing" : reading.digit}</strong>.
      </p>
      <div class="strip">
        {reading.stages.map(({ rows, columns, response }, stage) =>
          rows === columns && rows > 1 ? (
            <figure key={stage}>
              <MapCanvas values={response} side={rows} isTopDown />
              <figcaption>C-cells of stage {stage + 1}, all planes</figcaption>
            </figure>
          ) : null,
        )}
      </div>
    </>
  );
}

/** Draw a digit, and two models read it. */
export function DigitsPage({ experiment: { engine }, say }: PageProps): JSX.Element {
  const service = useWorker("readers");
  const [isReady, setIsReady] = useState(false);
  const [drawing, setDrawing] = useState(blankDrawing);
  const [gaze, setGaze] = useState(1);
  const [readings, setReadings] = useState<Readings>();
  useEffect(() => {
    setIsReady(false);
    if (service === undefined) return undefined;
    let isOver = false;
    void attempt(say, async () => {
      await service.start(engine);
      if (!isOver) setIsReady(true);
    });
    return () => {
      isOver = true;
    };
  }, [service, engine]);
  const isBlank = drawing.every((ink) => ink === 0);
  useEffect(() => {
    if (service === undefined || !isReady || isBlank) return;
    void attempt(say, async () => {
      setReadings(await service.read(drawing, gaze));
    });
  }, [service, isReady, drawing, gaze]);
  const path = isBlank ? undefined : readings?.glimpses.locations;
  return (
    <div class="columns">
      <section aria-label="Drawing">
        <p>Draw a digit, large and in the middle, with the pointer or with arrow keys and the space bar.</p>
        <DrawingPad drawing={drawing} path={path} onDraw={setDrawing} />
        <div class="controls">
          <Action
            onClick={() => {
              setDrawing(blankDrawing());
              setReadings(undefined);
            }}
          >
            Clear
          </Action>
          <Action
            onClick={() => {
              setGaze(gaze + 1);
            }}
          >
            Look again
          </Action>
          {Object.keys(exampleDrawings).map((name) => (
            <Action
              key={name}
              onClick={() => {
                setDrawing(exampleDrawings[name]!());
              }}
            >
              {`A ${name}`}
            </Action>
          ))}
        </div>
        <p class="note">Orange-red: where the recurrent attention model looked, glimpse by glimpse.</p>
      </section>
      <section aria-label="Readings">
        <h3>Recurrent attention (Mnih et al. 2014): six glimpses of 8 × 8 pixels</h3>
        {readings !== undefined && !isBlank && <Glimpses reading={readings.glimpses} />}
        <h3>Neocognitron (Fukushima 1980): no teacher, only what it saw often</h3>
        {readings !== undefined && !isBlank && <Stages reading={readings.neocognitron} />}
        {!isReady && <p role="status">The models are being fetched …</p>}
      </section>
    </div>
  );
}

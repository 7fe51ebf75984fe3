import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Action } from "../ui/controls.tsx";
import { MapCanvas } from "../ui/map-canvas.tsx";
import type { Change } from "../use-experiment.ts";
import { withToggled } from "./lesion.ts";
import { PolarPlot } from "./polar-plot.tsx";
import type { BrainMaps } from "./watch.ts";

const shownAtFirst = 48;

/** One unit's part of what all have. */
const partOf = (values: Float32Array, unit: number, units: number): Float32Array =>
  values.subarray((unit * values.length) / units, ((unit + 1) * values.length) / units);

const scoreOf = ({ gridScores }: BrainMaps, unit: number): string => {
  const score = gridScores[unit]!;
  return Number.isNaN(score) ? "–" : score.toFixed(2);
};

interface UnitProps {
  maps: BrainMaps;
  unit: number;
  silenced: readonly number[];
  change: Change;
}

const correlations: readonly [number, number] = [-1, 1];

/** One unit from near. */
function Unit({ maps, unit, silenced, change }: UnitProps): JSX.Element {
  const isCut = silenced.includes(unit);
  return (
    <>
      <p data-testid="unit">
        Unit {unit}: grid score {scoreOf(maps, unit)}, resultant {maps.resultants[unit]!.toFixed(2)}
        {isCut ? ", silenced" : ""}.{" "}
        <Action
          onClick={() => {
            change({ silenced: withToggled(silenced, unit) });
          }}
        >
          {isCut ? "Let it speak" : "Silence it"}
        </Action>
      </p>
      <div class="unit">
        <figure>
          <MapCanvas values={partOf(maps.maps, unit, maps.units)} side={maps.bins} />
          <figcaption>rate by place</figcaption>
        </figure>
        <figure>
          <MapCanvas
            values={partOf(maps.correlograms, unit, maps.units)}
            side={2 * maps.bins - 1}
            range={correlations}
          />
          <figcaption>autocorrelogram</figcaption>
        </figure>
        <figure>
          <PolarPlot values={partOf(maps.tuning, unit, maps.units)} />
          <figcaption>rate by heading</figcaption>
        </figure>
      </div>
    </>
  );
}

interface UnitGalleryProps {
  maps: BrainMaps;
  silenced: readonly number[];
  change: Change;
}

/** All units, the most grid-like first. */
export function UnitGallery({ maps, silenced, change }: UnitGalleryProps): JSX.Element {
  const [chosen, setChosen] = useState<number>();
  const [showsAll, setShowsAll] = useState(false);
  const shown = showsAll ? maps.order : maps.order.slice(0, shownAtFirst);
  return (
    <>
      <p class="note">
        {maps.units} units on <span data-testid="samples">{maps.samples}</span> samples, the most grid-like
        first; striped ones are silenced. Scores of short walks are noisy: let it walk for some minutes.
      </p>
      {chosen !== undefined && <Unit maps={maps} unit={chosen} silenced={silenced} change={change} />}
      <div class="maps" role="group" aria-label="Units">
        {shown.map((unit) => (
          <button
            key={unit}
            type="button"
            class={silenced.includes(unit) ? "cut" : ""}
            aria-current={unit === chosen ? "true" : undefined}
            aria-label={`Unit ${unit}, grid score ${scoreOf(maps, unit)}${silenced.includes(unit) ? ", silenced" : ""}`}
            onClick={() => {
              setChosen(unit);
            }}
          >
            <MapCanvas values={partOf(maps.maps, unit, maps.units)} side={maps.bins} />
            {scoreOf(maps, unit)}
          </button>
        ))}
      </div>
      {maps.order.length > shownAtFirst && (
        <div class="controls">
          <Action
            onClick={() => {
              setShowsAll(!showsAll);
            }}
          >
            {showsAll ? "Show fewer" : `Show all ${maps.units}`}
          </Action>
        </div>
      )}
    </>
  );
}

import type { JSX } from "preact";
import { Action, Toggle } from "../ui/controls.tsx";
import type { Change } from "../use-experiment.ts";
import { describeLesion, intact, shamSet, type Lesion } from "./lesion.ts";
import type { BrainMaps } from "./watch.ts";

interface LesionControlsProps {
  lesion: Lesion;
  maps: BrainMaps | undefined;
  seed: number;
  change: Change;
}

/** What is cut, and ways to cut more or less. */
export function LesionControls({ lesion, maps, seed, change }: LesionControlsProps): JSX.Element {
  const quarter = maps === undefined ? [] : maps.order.slice(0, Math.round(maps.units / 4));
  return (
    <>
      <div class="controls">
        <Action
          isDisabled={maps === undefined}
          onClick={() => {
            change({ silenced: quarter });
          }}
        >
          Silence the most grid-like quarter
        </Action>
        <Action
          isDisabled={maps === undefined}
          onClick={() => {
            change({ silenced: shamSet(quarter, maps!.units, seed) });
          }}
        >
          Silence as many of the others
        </Action>
        <Toggle
          label="Withhold the goal code"
          value={lesion.goalCodeWithheld}
          onChange={(goalCodeWithheld) => {
            change({ goalCodeWithheld });
          }}
        />
        <Toggle
          label="Cut vision"
          value={lesion.visionCut}
          onChange={(visionCut) => {
            change({ visionCut });
          }}
        />
        <Action
          onClick={() => {
            change(intact);
          }}
        >
          Heal everything
        </Action>
      </div>
      <p class="note">
        Now: <strong data-testid="lesion">{describeLesion(lesion)}</strong>
      </p>
    </>
  );
}

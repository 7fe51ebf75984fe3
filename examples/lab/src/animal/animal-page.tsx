import type { Point } from "@wayfield/environments";
import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { PageProps } from "../app.tsx";
import { speeds, type SpeedName } from "../link.ts";
import { attempt } from "../say.ts";
import { Action, Choice } from "../ui/controls.tsx";
import { ArenaView, type Tool } from "./arena-view.tsx";
import { BrainPanel } from "./brain-panel.tsx";
import { EyeView } from "./eye-view.tsx";
import { canBeGoal, changesOf, floorPlanNames, floorPlans, planWith, toggleCell } from "./floor-plan.ts";
import type { LiveView } from "./animal-service.ts";
import { useAnimal } from "./use-animal.ts";
import { walkerNames, walkers } from "./walker-names.ts";

const speedTitles: Record<SpeedName, string> = {
  pause: "paused",
  slow: "as in life",
  faster: "4 times",
  fast: "16 times",
  fastest: "as fast as it goes",
};

const seconds = (value: number): string => `${value.toFixed(1)} s`;

/** What has happened so far, in words. */
function Told({ view }: { view: LiveView }): JSX.Element {
  const last = view.trips.at(-1);
  return (
    <p class="note">
      Episode {view.episode}, {view.seconds.toFixed(0)} of {view.episodeSeconds} s. Goals in it:{" "}
      <strong data-testid="goals">{view.goalsInEpisode}</strong>
      {last !== undefined && <>; the last way took {seconds(last)}</>}.{" "}
      <span data-testid="steps">{view.stepsTaken}</span> steps,{" "}
      <span data-testid="rate">{view.stepsPerSecond.toFixed(0)}</span> a second.
    </p>
  );
}

interface OutingControlsProps extends Omit<PageProps, "say"> {
  tool: Tool;
  onTool: (tool: Tool) => void;
  onBegin: () => void;
}

/** Who walks where, how fast, and what a click does. */
function OutingControls({ experiment, change, tool, onTool, onBegin }: OutingControlsProps): JSX.Element {
  return (
    <div class="controls">
      <Choice
        label="Maze"
        value={experiment.plan}
        choices={floorPlanNames.map((name) => [name, name.replace("-", " ")])}
        onChange={(name) => {
          change({ plan: name, changes: "", goal: floorPlans[name].goal });
        }}
      />
      <Choice
        label="Who walks"
        value={experiment.who}
        choices={walkerNames.map((name) => [name, walkers[name]])}
        onChange={(who) => {
          change({ who });
        }}
      />
      <Choice
        label="Speed"
        value={experiment.speed}
        choices={(Object.keys(speeds) as SpeedName[]).map((name) => [name, speedTitles[name]])}
        onChange={(speed) => {
          change({ speed });
        }}
      />
      <Choice
        label="A click"
        value={tool}
        choices={[
          ["goal", "puts the goal"],
          ["wall", "raises and removes walls, opens and closes doors"],
        ]}
        onChange={onTool}
      />
      <Action onClick={onBegin}>Begin anew</Action>
    </div>
  );
}

/** The animal in its arena, and its brain. */
export function AnimalPage({ experiment, change, say }: PageProps): JSX.Element {
  const [tool, setTool] = useState<Tool>("goal");
  const [begun, setBegun] = useState(0);
  const { service, view, trail } = useAnimal(experiment, begun, say);
  const plan = useMemo(
    () => planWith(experiment.plan, experiment.changes),
    [experiment.plan, experiment.changes],
  );
  const rearrange = (next: typeof plan, goal: Point): void => {
    void attempt(say, async () => {
      await service?.rearrange(next, goal);
      change({ goal, changes: changesOf(experiment.plan, next) });
    });
  };
  const onGoal = (goal: Point): void => {
    if (canBeGoal(plan, goal)) rearrange(plan, goal);
    else say("The goal must be on the floor.");
  };
  const onCell = (column: number, row: number): void => {
    void attempt(say, async () => {
      const next = toggleCell(plan, column, row);
      if (!canBeGoal(next, [...experiment.goal])) throw new RangeError("The goal is there.");
      rearrange(next, [...experiment.goal]);
      await Promise.resolve();
    });
  };
  return (
    <div class="columns">
      <section aria-label="Arena">
        <OutingControls
          experiment={experiment}
          change={change}
          tool={tool}
          onTool={setTool}
          onBegin={() => {
            setBegun(begun + 1);
          }}
        />
        <ArenaView plan={plan} view={view} trail={trail} tool={tool} onGoal={onGoal} onCell={onCell} />
        {view === undefined ? <p role="status">The animal wakes up …</p> : <Told view={view} />}
        <p class="note">
          Blue: the animal and its way. Orange-red ring: the goal, which it cannot see. Purple square: where
          it believes to be. The trained agent learned in the empty square alone.
        </p>
        <h3>What it sees</h3>
        {view !== undefined && <EyeView eye={view.eye} />}
      </section>
      <BrainPanel experiment={experiment} change={change} say={say} service={service} view={view} />
    </div>
  );
}

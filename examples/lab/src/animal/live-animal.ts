import type { Eyes, Maze, Point } from "@wayfield/environments";
import {
  eyesFor,
  stepDurationOf,
  worldsOf,
  type Contestant,
  type LayerHook,
  type Worlds,
} from "@wayfield/example-navigation-agent/page";
import { arenaOf, layoutOf, type FloorPlan } from "./floor-plan.ts";
import { lesionHook } from "./lesion-hook.ts";
import { intact, type Lesion } from "./lesion.ts";
import type { WalkerName } from "./walker-names.ts";
import { walkerOf, type Walker, type Weights } from "./walkers.ts";
import { Watch, type Recording } from "./watch.ts";

/** Who walks where. */
export interface Outing {
  who: WalkerName;
  plan: FloorPlan;
  goal: Point;
  seed: number;
}

/** What is to be seen of a moment. */
export interface AnimalView {
  x: number;
  y: number;
  heading: number;
  goal: Point;
  /** Where it believes to be; undefined if it has no opinion. */
  belief: Point | undefined;
  /** Places since the last look, oldest first, `[steps, 2]`. */
  trail: Float32Array;
  /** Whether it was put somewhere since the last look: the trail begins anew. */
  wasPlaced: boolean;
  /** Seconds of this episode, and how many it has. */
  seconds: number;
  episodeSeconds: number;
  episode: number;
  goalsInEpisode: number;
  /** Seconds of the latest ways to the goal, all episodes, the latest last. */
  trips: number[];
  /** What it sees, RGBA `[height, width, 4]`. */
  eye: { width: number; height: number; pixels: Uint8ClampedArray<ArrayBuffer> };
  stepsTaken: number;
  samples: number;
}

/** Samples that are kept for the maps: some eight minutes, every second step. */
const kept = 4000;
const samplingInterval = 2;
const tripsKept = 12;
const eyeSize = { width: 192, height: 96 };

/** One animal in one world, step by step, whose world and brain can be changed while it lives. */
export class LiveAnimal {
  private readonly weights: Weights;
  private readonly watch = new Watch(kept);
  private readonly image = new Uint8Array(eyeSize.width * eyeSize.height * 3);
  private eyes: Eyes | undefined;
  private walker: Walker | undefined;
  private contestant: Contestant | undefined;
  private worlds: Worlds | undefined;
  private outing: Outing | undefined;
  private lesion: Lesion = intact;
  private trail: number[] = [];
  private wasPlaced = true;
  private trips: number[] = [];
  private tripSteps = 0;
  private goals = 0;
  private episode = 0;
  private episodeSteps = 0;
  private steps = 0;

  constructor(weights: Weights) {
    this.weights = weights;
  }

  /** Begins anew: another walker, another plan, or the same once more. */
  begin(outing: Outing): void {
    this.dispose();
    this.outing = outing;
    const { who, seed } = outing;
    this.walker = walkerOf(who, this.weights, seed, this.hook());
    const { config } = this.walker.setup;
    this.worlds = worldsOf({ config, maze: this.maze() }, { size: 1, groups: 1, seed });
    this.eyes = eyesFor({ ...config.vision, ...eyeSize });
    this.contestant = this.walker.enter(this.worlds);
    this.watch.clear();
    this.trips = [];
    [this.episode, this.steps] = [0, 0];
    this.startOver();
  }

  /** Seconds of a step. */
  get stepDuration(): number {
    return stepDurationOf(this.walker!.setup.config);
  }

  /** Moves the goal, or changes the walls, around the animal, which stays where it is. @throws RangeError if it stands in the way. */
  rearrange(plan: FloorPlan, goal: Point): void {
    const { look } = this.worlds!.layoutOf(0);
    this.worlds!.rearrange(0, layoutOf(plan, goal, look));
    this.outing = { ...this.outing!, plan, goal };
  }

  setLesion(lesion: Lesion): void {
    this.lesion = lesion;
  }

  /** So many steps. */
  walk(steps: number): void {
    for (let step = 0; step < steps; step++) this.step();
  }

  /** What is to be seen now. */
  view(): AnimalView {
    const worlds = this.worlds!;
    const { goal } = worlds.layoutOf(0);
    const belief = this.contestant!.navigator.believe();
    const view: AnimalView = {
      ...worlds.poseOf(0),
      goal: [goal.x, goal.y],
      belief: belief && [belief[0]!, belief[1]!],
      trail: Float32Array.from(this.trail),
      wasPlaced: this.wasPlaced,
      seconds: this.episodeSteps * this.stepDuration,
      episodeSeconds: this.walker!.setup.config.episodeDuration,
      episode: this.episode,
      goalsInEpisode: this.goals,
      trips: this.trips,
      eye: this.see(),
      stepsTaken: this.steps,
      samples: this.watch.samples,
    };
    this.trail = [];
    this.wasPlaced = false;
    return view;
  }

  /** What the grid code did of late; undefined without one. */
  recording(): Recording | undefined {
    return this.watch.recording();
  }

  dispose(): void {
    this.contestant?.dispose?.();
    this.walker?.dispose();
    this.contestant = this.walker = undefined;
  }

  /** Each episode begins with the plan and the goal of that moment. */
  private maze(): Maze {
    return {
      bounds: arenaOf(this.outing!.plan).bounds,
      endsAtGoal: false,
      begin: (random) => layoutOf(this.outing!.plan, this.outing!.goal, Math.floor(random() * 2 ** 32)),
      afterGoal: (_random, layout) => layout,
    };
  }

  /** Watches the grid code before any lesion, so that a cell that is cut keeps its map. */
  private hook(): LayerHook {
    const cut = lesionHook(() => this.lesion);
    return (layer, activity, rows) => {
      if (layer === "gridCode" && this.worlds !== undefined && this.steps % samplingInterval === 0)
        this.watch.note(activity.dataSync<"float32">(), this.worlds.poseOf(0));
      return cut(layer, activity, rows);
    };
  }

  private step(): void {
    const worlds = this.worlds!;
    const { navigator } = this.contestant!;
    const actions = navigator.act();
    worlds.step(actions);
    this.steps += 1;
    this.episodeSteps += 1;
    this.tripSteps += 1;
    if (worlds.reached[0] === 1) this.arrive();
    navigator.feel(actions);
    const { x, y } = worlds.poseOf(0);
    this.trail.push(x, y);
    if (worlds.cut[0] === 1) this.startOver();
  }

  private arrive(): void {
    this.goals += 1;
    this.trips = [...this.trips, this.tripSteps * this.stepDuration].slice(-tripsKept);
    this.putSomewhere();
  }

  private startOver(): void {
    this.contestant!.navigator.begin(this.worlds!.startOver());
    this.episode += 1;
    this.goals = this.episodeSteps = 0;
    this.putSomewhere();
  }

  private putSomewhere(): void {
    this.trail = [];
    this.tripSteps = 0;
    this.wasPlaced = true;
  }

  private see(): AnimalView["eye"] {
    const worlds = this.worlds!;
    worlds.render(this.eyes!, 0, this.image);
    const pixels = new Uint8ClampedArray(eyeSize.width * eyeSize.height * 4).fill(255);
    for (let pixel = 0; pixel < eyeSize.width * eyeSize.height; pixel++)
      pixels.set(this.image.subarray(3 * pixel, 3 * pixel + 3), 4 * pixel);
    return { ...eyeSize, pixels };
  }
}

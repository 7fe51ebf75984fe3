import { compare, type BenchRow } from "@wayfield/bench";
import {
  createEyes,
  createNavigation,
  createScene,
  explorer,
  goalDoorsMaze,
  seededRandom,
  selfMotionSensor,
  wallCount,
  type Maze,
  type MazeLayout,
  type Pose,
} from "@wayfield/environments";
import { Bodies } from "../src/worlds/bodies.ts";
import { renderPerRay } from "./per-ray.ts";
import { plainFrame } from "./plain-kinematics.ts";

const worlds = 32;
const steps = 1000;
const frames = 200;
const wantedWalls = 30;

/** The first goal-doors maze with thirty walls. */
function thirtyWalls(): MazeLayout {
  for (let seed = 0; ; seed++) {
    const layout = goalDoorsMaze().begin(seededRandom(seed));
    if (wallCount(layout.arena) === wantedWalls) return layout;
  }
}

const layout = thirtyWalls();

/** That layout for ever, with its goal out of the way. */
const maze: Maze = {
  bounds: layout.arena.bounds,
  endsAtGoal: false,
  begin: () => ({ ...layout, goal: { x: 100, y: 100, radius: 0.1 } }),
  afterGoal: (_random, same) => same,
};

/** Actions that bodies hold for eight frames. */
function drawActions(): Int32Array[] {
  const random = seededRandom(1);
  const held = Array.from({ length: steps / 8 }, () =>
    Int32Array.from({ length: worlds }, () => Math.floor(random() * 6)),
  );
  return Array.from({ length: steps }, (_, step) => held[step >> 3]!);
}

/** Bodies at the places where worlds start. */
function startPlaces(): Pose[] {
  const navigation = createNavigation(maze, { worlds });
  navigation.reset({ seed: 1 });
  const { x, y, heading } = navigation.state;
  return Array.from({ length: worlds }, (_, world) => ({
    x: x[world]!,
    y: y[world]!,
    heading: heading[world]!,
  }));
}

/** 32,000 frames of the plain peer, from a start of its own. */
function plainWork(actions: readonly Int32Array[]): () => number {
  const poses = startPlaces();
  const zeros = () => new Float64Array(worlds);
  const plain = {
    x: Float64Array.from(poses, ({ x }) => x),
    y: Float64Array.from(poses, ({ y }) => y),
    heading: Float64Array.from(poses, ({ heading }) => heading),
    velocityX: zeros(),
    velocityY: zeros(),
    turnRate: zeros(),
  };
  return () => {
    for (const action of actions) {
      for (let world = 0; world < worlds; world++)
        plainFrame(plain, layout.arena.walls, world, action[world]!);
    }
    return plain.x[0]!;
  };
}

const peerName = "every wall each step, kinematics only (32,000 steps)";

/** 32,000 frames of bodies among thirty walls: kinematics only. */
function stepRow(): Promise<BenchRow> {
  const actions = drawActions();
  const bodies = new Bodies(worlds, explorer);
  startPlaces().forEach((pose, world) => {
    bodies.enter(world, layout.arena);
    bodies.place(world, pose);
  });
  const ours = (): number => {
    for (const action of actions) {
      for (let world = 0; world < worlds; world++) bodies.frame(world, explorer.actions[action[world]!]!);
    }
    return bodies.x[0]!;
  };
  return compare({ name: "step-32", ours, peer: plainWork(actions), peerName });
}

/** The same through the vector environment: actions checked, self-motion observed, rewards and ends told. */
function environmentRow(): Promise<BenchRow> {
  const actions = drawActions();
  const sensors = [selfMotionSensor({ velocityNoise: 0 })];
  const navigation = createNavigation(maze, { worlds, framesPerStep: 1, sensors });
  navigation.reset({ seed: 1 });
  const ours = (): number => {
    for (const action of actions) navigation.step(action);
    return navigation.observations[0]!;
  };
  return compare({ name: "step-32-environment", ours, peer: plainWork(actions), peerName });
}

/** Places where a wandering body looks about. */
function drawPoses(): Pose[] {
  const navigation = createNavigation(maze);
  const random = seededRandom(2);
  navigation.reset({ seed: 2 });
  const { state } = navigation;
  return Array.from({ length: frames }, () => {
    for (let step = 0; step < 10; step++) navigation.step([Math.floor(random() * 6)]);
    return { x: state.x[0]!, y: state.y[0]!, heading: state.heading[0]! };
  });
}

/** 200 pictures of 64 × 64 pixels in a maze of thirty walls. */
function renderRow(): Promise<BenchRow> {
  const poses = drawPoses();
  const eyes = createEyes();
  const scene = createScene(layout);
  const camera = { width: 64, height: 64, fieldOfView: Math.PI / 2, eyeHeight: 0.125 };
  const image = new Uint8Array(64 * 64 * 3);
  return compare({
    name: "render-64",
    ours: () => {
      for (const pose of poses) eyes.render(layout, pose, image);
      return image[0];
    },
    peer: () => {
      for (const pose of poses) renderPerRay(scene, pose, camera, image);
      return image[0];
    },
    peerName: "every wall for each ray (200 frames)",
  });
}

/** The speed of seeing and of moving. */
export const rows = async (): Promise<BenchRow[]> => [
  await renderRow(),
  await stepRow(),
  await environmentRow(),
];

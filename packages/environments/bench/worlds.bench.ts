import { compare, type BenchRow } from "@wayfield/bench";
import {
  createEyes,
  createNavigation,
  createScene,
  goalDoorsMaze,
  seededRandom,
  selfMotionSensor,
  wallCount,
  type Maze,
  type MazeLayout,
  type Pose,
} from "@wayfield/environments";
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

/** 32,000 frames of bodies among thirty walls, the self-motion observed after each. */
function stepRow(): Promise<BenchRow> {
  const actions = drawActions();
  const navigation = createNavigation(maze, {
    worlds,
    framesPerStep: 1,
    sensors: [selfMotionSensor({ velocityNoise: 0 })],
  });
  navigation.reset({ seed: 1 });
  const zeros = () => new Float64Array(worlds);
  const { x, y, heading } = navigation.state;
  const plain = {
    x: x.slice(),
    y: y.slice(),
    heading: heading.slice(),
    velocityX: zeros(),
    velocityY: zeros(),
    turnRate: zeros(),
  };
  return compare({
    name: "step-32",
    ours: () => {
      for (const action of actions) navigation.step(action);
      return navigation.observations[0];
    },
    peer: () => {
      for (const action of actions) {
        for (let world = 0; world < worlds; world++)
          plainFrame(plain, layout.arena.walls, world, action[world]!);
      }
      return plain.x[0];
    },
    peerName: "every wall each step, nothing observed (32,000 steps)",
  });
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
export const rows = async (): Promise<BenchRow[]> => [await renderRow(), await stepRow()];

import { createGenerator, sinCos } from "@wayfield/portable";
import { samplePosition, nearestWall } from "../arena-queries.ts";
import { seededRandom } from "../random.ts";
import type { Landmark, MazeLayout } from "../worlds/maze.ts";
import {
  drawColor,
  drawRandomTexture,
  drawTexture,
  shadeTexture,
  type Color,
  type Texture,
} from "./texture.ts";

/** Something at the horizon, so far away that only its direction tells: it never comes nearer. */
export interface DistalCue {
  /** The direction of its middle, radians counter-clockwise from the x axis. */
  readonly azimuth: number;
  /** How wide it looks, radians. */
  readonly width: number;
  /** How high it looks: the tangent of its elevation above the horizon. */
  readonly height: number;
  /** What colour it is. */
  readonly color: Color;
}

/** What a place looks like. */
export interface Scene {
  /** Every wall that is seen, `[walls, 4]` as x₁, y₁, x₂, y₂, metres. */
  readonly walls: Float64Array;
  /** The texture of each wall, by its place in `textures`, `[walls]`. */
  readonly wallTextures: Uint8Array;
  /** All textures. */
  readonly textures: readonly Texture[];
  /** How high walls are, metres. */
  readonly wallHeight: number;
  /** The colour of the floor at one's feet; it fades towards the horizon. */
  readonly floor: Color;
  /** The colour of the sky at the horizon; it deepens upwards. */
  readonly sky: Color;
  /** What stands at the horizon; where cues overlap, the later one is in front. */
  readonly cues: readonly DistalCue[];
  /** What stands outside the walls, before the skyline. Default nothing. */
  readonly landmarks?: readonly Landmark[];
  /** What stands between the walls, before and behind them as they hide each other. Default nothing. */
  readonly pillars?: readonly Landmark[];
}

/** A layout's part that can be seen. */
export type VisibleLayout = Pick<MazeLayout, "arena" | "look" | "landmarks"> &
  Partial<Pick<MazeLayout, "goal">>;

const degrees = Math.PI / 180;

/** Six cues of different colours, widths and heights, unevenly all round: the same in every maze. */
export const defaultCues: readonly DistalCue[] = [
  { azimuth: 10 * degrees, width: 26 * degrees, height: 0.75, color: [214, 69, 65] },
  { azimuth: 65 * degrees, width: 14 * degrees, height: 0.95, color: [247, 202, 24] },
  { azimuth: 130 * degrees, width: 40 * degrees, height: 0.55, color: [38, 166, 91] },
  { azimuth: 185 * degrees, width: 18 * degrees, height: 0.85, color: [240, 240, 240] },
  { azimuth: 245 * degrees, width: 30 * degrees, height: 0.65, color: [155, 89, 182] },
  { azimuth: 310 * degrees, width: 22 * degrees, height: 0.8, color: [52, 60, 80] },
];

/** What {@link createScene} takes. */
export interface SceneOptions {
  /** How high walls are, metres. Default 0.25, the width of a maze's cell. */
  readonly wallHeight?: number;
  /** How many different textures walls have. Default 3. */
  readonly textures?: number;
  /** What stands at the horizon. Default {@link defaultCues}. */
  readonly cues?: readonly DistalCue[];
}

/** How much darker walls are that run along the y axis than those along the x axis. */
const sideShade = 0.72;
/** The half width of the intra-maze cue on a wall, and how far before the wall it hangs, metres. */
const posterHalfWidth = 0.1;
const posterGap = 1e-3;

/**
 * What a maze looks like, drawn from its seed: textures of the walls, a colour for the floor, and one cue that hangs on
 * a wall (Banino et al. 2018, Supplementary section 1a: "one intra-maze cue", wall and floor textures change per
 * episode, a distal skyline does not). A wall keeps its texture when doors open and close. A goal is seen if a pillar
 * marks it.
 *
 * @throws RangeError for a wall height that is not positive or a number of textures that is not from 1 to 100.
 * @example
 * const scene = createScene(state.layouts[0]);
 */
export function createScene(
  { arena, look, landmarks = [], goal }: VisibleLayout,
  { wallHeight = 0.25, textures = 3, cues = defaultCues }: SceneOptions = {},
): Scene {
  if (!(wallHeight > 0 && wallHeight < Infinity)) {
    throw new RangeError(`createScene: expected a positive wallHeight, in metres, got ${wallHeight}`);
  }
  if (!Number.isSafeInteger(textures) || textures < 1 || textures > 100) {
    throw new RangeError(`createScene: expected 1 to 100 textures, got ${textures}`);
  }
  const random = seededRandom(look);
  const floor = drawColor(random);
  const light = Array.from({ length: textures }, () => drawRandomTexture(random));
  const poster = posterTexture(drawColor(random));
  const all = [...light, ...light.map((texture) => shadeTexture(texture, sideShade)), poster];
  const walls = Float64Array.from([...arena.walls, ...posterWall({ arena, look })]);
  const wallTextures = Uint8Array.from({ length: walls.length / 4 }, (_, wall) =>
    wall < arena.walls.length / 4 ? textureOf(arena.walls, wall, look, textures) : all.length - 1,
  );
  const pillars = goal?.pillar === undefined ? [] : [{ ...goal.pillar, x: goal.x, y: goal.y }];
  const sky = [170, 205, 235] as const;
  return { walls, wallTextures, textures: all, wallHeight, floor, sky, cues, landmarks, pillars };
}

/** A texture that depends on where a wall is, not on how many there are. */
function textureOf(walls: Float64Array, wall: number, look: number, textures: number): number {
  const [ax, ay, bx, by] = walls.subarray(4 * wall, 4 * wall + 4) as unknown as [
    number,
    number,
    number,
    number,
  ];
  const place = [ax + bx, ay + by].map((sum) => Math.round(sum * 5000));
  const chosen = createGenerator(look, ...place).nextWord() % textures;
  return Math.abs(by - ay) > Math.abs(bx - ax) ? textures + chosen : chosen;
}

/** A bright frame about a field of a strong colour. */
const posterTexture = (color: Color): Texture =>
  drawTexture((column, row) => {
    const edge = Math.min(column, row, 31 - column, 31 - row);
    return edge < 3 ? [250, 250, 250] : color;
  });

/** Where the cue hangs: before the wall nearest to a random place, as a wall of its own; nowhere if that is too short. */
function posterWall({ arena, look }: VisibleLayout): readonly number[] {
  const random = seededRandom(look + 1);
  for (let attempt = 0; attempt < 20; attempt++) {
    const [x, y] = samplePosition(random, arena, posterGap);
    const near = nearestWall(arena, x, y);
    const wall = arena.walls.subarray(4 * near.wall, 4 * near.wall + 4);
    const [ux, uy] = [wall[2]! - wall[0]!, wall[3]! - wall[1]!];
    const length = Math.sqrt(ux * ux + uy * uy);
    const along = ((near.x - wall[0]!) * ux + (near.y - wall[1]!) * uy) / length;
    if (along < posterHalfWidth || along > length - posterHalfWidth) continue;
    const [alongX, alongY] = [(posterHalfWidth * ux) / length, (posterHalfWidth * uy) / length];
    const [offX, offY] = [x - near.x, y - near.y].map((part) => (posterGap * part) / near.distance);
    return [
      near.x + offX! - alongX,
      near.y + offY! - alongY,
      near.x + offX! + alongX,
      near.y + offY! + alongY,
    ];
  }
  return [];
}

/** How many directions a skyline is told in. */
export const skylineBins = 720;

/** The skyline by direction: the height of what stands there (0 for nothing), and its colour packed. */
export interface Skyline {
  readonly heights: Float64Array;
  readonly colors: Uint32Array;
}

/** Draws the cues into bins of direction, later ones over earlier ones. */
export function drawSkyline(cues: readonly DistalCue[], pack: (color: Color) => number): Skyline {
  const heights = new Float64Array(skylineBins);
  const colors = new Uint32Array(skylineBins);
  for (const { azimuth, width, height, color } of cues) {
    const half = sinCos(Math.min(width, 2 * Math.PI) / 2).cos;
    for (let bin = 0; bin < skylineBins; bin++) {
      const direction = ((bin + 0.5) * 2 * Math.PI) / skylineBins;
      if (sinCos(direction - azimuth).cos < half) continue;
      heights[bin] = height;
      colors[bin] = pack(color);
    }
  }
  return { heights, colors };
}

import { atan2, sinCos } from "@wayfield/portable";
import { bytes, type BoxSpace } from "../spaces.ts";
import type { Landmark, Pose } from "../worlds/maze.ts";
import {
  createScene,
  drawSkyline,
  skylineBins,
  type Scene,
  type Skyline,
  type VisibleLayout,
} from "./scene.ts";
import { packColor, shadeColor } from "./texture.ts";

/** What {@link createEyes} takes. */
export interface EyesOptions {
  /** The width of a picture, pixels. Default 64. */
  readonly width?: number;
  /** The height of a picture, pixels. Default 64. */
  readonly height?: number;
  /** The horizontal field of view, radians, below π. Default π/2. */
  readonly fieldOfView?: number;
  /** How high the eyes are above the floor, metres. Default 0.125. */
  readonly eyeHeight?: number;
  /** What a layout looks like; asked once a layout. Default {@link createScene}. */
  readonly sceneOf?: (layout: VisibleLayout) => Scene;
}

/** Sees mazes as a body in them does. */
export interface Eyes {
  /** Where pictures lie: bytes `[height, width, 3]`, red, green, blue. */
  readonly space: BoxSpace<Uint8Array>;
  /**
   * Draws what is seen from a place into `target`, and into `depth`, if given, the distance along the line of sight of
   * each pixel's plane (metres, `[height, width]`; `Infinity` for the sky and the skyline).
   *
   * The same state gives the same pixels on every platform.
   *
   * @throws RangeError if an array is too short or the pose is not finite.
   */
  readonly render: (layout: VisibleLayout, pose: Pose, target: Uint8Array, depth?: Float32Array) => void;
}

/** Nothing nearer than this is seen, metres. */
const nearPlane = 1e-3;

/** A scene prepared for one pair of eyes. */
interface Prepared {
  readonly scene: Scene;
  readonly skyline: Skyline;
  /** Sky and floor, without walls and skyline. */
  readonly background: Uint8Array;
}

/**
 * First-person eyes for mazes of vertical walls: textured walls, pillars between them, floor, sky, landmarks outside and
 * the skyline of distal cues.
 *
 * Walls are projected one by one, and each column of the picture keeps the nearest (1/depth is linear along a wall's
 * image), so the cost is that of the picture, hardly that of the maze. A column at angle α to the line of sight meets
 * the wall through p with normal n at depth z = n·p / (n₁ + n₂ tan α); a height h above the eye appears f h / z pixels
 * over the horizon, with f = width / (2 tan(field of view / 2)). Landmarks and pillars are drawn as the face that
 * something round turns to the eye.
 *
 * @throws RangeError for a size that is not a positive integer, a field of view not between 0 and π, or an eye height
 * that is not positive.
 * @example
 * const eyes = createEyes();
 * const image = new Uint8Array(64 * 64 * 3);
 * eyes.render(state.layouts[0], { x: state.x[0], y: state.y[0], heading: state.heading[0] }, image);
 */
export function createEyes({
  width = 64,
  height = 64,
  fieldOfView = Math.PI / 2,
  eyeHeight = 0.125,
  sceneOf = createScene,
}: EyesOptions = {}): Eyes {
  if (!(fieldOfView > 0 && fieldOfView < Math.PI) || !(eyeHeight > 0 && eyeHeight < Infinity)) {
    throw new RangeError(
      `createEyes: expected a fieldOfView between 0 and π and a positive eyeHeight, got ${fieldOfView} and ${eyeHeight}`,
    );
  }
  const space = bytes([height, width, 3]);
  const half = sinCos(fieldOfView / 2);
  const camera = new Camera(width, height, (width / 2) * (half.cos / half.sin), eyeHeight);
  const known = new WeakMap<VisibleLayout, Prepared>();
  return {
    space,
    render: (layout, pose, target, depth) => {
      if (target.length < width * height * 3 || (depth !== undefined && depth.length < width * height)) {
        throw new RangeError(
          `render: expected room for ${width} × ${height} pixels, got ${target.length} bytes` +
            (depth === undefined ? "" : ` and ${depth.length} depths`),
        );
      }
      if (!Number.isFinite(pose.x + pose.y + pose.heading)) {
        throw new RangeError(`render: expected a finite pose, got ${JSON.stringify(pose)}`);
      }
      let prepared = known.get(layout);
      if (prepared === undefined) known.set(layout, (prepared = camera.prepare(sceneOf(layout))));
      camera.draw(prepared, pose, target);
      if (depth !== undefined) camera.drawDepth(prepared.scene, depth);
    },
  };
}

/** Something round as it is seen from a place. */
interface Seen {
  readonly landmark: Landmark;
  readonly dx: number;
  readonly dy: number;
  readonly distance: number;
}

function seenFrom({ x, y }: Pose, landmark: Landmark): Seen {
  const [dx, dy] = [landmark.x - x, landmark.y - y];
  return { landmark, dx, dy, distance: Math.sqrt(dx * dx + dy * dy) };
}

/** From the furthest to the nearest: in this order the nearer is drawn over what is behind it. */
const inOrderOfDrawing = (landmarks: readonly Landmark[], pose: Pose): readonly Seen[] =>
  landmarks.map((landmark) => seenFrom(pose, landmark)).sort((a, b) => b.distance - a.distance);

/** The projection, and what the last picture's columns hold. */
class Camera {
  private readonly width: number;
  private readonly height: number;
  private readonly focal: number;
  private readonly eyeHeight: number;
  /** The tangent of each column's angle to the line of sight, positive to the left. */
  private readonly tangents: Float64Array;
  /** Each column's angle, in bins of the skyline. */
  private readonly angles: Float64Array;
  /** 1 / depth of the nearest wall in each column; 0 for none. */
  private readonly nearness: Float64Array;
  private readonly wallOf: Int32Array;
  private readonly direction = { sin: 0, cos: 1 };
  /** Scenes of one maker share their cues: each skyline is drawn once. */
  private readonly skylines = new WeakMap<Scene["cues"], Skyline>();
  /** What stands outside in each column: its height in depths of its own, and its colour packed. */
  private readonly outside: { rises: Float64Array; colors: Uint32Array };
  /** 1 / depth of the nearest pillar in each column that no wall hides, 0 for none, and which it is. */
  private readonly standing: { nearness: Float64Array; pillars: (Landmark | undefined)[] };

  constructor(width: number, height: number, focal: number, eyeHeight: number) {
    this.width = width;
    this.height = height;
    this.focal = focal;
    this.eyeHeight = eyeHeight;
    this.tangents = Float64Array.from({ length: width }, (_, column) => (width / 2 - column - 0.5) / focal);
    this.angles = this.tangents.map((tangent) => (atan2(tangent, 1) * skylineBins) / (2 * Math.PI));
    this.nearness = new Float64Array(width);
    this.wallOf = new Int32Array(width);
    this.outside = { rises: new Float64Array(width), colors: new Uint32Array(width) };
    this.standing = { nearness: new Float64Array(width), pillars: Array.from({ length: width }) };
  }

  prepare(scene: Scene): Prepared {
    const { width, height } = this;
    const background = new Uint8Array(width * height * 3);
    for (let row = 0; row < height; row++) {
      const below = (row + 0.5) / height - 0.5;
      // The sky deepens upwards; the floor is brightest at one's feet.
      const color =
        below < 0 ? shadeColor(scene.sky, 1 + 0.6 * below) : shadeColor(scene.floor, 0.35 + 0.9 * below);
      for (let column = 0; column < width; column++) background.set(color, (row * width + column) * 3);
    }
    return { scene, background, skyline: this.skylineOf(scene.cues) };
  }

  private skylineOf(cues: Scene["cues"]): Skyline {
    const known = this.skylines.get(cues);
    if (known !== undefined) return known;
    const drawn = drawSkyline(cues, packColor);
    this.skylines.set(cues, drawn);
    return drawn;
  }

  draw({ scene, skyline, background }: Prepared, pose: Pose, target: Uint8Array): void {
    sinCos(pose.heading, this.direction);
    this.nearness.fill(0);
    for (let wall = 0; wall < scene.walls.length / 4; wall++) this.project(scene.walls, wall, pose);
    target.set(background);
    this.findOutside(skyline, scene.landmarks ?? [], pose);
    this.drawOutside(scene.wallHeight, target);
    this.findPillars(scene.pillars ?? [], pose);
    for (let column = 0; column < this.width; column++) {
      this.drawColumn(scene, pose, column, target);
      this.drawPillar(column, target);
    }
  }

  /** Keeps a wall in every column where it is the nearest so far. */
  private project(walls: Float64Array, wall: number, { x, y }: Pose): void {
    const { cos, sin } = this.direction;
    const { nearness, tangents, wallOf } = this;
    const aX = walls[4 * wall]! - x;
    const aY = walls[4 * wall + 1]! - y;
    const bX = walls[4 * wall + 2]! - x;
    const bY = walls[4 * wall + 3]! - y;
    const aZ = aX * cos + aY * sin;
    const bZ = bX * cos + bY * sin;
    if (aZ < nearPlane && bZ < nearPlane) return;
    const aL = aY * cos - aX * sin;
    const bL = bY * cos - bX * sin;
    const offset = aL * bZ - aZ * bL; // n·p
    if (offset === 0) return;
    const from = this.columnOf(aZ, aL, bZ, bL);
    const to = this.columnOf(bZ, bL, aZ, aL);
    const first = Math.max(0, Math.ceil(Math.min(from, to) - 0.5));
    const last = Math.min(this.width, Math.ceil(Math.max(from, to) - 0.5));
    const normalZ = (aL - bL) / offset;
    const normalL = (bZ - aZ) / offset;
    for (let column = first; column < last; column++) {
      const candidate = normalZ + normalL * tangents[column]!;
      if (candidate > nearness[column]!) {
        nearness[column] = candidate;
        wallOf[column] = wall;
      }
    }
  }

  /** Where an end of a wall appears, in columns from the left, the wall cut off at the near plane. */
  private columnOf(endZ: number, endL: number, otherZ: number, otherL: number): number {
    let z = endZ;
    let left = endL;
    if (z < nearPlane) {
      left = endL + ((otherL - endL) * (nearPlane - endZ)) / (otherZ - endZ);
      z = nearPlane;
    }
    return this.width / 2 - (this.focal * left) / z;
  }

  /** What would be seen outside in each column if there were no walls. */
  private findOutside(skyline: Skyline, landmarks: readonly Landmark[], pose: Pose): void {
    const turned = (pose.heading * skylineBins) / (2 * Math.PI);
    const { rises, colors } = this.outside;
    for (let column = 0; column < this.width; column++) {
      const bin = Math.floor(turned + this.angles[column]!);
      const wrapped = bin - skylineBins * Math.floor(bin / skylineBins);
      const tangent = this.tangents[column]!;
      rises[column] = skyline.heights[wrapped]! * Math.sqrt(1 + tangent * tangent);
      colors[column] = skyline.colors[wrapped]!;
    }
    for (const each of inOrderOfDrawing(landmarks, pose)) this.stand(each);
  }

  /** Puts a landmark before everything that is further off. */
  private stand(seen: Seen): void {
    const { height, color } = seen.landmark;
    this.eachColumnOf(seen, (column, nearness) => {
      this.outside.rises[column] = (height - this.eyeHeight) * nearness;
      this.outside.colors[column] = packColor(color);
    });
  }

  /** Every column in which something round appears, with 1 / its depth there. */
  private eachColumnOf(
    { landmark, dx, dy, distance }: Seen,
    tell: (column: number, nearness: number) => void,
  ): void {
    if (distance <= landmark.radius) return;
    const { cos, sin } = this.direction;
    const aside = landmark.radius / distance;
    const [aX, aY] = [dx - aside * dy, dy + aside * dx];
    const [bX, bY] = [dx + aside * dy, dy - aside * dx];
    const [aZ, bZ] = [aX * cos + aY * sin, bX * cos + bY * sin];
    if (aZ < nearPlane && bZ < nearPlane) return;
    const [aL, bL] = [aY * cos - aX * sin, bY * cos - bX * sin];
    const first = Math.max(0, Math.ceil(this.columnOf(aZ, aL, bZ, bL) - 0.5));
    const last = Math.min(this.width, Math.ceil(this.columnOf(bZ, bL, aZ, aL) - 0.5));
    for (let column = first; column < last; column++) {
      const tangent = this.tangents[column]!;
      tell(column, Math.sqrt(1 + tangent * tangent) / distance);
    }
  }

  private findPillars(pillars: readonly Landmark[], pose: Pose): void {
    const { standing } = this;
    standing.nearness.fill(0);
    for (const each of inOrderOfDrawing(pillars, pose)) {
      this.eachColumnOf(each, (column, nearness) => {
        if (nearness <= this.nearness[column]!) return;
        standing.nearness[column] = nearness;
        standing.pillars[column] = each.landmark;
      });
    }
  }

  private drawPillar(column: number, target: Uint8Array): void {
    const scale = this.focal * this.standing.nearness[column]!;
    if (scale === 0) return;
    const { height, color } = this.standing.pillars[column]!;
    const horizon = this.height / 2;
    const top = Math.max(0, Math.ceil(horizon - scale * (height - this.eyeHeight) - 0.5));
    const bottom = Math.min(this.height, Math.ceil(horizon + scale * this.eyeHeight - 0.5));
    fillColumn(target, column, top, bottom, this.width, packColor(color));
  }

  private drawOutside(wallHeight: number, target: Uint8Array): void {
    const horizon = this.height / 2;
    const above = wallHeight - this.eyeHeight;
    for (let column = 0; column < this.width; column++) {
      const reach = this.focal * this.outside.rises[column]!;
      const hidden = this.focal * above * this.nearness[column]!; // rows that the wall takes above the horizon
      const top = Math.max(0, Math.ceil(horizon - reach - 0.5));
      const bottom = Math.min(this.height, Math.ceil(horizon - Math.max(0, hidden) - 0.5));
      fillColumn(target, column, top, bottom, this.width, this.outside.colors[column]!);
    }
  }

  private drawColumn(
    { walls, wallTextures, textures, wallHeight }: Scene,
    pose: Pose,
    column: number,
    target: Uint8Array,
  ): void {
    const nearness = this.nearness[column]!;
    if (nearness <= 0) return;
    const wall = this.wallOf[column]!;
    const { size, pixels } = textures[wallTextures[wall]!]!;
    const depth = 1 / nearness;
    const { cos, sin } = this.direction;
    const left = depth * this.tangents[column]!;
    const ax = walls[4 * wall]!;
    const ay = walls[4 * wall + 1]!;
    const ux = walls[4 * wall + 2]! - ax;
    const uy = walls[4 * wall + 3]! - ay;
    const hitX = pose.x + depth * cos - left * sin - ax;
    const hitY = pose.y + depth * sin + left * cos - ay;
    const along = (hitX * ux + hitY * uy) / Math.sqrt(ux * ux + uy * uy);
    const base = (Math.floor((along * size) / wallHeight) & (size - 1)) * size;
    const scale = this.focal * nearness;
    const top = this.height / 2 - scale * (wallHeight - this.eyeHeight);
    const first = Math.max(0, Math.ceil(top - 0.5));
    const last = Math.min(this.height, Math.ceil(this.height / 2 + scale * this.eyeHeight - 0.5));
    const perRow = size / (scale * wallHeight);
    const mask = size - 1;
    const stride = this.width * 3;
    let down = (first + 0.5 - top) * perRow;
    let place = first * stride + column * 3;
    for (let row = first; row < last; row++) {
      const pixel = pixels[base + ((down | 0) & mask)]!;
      target[place] = pixel;
      target[place + 1] = pixel >> 8;
      target[place + 2] = pixel >> 16;
      down += perRow;
      place += stride;
    }
  }

  /** The depths of the picture drawn last. */
  drawDepth({ wallHeight }: Scene, depth: Float32Array): void {
    const { width, height, standing } = this;
    for (let row = 0; row < height; row++) {
      const below = row + 0.5 - height / 2;
      const ground = below > 0 ? (this.focal * this.eyeHeight) / below : Infinity;
      for (let column = 0; column < width; column++) {
        const wall = this.nearness[column]!;
        const pillar = standing.nearness[column]!;
        const pillarHeight = standing.pillars[column]?.height ?? 0;
        const place = row * width + column;
        if (this.covers(below, pillar, pillarHeight)) depth[place] = 1 / pillar;
        else depth[place] = this.covers(below, wall, wallHeight) ? 1 / wall : ground;
      }
    }
  }

  /** Whether something of that height, 1 / `nearness` away, is seen so many rows below the horizon. */
  private covers(below: number, nearness: number, height: number): boolean {
    const scale = this.focal * nearness;
    return below >= -scale * (height - this.eyeHeight) && below < scale * this.eyeHeight;
  }
}

/** Fills rows `top` to below `bottom` of a column with one colour. */
function fillColumn(
  target: Uint8Array,
  column: number,
  top: number,
  bottom: number,
  width: number,
  color: number,
): void {
  let place = (top * width + column) * 3;
  for (let row = top; row < bottom; row++) {
    target[place] = color;
    target[place + 1] = color >> 8;
    target[place + 2] = color >> 16;
    place += 3 * width;
  }
}

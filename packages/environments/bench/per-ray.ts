import type { DistalCue, Pose, Scene } from "@wayfield/environments";

/** A camera as {@link renderPerRay} needs it. */
export interface PlainCamera {
  readonly width: number;
  readonly height: number;
  readonly fieldOfView: number;
  readonly eyeHeight: number;
}

interface Hit {
  depth: number;
  wall: number;
  along: number;
}

/** Every wall is asked for every ray; tells the depth, the wall and how far along it the ray meets the nearest one. */
function nearestHit(walls: Float64Array, { x, y }: Pose, rayX: number, rayY: number, hit: Hit): void {
  hit.depth = Infinity;
  for (let wall = 0; wall < walls.length / 4; wall++) {
    const fromX = walls[4 * wall]! - x;
    const fromY = walls[4 * wall + 1]! - y;
    const ux = walls[4 * wall + 2]! - walls[4 * wall]!;
    const uy = walls[4 * wall + 3]! - walls[4 * wall + 1]!;
    const determinant = rayX * uy - rayY * ux;
    if (determinant === 0) continue;
    const depth = (fromX * uy - fromY * ux) / determinant;
    const part = (fromX * rayY - fromY * rayX) / determinant;
    if (!(depth > 0 && depth < hit.depth && part >= 0 && part <= 1)) continue;
    hit.depth = depth;
    hit.wall = wall;
    hit.along = part * Math.sqrt(ux * ux + uy * uy);
  }
}

const isAt = ({ azimuth, width }: DistalCue, direction: number): boolean =>
  Math.cos(direction - azimuth) >= Math.cos(width / 2);

const shade = (color: readonly number[], factor: number): number[] =>
  color.map((channel) => Math.min(255, Math.max(0, Math.round(channel * factor))));

/** Sets one pixel. */
function put(target: Uint8Array, place: number, pixel: number): void {
  target[place] = pixel;
  target[place + 1] = pixel >> 8;
  target[place + 2] = pixel >> 16;
}

const pack = (color: readonly number[]): number => color[0]! | (color[1]! << 8) | (color[2]! << 16);

/** The picture of a scene drawn straight down: ray by ray, wall by wall, pixel by pixel. */
export function renderPerRay(scene: Scene, pose: Pose, camera: PlainCamera, target: Uint8Array): void {
  const { width, height, fieldOfView, eyeHeight } = camera;
  const { wallHeight } = scene;
  const focal = width / 2 / Math.tan(fieldOfView / 2);
  const background = Array.from({ length: height }, (_, row) => {
    const below = (row + 0.5) / height - 0.5;
    return pack(below < 0 ? shade(scene.sky, 1 + 0.6 * below) : shade(scene.floor, 0.35 + 0.9 * below));
  });
  const hit: Hit = { depth: 0, wall: 0, along: 0 };
  for (let column = 0; column < width; column++) {
    const tangent = (width / 2 - column - 0.5) / focal;
    const rayX = Math.cos(pose.heading) - tangent * Math.sin(pose.heading);
    const rayY = Math.sin(pose.heading) + tangent * Math.cos(pose.heading);
    nearestHit(scene.walls, pose, rayX, rayY, hit);
    const direction = pose.heading + Math.atan(tangent);
    const cue = scene.cues.findLast((candidate) => isAt(candidate, direction));
    const cueHeight = cue === undefined ? 0 : cue.height * Math.sqrt(1 + tangent * tangent);
    const { size, pixels } = scene.textures[scene.wallTextures[hit.wall]!]!;
    const u = Math.floor((hit.along * size) / wallHeight) % size;
    for (let row = 0; row < height; row++) {
      const up = (height / 2 - row - 0.5) / focal;
      const level = eyeHeight + up * hit.depth;
      const place = (row * width + column) * 3;
      if (level >= 0 && level < wallHeight) {
        const v = Math.floor(((wallHeight - level) * size) / wallHeight);
        put(target, place, pixels[u * size + v]!);
      } else if (up > 0 && up < cueHeight) {
        put(target, place, pack(cue!.color));
      } else {
        put(target, place, background[row]!);
      }
    }
  }
}

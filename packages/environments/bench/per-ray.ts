import type { DistalCue, Pose, Scene } from "@wayfield/environments";

/** A camera as {@link renderPerRay} needs it. */
export interface PlainCamera {
  readonly width: number;
  readonly height: number;
  readonly fieldOfView: number;
  readonly eyeHeight: number;
}

/** Every wall is asked for every ray; answers the depth, the wall and how far along it the ray meets the nearest one. */
function nearestHit(
  walls: Float64Array,
  { x, y }: Pose,
  rayX: number,
  rayY: number,
): [number, number, number] {
  let best: [number, number, number] = [Infinity, -1, 0];
  for (let wall = 0; wall < walls.length / 4; wall++) {
    const [ax, ay, bx, by] = [
      walls[4 * wall]!,
      walls[4 * wall + 1]!,
      walls[4 * wall + 2]!,
      walls[4 * wall + 3]!,
    ];
    const [ux, uy] = [bx - ax, by - ay];
    const determinant = rayX * uy - rayY * ux;
    if (determinant === 0) continue;
    const depth = ((ax - x) * uy - (ay - y) * ux) / determinant;
    const part = ((ax - x) * rayY - (ay - y) * rayX) / determinant;
    if (depth > 0 && depth < best[0] && part >= 0 && part <= 1)
      best = [depth, wall, part * Math.hypot(ux, uy)];
  }
  return best;
}

const isAt = ({ azimuth, width }: DistalCue, direction: number): boolean =>
  Math.cos(direction - azimuth) >= Math.cos(width / 2);

const shade = (color: readonly number[], factor: number): number[] =>
  color.map((channel) => Math.min(255, Math.max(0, Math.round(channel * factor))));

/** The picture of a scene drawn straight down: ray by ray, wall by wall, pixel by pixel. */
export function renderPerRay(scene: Scene, pose: Pose, camera: PlainCamera, target: Uint8Array): void {
  const { width, height, fieldOfView, eyeHeight } = camera;
  const focal = width / 2 / Math.tan(fieldOfView / 2);
  for (let column = 0; column < width; column++) {
    const tangent = (width / 2 - column - 0.5) / focal;
    const rayX = Math.cos(pose.heading) - tangent * Math.sin(pose.heading);
    const rayY = Math.sin(pose.heading) + tangent * Math.cos(pose.heading);
    const [depth, wall, along] = nearestHit(scene.walls, pose, rayX, rayY);
    const direction = pose.heading + Math.atan(tangent);
    const cue = scene.cues.findLast((candidate) => isAt(candidate, direction));
    for (let row = 0; row < height; row++) {
      const up = (height / 2 - row - 0.5) / focal;
      const level = eyeHeight + up * depth;
      const place = (row * width + column) * 3;
      if (level >= 0 && level < scene.wallHeight) {
        const { size, pixels } = scene.textures[scene.wallTextures[wall]!]!;
        const u = Math.floor((along * size) / scene.wallHeight) % size;
        const v = Math.floor(((scene.wallHeight - level) * size) / scene.wallHeight);
        const pixel = pixels[u * size + v]!;
        target.set([pixel & 255, (pixel >> 8) & 255, (pixel >> 16) & 255], place);
      } else if (up < 0) {
        target.set(shade(scene.floor, 0.35 + 0.9 * ((row + 0.5) / height - 0.5)), place);
      } else if (cue !== undefined && up < cue.height * Math.hypot(1, tangent)) {
        target.set(cue.color, place);
      } else {
        target.set(shade(scene.sky, 1 + 0.6 * ((row + 0.5) / height - 0.5)), place);
      }
    }
  }
}

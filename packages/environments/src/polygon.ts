/** Polygons as flat corners x₀, y₀, x₁, y₁, …; the last side closes by itself. */

/** Twice the signed area of a triangle: positive if c lies left of a → b, zero if the three are in line. */
export const orientation = (ax: number, ay: number, bx: number, by: number, cx: number, cy: number): number =>
  (bx - ax) * (cy - ay) - (by - ay) * (cx - ax);

/** ½ Σ (xᵢ yᵢ₊₁ − xᵢ₊₁ yᵢ): positive if the corners go counter-clockwise. */
export function signedArea(corners: Float64Array): number {
  let sum = 0;
  for (let index = 0, previous = corners.length - 2; index < corners.length; previous = index, index += 2) {
    sum += corners[previous]! * corners[index + 1]! - corners[index]! * corners[previous + 1]!;
  }
  return sum / 2;
}

/** Whether a point lies inside: a ray to the right crosses the sides an odd number of times. */
export function polygonContains(corners: Float64Array, x: number, y: number): boolean {
  let inside = false;
  for (let index = 0, previous = corners.length - 2; index < corners.length; previous = index, index += 2) {
    const ax = corners[previous]!;
    const ay = corners[previous + 1]!;
    const bx = corners[index]!;
    const by = corners[index + 1]!;
    if (ay > y !== by > y && orientation(ax, ay, bx, by, x, y) > 0 === by > ay) inside = !inside;
  }
  return inside;
}

/** Whether no two sides that are not neighbours meet, and no neighbours fold back on each other. */
export function isSimplePolygon(corners: Float64Array): boolean {
  const count = corners.length / 2;
  const side = (index: number): [number, number, number, number] => {
    const [from, to] = [(2 * index) % corners.length, (2 * index + 2) % corners.length];
    return [corners[from]!, corners[from + 1]!, corners[to]!, corners[to + 1]!];
  };
  for (let first = 0; first < count; first++) {
    if (foldsBack(side(first), side(first + 1))) return false;
    for (let second = first + 2; second < count; second++) {
      if (first === 0 && second === count - 1) continue; // neighbours across the closing corner
      if (segmentsMeet(...side(first), ...side(second))) return false;
    }
  }
  return true;
}

/** Whether two consecutive sides run over each other, or one has no length. */
function foldsBack(
  [ax, ay, bx, by]: readonly [number, number, number, number],
  [, , cx, cy]: readonly [number, number, number, number],
): boolean {
  const along = (bx - ax) * (cx - bx) + (by - ay) * (cy - by);
  if ((ax === bx && ay === by) || (bx === cx && by === cy)) return true;
  return orientation(ax, ay, bx, by, cx, cy) === 0 && along < 0;
}

/** Whether two segments have a point in common, ends included. */
export function segmentsMeet(
  ax: number,
  ay: number,
  bx: number,
  by: number,
  cx: number,
  cy: number,
  dx: number,
  dy: number,
): boolean {
  const [c, d] = [orientation(ax, ay, bx, by, cx, cy), orientation(ax, ay, bx, by, dx, dy)];
  const [a, b] = [orientation(cx, cy, dx, dy, ax, ay), orientation(cx, cy, dx, dy, bx, by)];
  if (c > 0 !== d > 0 && a > 0 !== b > 0 && c !== 0 && d !== 0 && a !== 0 && b !== 0) return true;
  return (
    (c === 0 && inBox(ax, ay, bx, by, cx, cy)) ||
    (d === 0 && inBox(ax, ay, bx, by, dx, dy)) ||
    (a === 0 && inBox(cx, cy, dx, dy, ax, ay)) ||
    (b === 0 && inBox(cx, cy, dx, dy, bx, by))
  );
}

/** Whether a point lies in the bounding box of a segment. */
const inBox = (ax: number, ay: number, bx: number, by: number, x: number, y: number): boolean =>
  x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by);

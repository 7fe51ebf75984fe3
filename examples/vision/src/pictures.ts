import type { RandomStream } from "@wayfield/backend";
import type { Digits } from "@wayfield/example-kit";

/** The same digits, every picture drawn anew from the old one. */
function redraw(digits: Digits, draw: (from: Uint8Array, to: Uint8Array) => void): Digits {
  const { count, rows, columns } = digits;
  const size = rows * columns;
  const images = new Uint8Array(count * size);
  for (let first = 0; first < images.length; first += size)
    draw(digits.images.subarray(first, first + size), images.subarray(first, first + size));
  return { ...digits, images };
}

/** Moved to the right and down, pixels; what leaves the picture is lost, what comes in is paper. */
export function shiftDigits(digits: Digits, right: number, down: number): Digits {
  const { rows, columns } = digits;
  return redraw(digits, (from, to) => {
    for (let row = Math.max(down, 0); row < Math.min(rows, rows + down); row++)
      for (let column = Math.max(right, 0); column < Math.min(columns, columns + right); column++)
        to[row * columns + column] = from[(row - down) * columns + column - right]!;
  });
}

/** Brightness between pixels, from the four around; paper outside. */
function between(from: Uint8Array, rows: number, columns: number, y: number, x: number): number {
  const [top, left] = [Math.floor(y), Math.floor(x)];
  const at = (row: number, column: number): number =>
    row >= 0 && row < rows && column >= 0 && column < columns ? from[row * columns + column]! : 0;
  const [down, across] = [y - top, x - left];
  return (
    (1 - down) * ((1 - across) * at(top, left) + across * at(top, left + 1)) +
    down * ((1 - across) * at(top + 1, left) + across * at(top + 1, left + 1))
  );
}

/** Larger (above 1) or smaller about the middle of the picture. */
export function scaleDigits(digits: Digits, scale: number): Digits {
  const { rows, columns } = digits;
  const [middleRow, middleColumn] = [(rows - 1) / 2, (columns - 1) / 2];
  return redraw(digits, (from, to) => {
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++)
        to[row * columns + column] = Math.round(
          between(
            from,
            rows,
            columns,
            middleRow + (row - middleRow) / scale,
            middleColumn + (column - middleColumn) / scale,
          ),
        );
  });
}

/** With this share of the pixels replaced by a random grey. */
export function addNoise(digits: Digits, share: number, random: RandomStream): Digits {
  return redraw(digits, (from, to) => {
    for (let pixel = 0; pixel < from.length; pixel++)
      to[pixel] = random.uniform() < share ? Math.floor(256 * random.uniform()) : from[pixel]!;
  });
}

/** The eight directions in which a shift is tried, and what they are called together: a shift by n. */
const directions = [-1, 0, 1].flatMap((right) => [-1, 0, 1].map((down) => [right, down] as const));

/** Each digit moved by `distance` pixels in one of the eight directions, in turn; by 0, as they are. */
export function shiftAround(digits: Digits, distance: number): Digits {
  if (distance === 0) return digits;
  const moves = directions.filter(([right, down]) => right !== 0 || down !== 0);
  const size = digits.rows * digits.columns;
  const images = new Uint8Array(digits.count * size);
  moves.forEach(([right, down], which) => {
    const moved = shiftDigits(digits, right * distance, down * distance);
    for (let picture = which; picture < digits.count; picture += moves.length)
      images.set(moved.images.subarray(picture * size, (picture + 1) * size), picture * size);
  });
  return { ...digits, images };
}

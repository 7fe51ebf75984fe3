import type { UniformSource } from "../random.ts";

/** Pictures of digits, from whoever has them; `@wayfield/environments` carries none. */
export interface DigitPictures {
  /** Grey levels from 0 (paper) to 255 (ink), `[count, rows, columns]`. */
  images: Uint8Array;
  /** Pictures. */
  count: number;
  /** Rows of a picture. */
  rows: number;
  /** Columns of a picture. */
  columns: number;
}

/** What a scene is made of: one whole digit somewhere, and pieces of other digits that mean nothing. */
export interface DigitScene {
  /** Rows and columns of the scene. */
  side: number;
  /** Pieces of clutter. */
  pieces: number;
  /** Rows and columns of a piece. */
  pieceSide: number;
}

/** A digit anywhere in 60 × 60 pixels (Mnih et al. 2014, section 4.1.1, "Translated MNIST"). */
export const translatedDigitScene: DigitScene = { side: 60, pieces: 0, pieceSide: 8 };

/** The same among four pieces of 8 × 8 pixels (section 4.1.1, "Cluttered Translated MNIST"). */
export const clutteredDigitScene: DigitScene = { side: 60, pieces: 4, pieceSide: 8 };

/** A digit anywhere in 100 × 100 pixels among eight pieces. */
export const largeClutteredDigitScene: DigitScene = { side: 100, pieces: 8, pieceSide: 8 };

/** Where things are in a batch of scenes, in pixels from the upper left corner; x before y. */
export interface DigitScenePlaces {
  /** Upper left corner of each digit, `[count, 2]`. */
  digits: Int32Array;
  /** Upper left corner of each piece of clutter, `[count, pieces, 2]`. */
  pieces: Int32Array;
}

/** A rectangle of a picture, from its upper left corner. */
interface Piece {
  picture: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

const below = (random: UniformSource, limit: number): number => Math.floor(random() * limit);

/** Adds a piece to a scene that starts at `to` in `out`; ink does not get darker than ink. */
function addInk(
  { images, rows, columns }: DigitPictures,
  piece: Piece,
  out: Uint8Array | Float32Array,
  side: number,
  to: number,
): void {
  const [unit, full] = out instanceof Float32Array ? [1 / 255, 1] : [1, 255];
  for (let y = 0; y < piece.height; y++) {
    const source = (piece.picture * rows + piece.y + y) * columns + piece.x;
    for (let x = 0; x < piece.width; x++) {
      const at = to + y * side + x;
      out[at] = Math.min(full, out[at]! + unit * images[source + x]!);
    }
  }
}

function assertWhole(name: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new RangeError(
    `drawDigitScenes: expected ${name} to be an integer of at least ${least}, got ${value}`,
  );
}

function assertArguments(
  { images, count, rows, columns }: DigitPictures,
  { side, pieces, pieceSide }: DigitScene,
  which: ArrayLike<number>,
  out: ArrayLike<number>,
): void {
  for (const [name, value] of Object.entries({ count, rows, columns }))
    assertWhole(`pictures.${name}`, value, 1);
  assertWhole("scene.side", side, Math.max(rows, columns));
  assertWhole("scene.pieces", pieces, 0);
  assertWhole("scene.pieceSide", pieceSide, 1);
  const expected = [
    ["pictures.images", images.length, count * rows * columns],
    ["out", out.length, which.length * side * side],
  ] as const;
  for (const [name, length, wanted] of expected) {
    if (length !== wanted)
      throw new RangeError(`drawDigitScenes: expected ${name} of length ${wanted}, got ${length}`);
  }
  if (pieceSide > Math.min(rows, columns)) {
    throw new RangeError(
      `drawDigitScenes: expected pieces no larger than a picture, ${rows} × ${columns}, got ${pieceSide}`,
    );
  }
  for (let index = 0; index < which.length; index++) {
    if (Number.isInteger(which[index]) && which[index]! >= 0 && which[index]! < count) continue;
    throw new RangeError(
      `drawDigitScenes: expected which[${index}] from 0 to ${count - 1}, got ${which[index]}`,
    );
  }
}

/** Another picture than the scene's own, any of them alike; its own where there is no other. */
function otherPicture(random: UniformSource, count: number, own: number): number {
  if (count === 1) return own;
  const drawn = below(random, count - 1);
  return drawn < own ? drawn : drawn + 1;
}

/** A square of another picture than the scene's own. */
function cutPiece(
  random: UniformSource,
  { count, rows, columns }: DigitPictures,
  own: number,
  side: number,
): Piece {
  return {
    picture: otherPicture(random, count, own),
    x: below(random, columns - side + 1),
    y: below(random, rows - side + 1),
    width: side,
    height: side,
  };
}

/**
 * Draws a batch of scenes into memory of the caller's: each shows one whole digit at a place drawn uniformly, and pieces
 * cut at random from other digits at random places. Whatever was in `out` is overwritten.
 * @param random Draws places and pieces; the same numbers give the same scenes on every platform.
 * @param pictures Where digits and pieces come from.
 * @param scene The kind of scene.
 * @param which The picture that each scene shows whole, `[count]`.
 * @param out `[count, side, side]`: bytes get levels from 0 to 255, floats from 0 to 1.
 * @returns Where everything is.
 * @throws RangeError if extents do not fit.
 * @example
 * const out = new Uint8Array(2 * 60 * 60);
 * const places = drawDigitScenes(seededRandom(1), pictures, clutteredDigitScene, [17, 4], out);
 * @see Mnih, Heess, Graves & Kavukcuoglu 2014, section 4.1.1.
 */
export function drawDigitScenes(
  random: UniformSource,
  pictures: DigitPictures,
  scene: DigitScene,
  which: ArrayLike<number>,
  out: Uint8Array | Float32Array,
): DigitScenePlaces {
  assertArguments(pictures, scene, which, out);
  const { side, pieces, pieceSide } = scene;
  const places = {
    digits: new Int32Array(2 * which.length),
    pieces: new Int32Array(2 * which.length * pieces),
  };
  const place = (piece: Piece, number: number): [number, number] => {
    const [x, y] = [below(random, side - piece.width + 1), below(random, side - piece.height + 1)];
    addInk(pictures, piece, out, side, (number * side + y) * side + x);
    return [x, y];
  };
  out.fill(0);
  for (let number = 0; number < which.length; number++) {
    const whole = { picture: which[number]!, x: 0, y: 0, width: pictures.columns, height: pictures.rows };
    places.digits.set(place(whole, number), 2 * number);
    for (let index = number * pieces; index < (number + 1) * pieces; index++)
      places.pieces.set(place(cutPiece(random, pictures, whole.picture, pieceSide), number), 2 * index);
  }
  return places;
}

/** The rectangle that holds an arena: least x and y, greatest x and y, metres. */
export type Bounds = readonly [minX: number, minY: number, maxX: number, maxY: number];

const fullTurn = 2 * Math.PI;

/**
 * The same direction as an angle in [−π, π), radians.
 * @example
 * wrapAngle(3 * Math.PI / 2); // −π / 2
 */
export function wrapAngle(angle: number): number {
  if (angle >= -Math.PI && angle < Math.PI) return angle;
  const wrapped = angle - fullTurn * Math.floor((angle + Math.PI) / fullTurn);
  return wrapped >= Math.PI ? -Math.PI : wrapped;
}

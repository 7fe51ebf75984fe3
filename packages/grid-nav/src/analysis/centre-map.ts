/** A map without its mean, zero in missing bins; the mask of the known bins is written beside it. */
export function centreMap(map: Float32Array, into: Float64Array, mask: Float64Array): void {
  let [sum, count] = [0, 0];
  for (let bin = 0; bin < map.length; bin++) {
    mask[bin] = Number.isNaN(map[bin]!) ? 0 : 1;
    if (mask[bin] === 0) continue;
    sum += map[bin]!;
    count += 1;
  }
  for (let bin = 0; bin < map.length; bin++) into[bin] = mask[bin] === 0 ? 0 : map[bin]! - sum / count;
}

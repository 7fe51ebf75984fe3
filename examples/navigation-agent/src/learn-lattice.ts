import { createRandomStream, mapParameters, type RandomStream } from "@wayfield/backend";
import type { Maze } from "@wayfield/environments";
import {
  createPlaceCells,
  gaussianPlaceCode,
  GridCodeTraining,
  spreadCentres,
  type GridCodeParameters,
  type PlaceCells,
} from "@wayfield/grid-nav";
import {
  drive,
  latticeConfig,
  latticeWidths,
  ofModules,
  type Lattice,
  type LatticeModule,
} from "./lattice.ts";

/** Places anywhere in a maze's bounds, `[count, 2]`. */
function placesIn(
  { bounds: [minX, minY, maxX, maxY] }: Maze,
  random: RandomStream,
  count: number,
): Float32Array {
  const places = new Float32Array(2 * count);
  for (let place = 0; place < count; place++) {
    places[2 * place] = minX + (maxX - minX) * random.uniform();
    places[2 * place + 1] = minY + (maxY - minY) * random.uniform();
  }
  return places;
}

/**
 * Learns the layer of lattice cells as the example grid-cells does: from the activity of the place cells that the grid
 * network predicts, towards evenly spread centre-surround place codes, one of another width for each module. The true
 * activity teaches; later the network's estimate drives the layer. The weights are the caller's.
 */
export function learnLattice(
  placeCells: PlaceCells,
  maze: Maze,
  seed: number,
  { places: count, updates } = { places: 20_000, updates: 400 },
): Lattice {
  const random = createRandomStream(seed).split("lattice");
  const positions = placesIn(maze, random.split("places"), count);
  const cells = placeCells.centres.length / 2;
  const inputs = gaussianPlaceCode(placeCells, positions).map(drive(cells));
  const learn = (name: LatticeModule): GridCodeParameters => {
    const own = random.split(name);
    const targets = createPlaceCells(own.split("placeCells").uniform, maze.bounds, {
      cells,
      deviation: latticeWidths[name] * placeCells.deviation,
      layout: spreadCentres,
    });
    const training = new GridCodeTraining(latticeConfig, {
      inputs,
      positions,
      placeCells: targets,
      random: own,
    });
    for (let update = 0; update < updates; update++) training.update();
    const learned = mapParameters(training.parameters, (weight) => weight.clone());
    training.dispose();
    return learned;
  };
  return ofModules(learn);
}

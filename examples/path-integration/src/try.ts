import { useBackend } from "@wayfield/backend";
import { squareArena, simulateTrajectories, coarseForagingRat, seededRandom } from "@wayfield/environments";
import { PathIntegrationTraining, fastConfig, integratePaths, positionErrors } from "@wayfield/grid-nav";
await useBackend("wasm");
const arena = squareArena(2.2);
const b = arena.bounds;
console.log(b);
const overrides = JSON.parse(process.argv[2] ?? "{}");
const seed = Number(process.argv[3] ?? 1), N = Number(process.argv[4] ?? 600);
const training = new PathIntegrationTraining({ ...fastConfig, ...overrides }, { seed, bounds: [b[0],b[1],b[2],b[3]], trajectories: (random, size) => simulateTrajectories(random, arena, { ...coarseForagingRat, ...size }) });
const test = simulateTrajectories(seededRandom(12345), arena, { ...coarseForagingRat, steps: 100, batchSize: 500 });
const mean=(a: Float32Array)=>a.reduce((s,v)=>s+v,0)/a.length;
async function evaluate(){ const r = await integratePaths(training.parameters, training.config, training.ensembles, test);
 const e = positionErrors(r.positions, test.positions); const at=(t:number)=>mean(e.slice((t-1)*500,t*500))*100; return [1,5,10,20,50,100].map(t=>at(t).toFixed(1)).join(" "); }
console.log("untrained", await evaluate());
const t0=performance.now(); let sum=0;
for await (const {step,loss} of training.run(N)) { sum+=loss; if (step%100===0){ console.log(step, ((performance.now()-t0)/step).toFixed(1)+"ms", (sum/100).toFixed(3), await evaluate()); sum=0; } }

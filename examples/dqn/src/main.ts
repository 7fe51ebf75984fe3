import { useBackend } from "@wayfield/backend";
import "@wayfield/backend/cpu";
import "@wayfield/backend/wasm";
import {
  choice,
  defineExample,
  flag,
  number,
  type ExampleContext,
  type ExampleResult,
} from "@wayfield/example-kit";
import { countSolved, meanCorrelation, meanReturn, trainOnce, type Comparison } from "./compare.ts";
import { correlationFigure, returnFigure } from "./figures.ts";
import { cartPole, catchBall, type Task } from "./tasks.ts";
import { replayKinds, type ReplayKind } from "./train.ts";

const options = {
  world: choice("which world to learn", ["both", "cartpole", "catch"]),
  seeds: number("agents trained of each kind", { default: 3, quick: 1, min: 1, integer: true }),
  steps: number("environment steps on the cart at most", {
    default: cartPole.steps,
    quick: 5000,
    min: 1000,
    integer: true,
  }),
  plain: flag("judge the next action by the network that chose it: no double Q-learning"),
  duelling: flag("value and advantage in two streams"),
};

type Context = ExampleContext<typeof options>;

/** Trains the agents of one task and one kind of replay, seed after seed. */
async function compare(context: Context, task: Task, replay: ReplayKind): Promise<Comparison> {
  const { seed, signal, progress } = context;
  const { seeds, plain, duelling } = context.options;
  const comparison: Comparison = { task, replay, runs: [] };
  for (let run = 0; run < seeds && !signal.aborted; run++) {
    const bar = progress(`${task.name}, ${replay.name}, seed ${seed + run}`, task.steps);
    comparison.runs.push(
      await trainOnce(task, {
        seed: seed + run,
        replay,
        steps: task.steps,
        isDouble: !plain,
        isDuelling: duelling,
        signal,
        onLook: ({ step, greedyReturn }) => {
          bar.update(step, `greedy return ${greedyReturn.toFixed(1)}`);
        },
      }),
    );
    bar.finish();
  }
  return comparison;
}

const byKind = async (context: Context, task: Task): Promise<Comparison[]> => {
  const comparisons: Comparison[] = [];
  for (const replay of Object.values(replayKinds)) comparisons.push(await compare(context, task, replay));
  return comparisons;
};

const rounded = (value: number, digits = 1): number => Number(value.toFixed(digits));

/** Catching pays 1 and missing −1. */
const successOf = (comparison: Comparison): number => rounded((meanReturn(comparison) + 1) / 2, 3);

function rowOf(comparison: Comparison): (string | number)[] {
  const { task, replay, runs } = comparison;
  return [
    task.name,
    replay.name,
    rounded(meanReturn(comparison), 2),
    `${countSolved(comparison)} of ${runs.length}`,
    runs.map(({ steps }) => steps).join(", "),
    rounded(meanCorrelation(comparison), 2),
  ];
}

function metricsOf(cart: Comparison[], ball: Comparison[]): ExampleResult["metrics"] {
  const [cartOff, cartUniform, cartPrioritised] = cart;
  const [ballOff, ballUniform, ballPrioritised] = ball;
  return {
    ...(cart.length > 0
      ? {
          cartpoleReturn: rounded(meanReturn(cartUniform!)),
          cartpoleReturnPrioritised: rounded(meanReturn(cartPrioritised!)),
          cartpoleReturnNoReplay: rounded(meanReturn(cartOff!)),
        }
      : {}),
    ...(ball.length > 0
      ? {
          catchSuccess: successOf(ballUniform!),
          catchSuccessPrioritised: successOf(ballPrioritised!),
          catchSuccessNoReplay: successOf(ballOff!),
        }
      : {}),
  };
}

async function run(context: Context): Promise<ExampleResult> {
  await useBackend("wasm");
  const { figure } = context;
  const { world, steps } = context.options;
  const ball = world === "cartpole" ? [] : await byKind(context, catchBall);
  const cart = world === "catch" ? [] : await byKind(context, { ...cartPole, steps });
  if (ball.length > 0) await figure("catch.svg", returnFigure(ball, [-1, 1]));
  if (cart.length > 0) {
    await figure("cartpole.svg", returnFigure(cart, [0, 500]));
    await figure("correlation.svg", correlationFigure(cart));
  }
  return {
    metrics: metricsOf(cart, ball),
    table: {
      columns: ["world", "memory", "greedy return", "solved", "steps used", "correlation"],
      rows: [...ball, ...cart].map(rowOf),
    },
  };
}

export const main = defineExample({
  name: "dqn",
  summary: "a deep Q-network with replay off, uniform and prioritised, on catch and on cart and pole",
  options,
  run,
});

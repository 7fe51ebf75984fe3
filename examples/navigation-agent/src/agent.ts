import { tensor2d } from "@tensorflow/tfjs-core";
import type { RandomStream } from "@wayfield/backend";
import type { NavigationCode } from "./code.ts";
import { GoalMemory, type ArrivalShare } from "./goal-memory.ts";
import { throughHook, type LayerHook } from "./hooks.ts";
import { policyStep, readHeads, type PolicyParameters } from "./policy.ts";
import { chooseActions, type Choice } from "./choose-actions.ts";
import { readNumbers } from "./read-numbers.ts";
import { RecurrentRows } from "./recurrent-rows.ts";
import { bytesOf, eyesFor, imagesTensor, type EncoderSizes } from "./vision.ts";
import { range, type Worlds } from "./worlds.ts";

/** What an agent is put together from. */
export interface AgentParts {
  worlds: Worlds;
  /** How it knows where it is: the grid network with its vision, or one of the comparators' codes. */
  code: NavigationCode;
  /** Sizes of the policy network. */
  policy: { units: number; eyes?: EncoderSizes | undefined };
  /** What an arrival does to the code that is kept of the goal. */
  arrivalShare: ArrivalShare;
  /** Whether the code at the goal is withheld from the policy. */
  goalCodeWithheld: boolean;
  /** Draws the actions. */
  random: RandomStream;
  /** Share of the goal code that is silenced, afresh at each step. Left out, none. */
  goalCodeDropout?: number;
  hook?: LayerHook | undefined;
}

/** How many numbers the policy is told each step: g, g*, last action, last reward. */
export const policyInputs = ({ code, worlds }: Pick<AgentParts, "code" | "worlds">): number =>
  2 * code.width + worlds.actions + 1;

/**
 * The agent of Banino et al. 2018, in all its worlds at once:
 *
 *     self-motion ──────────────► grid network ──► g ──┬──────────────► policy LSTM ──► action, value
 *     picture ──► vision module ──(5 % of steps)──┘    └─ at the goal: g* ──┘
 *
 * No gradient crosses between the modules: each is trained by itself, and what passes here are plain numbers.
 */
export class Agent {
  /** What the policy is told of the present, `[worlds, inputs]`: g, g*, last action, last reward. */
  readonly inputs: Float32Array;
  /** What it sees of it, `[worlds, height, width, 3]`, if it has eyes. */
  readonly images: Uint8Array;
  /** The policy LSTM's state. */
  readonly state: RecurrentRows;
  /** The code at the goal. */
  readonly goals: GoalMemory;
  /** The present code g, `[worlds, width]`. */
  readonly present: Float32Array;
  private readonly parts: AgentParts;
  private readonly all: number[];
  private readonly eyes;

  constructor(parts: AgentParts) {
    const { worlds, code, policy, arrivalShare, goalCodeWithheld: isWithheld } = parts;
    this.parts = parts;
    this.all = range(worlds.size);
    this.present = new Float32Array(worlds.size * code.width);
    this.goals = new GoalMemory(worlds.size, { width: code.width, arrivalShare, isWithheld });
    this.inputs = new Float32Array(worlds.size * policyInputs(parts));
    this.state = new RecurrentRows(worlds.size, policy.units);
    this.images = new Uint8Array(policy.eyes ? worlds.size * bytesOf(policy.eyes) : 0);
    this.eyes = policy.eyes && eyesFor(policy.eyes);
  }

  /** Begins an episode in some worlds: everything there is forgotten, and the first observation taken in. */
  begin(rows: readonly number[]): void {
    if (rows.length === 0) return;
    this.parts.code.forget(rows);
    this.goals.forget(rows);
    this.state.clear(rows);
    this.perceive(rows, undefined);
  }

  /** Chooses an action in every world. */
  act(policy: PolicyParameters): Choice {
    return chooseActions(this.think(policy, true), this.all.length, this.parts.random.uniform);
  }

  /** What the policy expects from here, `[worlds]`. */
  expect(policy: PolicyParameters): Float32Array {
    const width = this.parts.worlds.actions + 1;
    return this.think(policy, false).filter((_, at) => at % width === width - 1);
  }

  /** Takes in what the actions led to: where the goal was reached, the code of that moment goes into the goal code. */
  feel(actions: Int32Array): void {
    this.goals.store(this.parts.worlds.reached, this.present);
    this.perceive(this.all, actions);
  }

  private perceive(rows: readonly number[], actions: Int32Array | undefined): void {
    const { worlds, code, hook } = this.parts;
    const { width } = code;
    code.perceive(rows, this.present);
    const recalled = this.goals.recall(this.parts.goalCodeDropout ?? 0, this.parts.random.uniform);
    const goals = throughHook(hook, "goalCode", recalled, width, this.all);
    const total = policyInputs(this.parts);
    for (const row of rows) {
      const at = row * total;
      this.inputs.set(this.present.subarray(row * width, (row + 1) * width), at);
      this.inputs.set(goals.subarray(row * width, (row + 1) * width), at + width);
      this.inputs.fill(0, at + 2 * width, at + total);
      if (actions === undefined) continue;
      this.inputs[at + 2 * width + actions[row]!] = 1;
      this.inputs[at + total - 1] = worlds.reached[row]!;
    }
    this.see(rows);
  }

  private see(rows: readonly number[]): void {
    if (this.eyes === undefined) return;
    const size = this.images.length / this.all.length;
    for (const row of rows)
      this.parts.worlds.render(this.eyes, row, this.images.subarray(row * size, (row + 1) * size));
  }

  /** One step of the policy network: logits and value of each world. Only a step that is taken leaves a trace. */
  private think(policy: PolicyParameters, isTaken: boolean): Float32Array {
    const { hook, policy: sizes } = this.parts;
    const count = this.all.length;
    return readNumbers(() => {
      const inputs = tensor2d(this.inputs, [count, this.inputs.length / count]);
      const images = sizes.eyes && imagesTensor(this.images, sizes.eyes);
      const next = policyStep(policy, inputs, images, this.state.read(this.all));
      const hidden = hook === undefined ? next.hidden : hook("policyHidden", next.hidden, this.all);
      if (isTaken) this.state.write({ hidden, cell: next.cell }, this.all);
      return readHeads(policy, hidden);
    });
  }
}

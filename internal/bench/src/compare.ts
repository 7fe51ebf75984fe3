/** One measured comparison: what a piece of work takes here and in a peer. */
export interface BenchRow {
  /** What was measured, with its sizes. */
  name: string;
  /** Milliseconds a call here, the median over the rounds. */
  ours: number;
  /** Milliseconds a call in the peer. */
  peer: number;
  /** Who the peer is. */
  peerName: string;
  /** peer / ours: above 1 we are faster. */
  ratio: number;
}

/** A piece of work to time. It must consume its result (read it back), or the engine may skip the work. */
export type Work = () => unknown;

/** What {@link compare} measures, and how often. */
export interface CompareOptions {
  name: string;
  ours: Work;
  peer: Work;
  peerName: string;
  /** Timed rounds; in each both sides run, in turn. */
  rounds?: number;
  /** Calls on each side before anything is timed. */
  warmUp?: number;
  /** Milliseconds on a clock that only moves forward. */
  now?: () => number;
}

/** The middle value, or the mean of the two middle ones. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

async function time(work: Work, now: () => number): Promise<number> {
  const start = now();
  await work();
  return now() - start;
}

/**
 * Times two pieces of work in turn, so that a slow moment of the machine falls on both, and compares the medians.
 * Who goes first alternates from round to round.
 */
export async function compare(options: CompareOptions): Promise<BenchRow> {
  const { name, ours, peer, peerName, rounds = 15, warmUp = 3, now = () => performance.now() } = options;
  for (let call = 0; call < warmUp; call++) {
    await ours();
    await peer();
  }
  const times: { ours: number[]; peer: number[] } = { ours: [], peer: [] };
  const timeOurs = async () => times.ours.push(await time(ours, now));
  const timePeer = async () => times.peer.push(await time(peer, now));
  for (let round = 0; round < rounds; round++) {
    const [first, second] = round % 2 === 0 ? [timeOurs, timePeer] : [timePeer, timeOurs];
    await first();
    await second();
  }
  const [oursMedian, peerMedian] = [median(times.ours), median(times.peer)];
  return { name, ours: oursMedian, peer: peerMedian, peerName, ratio: peerMedian / oursMedian };
}

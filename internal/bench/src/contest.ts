import { median, type BenchRow } from "./compare.ts";
import type { Peer, Request } from "./peer.ts";

/** A piece of work, ours and that of peers in processes of their own. */
export interface Contest {
  name: string;
  ours: () => unknown;
  request: Request;
  rounds: number;
  peers: Readonly<Record<string, Peer | undefined>>;
}

const round2 = (value: number): number => Math.round(value * 100) / 100;

/**
 * All sides once a round, after three rounds of warm-up; medians of processor time, ours by this process. A peer that is
 * not there is left out.
 */
export async function contest({ name, ours, request, rounds, peers }: Contest): Promise<BenchRow[]> {
  const there = Object.entries(peers).flatMap(([peerName, peer]) =>
    peer === undefined ? [] : [{ peerName, peer, times: [] as number[] }],
  );
  const own: number[] = [];
  for (let round = -3; round < rounds; round++) {
    const before = process.cpuUsage();
    ours();
    const { user, system } = process.cpuUsage(before);
    const time = (user + system) / 1000;
    if (round >= 0) own.push(time);
    for (const { peer, times } of there) {
      const peerTime = await peer.run(request);
      if (round >= 0) times.push(peerTime);
    }
  }
  return there.map(({ peerName, times }) => ({
    name,
    ours: round2(median(own)),
    peer: round2(median(times)),
    peerName,
    ratio: round2(median(times) / median(own)),
  }));
}

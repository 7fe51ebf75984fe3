export { compare, median, type BenchRow, type CompareOptions, type Work } from "./compare.ts";
export { contest, type Contest } from "./contest.ts";
export { startPeer, type Peer, type Request } from "./peer.ts";

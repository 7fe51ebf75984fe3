export { contest, type Contest } from "./contest.ts";
export { startPeer, type Peer, type Request } from "./peer.ts";

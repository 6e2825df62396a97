import type { Source } from '../signaling/messages.ts';

/** How well something arrives; `lost`: nothing has come for three seconds. */
export type QualityLevel = 'good' | 'fair' | 'poor' | 'lost';

/** One track, sent or received, over the last sampling period. */
export interface TrackStats {
  readonly kind: 'audio' | 'video';
  readonly codec: string | null;
  readonly bitrateBps: number;
  /** Packets per second. */
  readonly packetRate: number;
  /** 0 to 1; for a sent track as the server reports it. */
  readonly loss: number;
  readonly jitterMs: number | null;
  readonly framesPerSecond: number | null;
  readonly width: number | null;
  readonly height: number | null;
  /** Frozen time within the period, 0 to 1; video received. */
  readonly frozen: number | null;
  /** Sent video: what keeps the quality down. */
  readonly limitedBy: 'none' | 'cpu' | 'bandwidth' | 'other' | null;
}

export interface SlotStats {
  readonly slot: number;
  readonly participantId: string | null;
  readonly audio: TrackStats | null;
  readonly video: TrackStats | null;
  /** `null`: nobody in it. */
  readonly quality: QualityLevel | null;
}

export interface ConnectionStats {
  /** Round trip of the media connection. */
  readonly roundTripMs: number | null;
  /** `host`, `srflx`, `prflx` or `relay`. */
  readonly candidateType: string | null;
  /** `udp`, `tcp` or `tls`; over a relay, how the relay is reached. */
  readonly protocol: string | null;
  /** Bytes of media and reports that have come over the path so far. */
  readonly received: number;
  readonly sentBps: number;
  readonly receivedBps: number;
  readonly availableOutgoingBps: number | null;
}

/** One look at everything, taken every two seconds. */
export interface StatsSnapshot {
  readonly at: number;
  readonly connection: ConnectionStats;
  readonly sent: Readonly<Partial<Record<Source, TrackStats>>>;
  readonly slots: readonly SlotStats[];
  /** Quality of the connection as a whole. */
  readonly quality: QualityLevel;
}

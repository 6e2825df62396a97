import type { Source } from '../signaling/messages.ts';
import { qualityLevel, targetBps, worst } from './quality.ts';
import type { ConnectionStats, QualityLevel, SlotStats, StatsSnapshot, TrackStats } from './types.ts';

/** Fewer are seen as jerks. */
const SMOOTH_FRAMES_PER_SECOND = 15;
/** A share of the time that nobody notices. */
const SMOOTH_FROZEN = 0.05;

/** The members of `RTCStatsReport` entries that are read; all may be missing. */
export interface StatsEntry {
  readonly id: string;
  readonly type: string;
  readonly timestamp: number;
  readonly [member: string]: unknown;
}

/** A slot as far as statistics care. */
export interface WatchedSlot {
  readonly index: number;
  readonly audioMid: string;
  readonly videoMid: string | null;
  readonly participantId: string | null;
  readonly audioExpected: boolean;
  readonly videoExpected: boolean;
  /** A camera has a target bitrate; a screen with a still slide has none. */
  readonly isCamera: boolean;
}

/** Two looks at the same connection, turned into rates. */
export class StatsSummary {
  private readonly sourceOf: (mid: string) => Source | undefined;
  private previous = new Map<string, StatsEntry>();
  private readonly lastHeardAt = new Map<string, number>();

  constructor(sourceOf: (mid: string) => Source | undefined) {
    this.sourceOf = sourceOf;
  }

  summarise(entries: readonly StatsEntry[], slots: readonly WatchedSlot[], nowMs: number): StatsSnapshot {
    const byId = new Map(entries.map((entry) => [entry.id, entry]));
    const inbound = entries.filter(({ type }) => type === 'inbound-rtp');
    const bySlotMid = new Map(inbound.map((entry) => [text(entry, 'mid'), entry]));
    const slotStats = slots.map((slot) => this.slot(slot, bySlotMid, byId, nowMs));
    const connection = this.connection(entries, byId);
    const sent = this.sent(entries, byId);
    this.previous = byId;
    return { at: nowMs, connection, sent, slots: slotStats, quality: overall(slotStats, sent) };
  }

  private slot(
    slot: WatchedSlot,
    byMid: ReadonlyMap<string | null, StatsEntry>,
    byId: ReadonlyMap<string, StatsEntry>,
    nowMs: number,
  ): SlotStats {
    const audioEntry = byMid.get(slot.audioMid);
    const videoEntry = slot.videoMid === null ? undefined : byMid.get(slot.videoMid);
    const audio = audioEntry ? this.track(audioEntry, byId) : null;
    const video = videoEntry ? this.track(videoEntry, byId) : null;
    const levels: QualityLevel[] = [];
    if (slot.audioExpected && audio) {
      // A quiet microphone may send next to nothing, so silence says nothing.
      levels.push(levelOfLoss(audio));
    }
    const silentForMs = this.silence(slot, video, nowMs);
    if (slot.videoExpected && video) {
      const target = slot.isCamera && video.height !== null ? targetBps(video.height) : null;
      const { bitrateBps, loss } = video;
      levels.push(qualityLevel({ bitrateBps, targetBps: target, loss, smooth: isSmooth(video), silentForMs }));
    }
    const quality = slot.participantId === null || levels.length === 0 ? null : worst(levels);
    return { slot: slot.index, participantId: slot.participantId, audio, video, quality };
  }

  /** How long a picture that should come has not come. */
  private silence(slot: WatchedSlot, video: TrackStats | null, nowMs: number): number {
    const key = slot.videoMid ?? '';
    if (!slot.videoExpected || !slot.isCamera || (video && video.packetRate > 0)) {
      this.lastHeardAt.set(key, nowMs);
    }
    return nowMs - (this.lastHeardAt.get(key) ?? nowMs);
  }

  private sent(
    entries: readonly StatsEntry[],
    byId: ReadonlyMap<string, StatsEntry>,
  ): Partial<Record<Source, TrackStats>> {
    const sent: Partial<Record<Source, TrackStats>> = {};
    for (const entry of entries.filter(({ type }) => type === 'outbound-rtp')) {
      const source = this.sourceOf(text(entry, 'mid') ?? '');
      if (source && number(entry, 'packetsSent') !== null) {
        const track = this.track(entry, byId);
        const before = sent[source];
        sent[source] = before ? together(before, track) : track;
      }
    }
    return sent;
  }

  private track(entry: StatsEntry, byId: ReadonlyMap<string, StatsEntry>): TrackStats {
    const before = this.previous.get(entry.id);
    const outgoing = entry.type === 'outbound-rtp';
    const seconds = before ? Math.max((entry.timestamp - before.timestamp) / 1000, 0.001) : 0;
    const delta = (member: string): number =>
      before ? Math.max(0, (number(entry, member) ?? 0) - (number(before, member) ?? 0)) : 0;
    const rate = (member: string): number => (seconds > 0 ? delta(member) / seconds : 0);
    const packets = delta(outgoing ? 'packetsSent' : 'packetsReceived');
    const lost = outgoing ? 0 : delta('packetsLost');
    const report = outgoing ? byId.get(text(entry, 'remoteId') ?? '') : undefined;
    const loss = report ? this.lossOnTheWay(report, packets) : lost / Math.max(1, packets + lost);
    const jitter = number(report ?? entry, 'jitter');
    const isVideo = entry['kind'] === 'video';
    return {
      kind: isVideo ? 'video' : 'audio',
      codec: codec(entry, byId),
      bitrateBps: Math.round(8 * rate(outgoing ? 'bytesSent' : 'bytesReceived')),
      packetRate: seconds > 0 ? packets / seconds : 0,
      loss,
      jitterMs: jitter === null ? null : jitter * 1000,
      framesPerSecond: isVideo ? rate(outgoing ? 'framesEncoded' : 'framesDecoded') : null,
      width: number(entry, 'frameWidth'),
      height: number(entry, 'frameHeight'),
      frozen: isVideo && !outgoing ? Math.min(1, rate('totalFreezesDuration')) : null,
      limitedBy: isVideo && outgoing ? limitation(text(entry, 'qualityLimitationReason')) : null,
    };
  }

  /**
   * The share of what we send that does not reach the server: by its count, because in the share it tells for sound is also
   * what others lose behind it, which says nothing about our network.
   */
  private lossOnTheWay(report: StatsEntry, packets: number): number {
    const count = number(report, 'packetsLost');
    if (count === null) {
      return number(report, 'fractionLost') ?? 0;
    }
    const before = this.previous.get(report.id);
    const lost = count - ((before && number(before, 'packetsLost')) ?? count);
    return Math.min(1, Math.max(0, lost) / Math.max(1, packets));
  }

  private connection(entries: readonly StatsEntry[], byId: ReadonlyMap<string, StatsEntry>): ConnectionStats {
    const transport = entries.find(({ type }) => type === 'transport');
    const pair =
      byId.get((transport && text(transport, 'selectedCandidatePairId')) ?? '') ??
      entries.find((entry) => entry.type === 'candidate-pair' && entry['nominated'] === true);
    const before = pair && this.previous.get(pair.id);
    const seconds = pair && before ? Math.max((pair.timestamp - before.timestamp) / 1000, 0.001) : 0;
    const rate = (member: string): number =>
      pair && before && seconds > 0
        ? Math.round((8 * ((number(pair, member) ?? 0) - (number(before, member) ?? 0))) / seconds)
        : 0;
    const local = pair && byId.get(text(pair, 'localCandidateId') ?? '');
    const roundTrip = pair ? number(pair, 'currentRoundTripTime') : null;
    return {
      roundTripMs: roundTrip === null ? null : roundTrip * 1000,
      candidateType: (local && text(local, 'candidateType')) ?? null,
      protocol: (local && (text(local, 'relayProtocol') ?? text(local, 'protocol'))) ?? null,
      received: (pair && number(pair, 'bytesReceived')) ?? 0,
      sentBps: rate('bytesSent'),
      receivedBps: rate('bytesReceived'),
      availableOutgoingBps: pair ? number(pair, 'availableOutgoingBitrate') : null,
    };
  }
}

/** The connection is as good as most of what comes; a single bad sender is not the fault of our network. */
function overall(slots: readonly SlotStats[], sent: Partial<Record<Source, TrackStats>>): QualityLevel {
  const received = slots.flatMap(({ quality }) => quality ?? []).sort((a, b) => RANK[a] - RANK[b]);
  const middle = received[Math.floor((received.length - 1) / 2)] ?? 'good';
  return worst([middle, ...Object.values(sent).map(levelOfLoss)]);
}

/** Where only loss can be judged. */
function levelOfLoss({ bitrateBps, loss }: TrackStats): QualityLevel {
  return qualityLevel({ bitrateBps, targetBps: null, loss, smooth: false, silentForMs: 0 });
}

function isSmooth({ framesPerSecond, frozen }: TrackStats): boolean {
  return (framesPerSecond ?? 0) >= SMOOTH_FRAMES_PER_SECOND && (frozen ?? 0) < SMOOTH_FROZEN;
}

const RANK: { readonly [level in QualityLevel]: number } = { good: 0, fair: 1, poor: 2, lost: 3 };

function number(entry: StatsEntry, member: string): number | null {
  const value = entry[member];
  return typeof value === 'number' ? value : null;
}

function text(entry: StatsEntry, member: string): string | null {
  const value = entry[member];
  return typeof value === 'string' ? value : null;
}

/** Two encodings of one source: what they cost together, and the larger picture of those that are being sent. */
function together(a: TrackStats, b: TrackStats): TrackStats {
  const size = ({ packetRate, height }: TrackStats): number => (packetRate > 0 ? 10_000 : 0) + (height ?? 0);
  return {
    ...(size(b) > size(a) ? b : a),
    bitrateBps: a.bitrateBps + b.bitrateBps,
    packetRate: a.packetRate + b.packetRate,
    loss: Math.max(a.loss, b.loss),
  };
}

function codec(entry: StatsEntry, byId: ReadonlyMap<string, StatsEntry>): string | null {
  const known = byId.get(text(entry, 'codecId') ?? '');
  return (known && text(known, 'mimeType')?.replace(/^(audio|video)\//i, '').toLowerCase()) ?? null;
}

function limitation(reason: string | null): TrackStats['limitedBy'] {
  return reason === 'none' || reason === 'cpu' || reason === 'bandwidth' || reason === 'other' ? reason : null;
}

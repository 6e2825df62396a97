import type { Participant, Speaker } from '../api.ts';
import type { LocalMedia } from '../media/LocalMedia.ts';
import type {
  LeaveReason,
  ParticipantInfo,
  PublicationInfo,
  Source,
  SpeakerInfo,
  TrackAnnouncement,
} from '../signaling/messages.ts';
import { Emitter } from '../util/Emitter.ts';
import type { LocalMember } from './LocalMember.ts';
import { Member } from './Member.ts';

export interface RosterEvents {
  joined: [participant: Participant];
  updated: [participant: Participant];
  left: [participant: Participant, reason: LeaveReason];
  speakers: [];
  mutedByHost: [source: Source, held: boolean];
}

/** Who is in the room. */
export class Roster extends Emitter<RosterEvents> {
  readonly others = new Map<string, Member>();
  speakers: readonly Speaker[] = [];
  private readonly local: LocalMember;
  private readonly media: LocalMedia;
  /** What the room last said of our own tracks. */
  private readonly mutedThere = new Map<Source, boolean>();

  constructor(local: LocalMember, media: LocalMedia) {
    super();
    this.local = local;
    this.media = media;
  }

  /** How many others are here with an open microphone or camera. */
  get heardOthers(): number {
    return [...this.others.values()].filter(
      ({ connection, publications }) => connection === 'connected' && publications.some(({ muted }) => !muted),
    ).length;
  }

  find(id: string): Participant | null {
    return id === this.local.id ? this.local : (this.others.get(id) ?? null);
  }

  /** Takes over a whole room, after joining or joining again; says what that changed. */
  replace(localId: string, infos: readonly ParticipantInfo[]): void {
    const own = infos.find(({ id }) => id === localId);
    if (own) {
      this.local.update(own); // first, so that it is known who is oneself
      this.emit('updated', this.local);
      this.enter(own.publications);
    }
    const others = infos.filter(({ id }) => id !== localId);
    for (const id of [...this.others.keys()].filter((id) => !others.some((info) => info.id === id))) {
      this.remove(id, 'timeout');
    }
    others.forEach((info) => this.put(info));
  }

  /**
   * On a seat that we had, what was muted stays muted, whatever we announce. `asked`: the person has just said what
   * shall be on; otherwise it is what was on before, and muted by the host meanwhile it stays muted.
   */
  compare(announced: readonly TrackAnnouncement[], asked: boolean): void {
    for (const { source } of announced.filter(({ muted }) => !muted)) {
      const there = this.local.publication(source);
      if (!there || there.held) {
        continue;
      }
      if (there.muted && asked) {
        this.media.tellMuted(source, false);
      } else if (there.muted) {
        this.media.onHost(source, true, false);
        this.emit('mutedByHost', source, false);
      } else if (!this.media.state(source).track) {
        this.media.tellMuted(source, true); // still opening, and perhaps it takes the person's word
      }
    }
  }

  put(info: ParticipantInfo): void {
    if (info.id === this.local.id) {
      this.local.update(info);
      this.emit('updated', this.local);
      info.publications.forEach((publication) => this.onOwnPublication(publication));
      return;
    }
    const known = this.others.get(info.id);
    if (known) {
      known.update(info);
      this.emit('updated', known);
      return;
    }
    const member = new Member(info);
    this.others.set(info.id, member);
    this.emit('joined', member);
  }

  remove(id: string, reason: LeaveReason): void {
    const member = this.others.get(id);
    if (member) {
      this.others.delete(id);
      this.emit('left', member, reason);
    }
  }

  /** Forgets everybody, without a word: the meeting is over for us. */
  clear(): void {
    this.others.clear();
    this.speakers = [];
  }

  setSpeakers(infos: readonly SpeakerInfo[]): void {
    this.speakers = infos.flatMap(({ participant: id, level }) => {
      const participant = this.find(id);
      return participant ? [{ participant, level }] : [];
    });
    this.emit('speakers');
  }

  private enter(publications: readonly PublicationInfo[]): void {
    this.mutedThere.clear();
    for (const { source, muted, held } of publications) {
      this.mutedThere.set(source, muted);
      if (held && !this.media.state(source).held) {
        this.emit('mutedByHost', source, held);
      }
      this.media.onHost(source, held, held);
    }
  }

  /** A track that the room had open and that we did not close: the host muted it. */
  private onOwnPublication({ source, muted, held }: PublicationInfo): void {
    const { enabled, held: wasHeld } = this.media.state(source);
    const mutedByHost = muted && enabled && this.mutedThere.get(source) === false;
    this.mutedThere.set(source, muted);
    this.media.onHost(source, mutedByHost, held);
    if (mutedByHost || (held && !wasHeld)) {
      this.emit('mutedByHost', source, held);
    }
  }
}

import type { Participant, Publication, Slot } from '../api.ts';
import type { SlotInfo, VideoState } from '../signaling/messages.ts';
import type { SlotSections } from '../transport/slotSections.ts';

type Who = (participantId: string) => Participant | null;

class TableSlot implements Slot {
  readonly index: number;
  stream = new MediaStream();
  hasVideo = false;
  info: SlotInfo;
  private readonly who: Who;

  constructor(index: number, who: Who) {
    this.index = index;
    this.who = who;
    this.info = { slot: index, participant: null, audio: null, video: null, videoState: 'off' };
  }

  get participant(): Participant | null {
    return this.info.participant === null ? null : this.who(this.info.participant);
  }

  get audio(): Publication | null {
    return this.find(this.info.audio);
  }

  get video(): Publication | null {
    return this.find(this.info.video);
  }

  get videoState(): VideoState {
    return this.info.videoState;
  }

  private find(publicationId: string | null): Publication | null {
    return this.participant?.publications.find(({ id }) => id === publicationId) ?? null;
  }
}

/** The slots: their tracks come from the connection, who is in them from the server. */
export class SlotTable {
  private readonly who: Who;
  private readonly table: TableSlot[] = [];

  constructor(who: Who) {
    this.who = who;
  }

  get slots(): readonly Slot[] {
    return this.table;
  }

  /** Takes over the tracks of a connection; a stream stays the same object while its tracks do. */
  attach(sections: readonly SlotSections[]): void {
    this.table.length = Math.min(this.table.length, sections.length);
    for (const { index, audio, video } of sections) {
      const slot = (this.table[index] ??= new TableSlot(index, this.who));
      const tracks = video ? [audio.track, video.track] : [audio.track];
      const known = slot.stream.getTracks();
      if (known.some((track) => !tracks.includes(track))) {
        slot.stream = new MediaStream(tracks);
      } else {
        tracks.filter((track) => !known.includes(track)).forEach((track) => slot.stream.addTrack(track));
      }
      slot.hasVideo = video !== null;
    }
  }

  /** Notes who is in which slot; slots that are not mentioned stay as they are. */
  assign(infos: readonly SlotInfo[]): void {
    for (const info of infos) {
      const slot = this.table[info.slot];
      if (slot) {
        slot.info = info;
      }
    }
  }

  /** Nobody is in any slot. */
  vacate(): void {
    for (const slot of this.table) {
      slot.info = { slot: slot.index, participant: null, audio: null, video: null, videoState: 'off' };
    }
  }
}

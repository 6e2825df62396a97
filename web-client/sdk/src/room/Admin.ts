import type { Participant, RoomAdmin } from '../api.ts';
import type { Source } from '../signaling/messages.ts';
import type { Ask } from './LocalMember.ts';

/** The host's requests; the server decides whether we may. */
export class Admin implements RoomAdmin {
  private readonly ask: Ask;
  private readonly others: () => Iterable<Participant>;

  constructor(ask: Ask, others: () => Iterable<Participant>) {
    this.ask = ask;
    this.others = others;
  }

  async mute(participant: string, source: Source, hold: boolean): Promise<void> {
    await this.ask({ type: 'muteParticipant', participant, source, muted: true, hold });
  }

  async askToUnmute(participant: string, source: Source): Promise<void> {
    await this.ask({ type: 'muteParticipant', participant, source, muted: false, hold: false });
  }

  async muteAll(hold: boolean): Promise<void> {
    const speaking = [...this.others()].filter(({ rights }) => !rights.roomAdmin);
    await Promise.all(speaking.map(({ id }) => this.mute(id, 'microphone', hold)));
  }

  async remove(participant: string): Promise<void> {
    await this.ask({ type: 'remove', participant });
  }

  async end(): Promise<void> {
    await this.ask({ type: 'end' });
  }
}

import type { DestinationChange, NewDestination, ProgramOptions, RoomProgram } from '../api.ts';
import type { Lamps, ProgramInfo, Rights, Scene } from '../signaling/messages.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Ask } from './LocalMember.ts';

export const LAMPS_OFF: Lamps = { recording: false, live: 'off' };

export interface ProgramEvents {
  lamps: [lamps: Lamps];
  changed: [info: ProgramInfo | null];
}

/** The producer's requests, what the server says of the program, and the lamps that everybody sees. */
export class Program extends Emitter<ProgramEvents> implements RoomProgram {
  info: ProgramInfo | null = null;
  lamps: Lamps = LAMPS_OFF;
  private readonly ask: Ask;

  constructor(ask: Ask) {
    super();
    this.ask = ask;
  }

  setLamps({ recording, live }: Lamps): void {
    if (recording !== this.lamps.recording || live !== this.lamps.live) {
      this.lamps = { recording, live };
      this.emit('lamps', this.lamps);
    }
  }

  setInfo(info: ProgramInfo | null): void {
    if (info !== null || this.info !== null) {
      this.info = info;
      this.emit('changed', info);
    }
  }

  /** Whoever may no longer run it hears no more of it, so what was heard is no longer true. */
  onRights({ goLive, record }: Rights): void {
    if (!goLive && !record) {
      this.setInfo(null);
    }
  }

  clear(): void {
    this.setLamps(LAMPS_OFF);
    this.setInfo(null);
  }

  async claim(adminToken: string): Promise<void> {
    await this.ask({ type: 'claimProducer', adminToken });
  }

  async start(options: ProgramOptions = {}): Promise<void> {
    await this.ask({ type: 'startProgram', ...options });
  }

  async stop(): Promise<void> {
    await this.ask({ type: 'stopProgram' });
  }

  async show(scene: Scene): Promise<void> {
    await this.ask({ type: 'showProgram', scene });
  }

  async goLive(): Promise<void> {
    await this.ask({ type: 'goLive' });
  }

  async endLive(): Promise<void> {
    await this.ask({ type: 'endLive' });
  }

  async addDestination({ name, url, key }: NewDestination): Promise<void> {
    await this.ask({ type: 'addDestination', name, url, key });
  }

  async changeDestination(destination: string, change: DestinationChange): Promise<void> {
    await this.ask({ type: 'changeDestination', destination, ...change });
  }

  async removeDestination(destination: string): Promise<void> {
    await this.ask({ type: 'removeDestination', destination });
  }

  async startRecording(): Promise<void> {
    await this.ask({ type: 'startRecording' });
  }

  async stopRecording(): Promise<void> {
    await this.ask({ type: 'stopRecording' });
  }
}

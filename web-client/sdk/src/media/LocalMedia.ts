import type { Source } from '../signaling/messages.ts';
import { Emitter } from '../util/Emitter.ts';
import type { Timers } from '../util/Timers.ts';
import { DeviceError } from '../errors.ts';
import { DeviceList } from './DeviceList.ts';
import { DeviceTrack } from './DeviceTrack.ts';
import { barLevel, LevelMeter } from './LevelMeter.ts';
import { OwnTrack, type LocalMediaEvents, type Publisher } from './OwnTrack.ts';
import { ScreenShare } from './ScreenShare.ts';
import { SpeechWatch } from './SpeechWatch.ts';

export interface OwnMediaEvents extends LocalMediaEvents {
  /** 0 to 1, ten times per second while there is a microphone. */
  level: [level: number];
  talkingWhileMuted: [talking: boolean];
  silent: [silent: boolean];
}

/** Everything captured here: microphone with its meter, camera, screen. Outlives connections. */
export class LocalMedia extends Emitter<OwnMediaEvents> {
  readonly microphone: DeviceTrack;
  readonly camera: DeviceTrack;
  readonly screen: ScreenShare;
  /** Set from the offer with which we come in. */
  publisher: Publisher | null = null;
  private readonly timers: Timers;
  private meter: LevelMeter | null = null;
  private speech = new SpeechWatch();

  constructor(devices: DeviceList, timers: Timers) {
    super();
    this.timers = timers;
    const publisher = (): Publisher | null => this.publisher;
    this.microphone = new DeviceTrack('microphone', devices, publisher);
    this.camera = new DeviceTrack('camera', devices, publisher);
    this.screen = new ScreenShare(devices, publisher);
    for (const part of [this.microphone, this.camera, this.screen]) {
      part.on('changed', (track) => this.emit('changed', track));
      part.on('error', (error) => this.emit('error', error));
      part.on('replaced', (replacement) => this.emit('replaced', replacement));
    }
    this.microphone.on('captured', () => this.startMeter());
    this.microphone.on('released', () => this.stopMeter());
  }

  state(source: Source): OwnTrack {
    switch (source) {
      case 'microphone':
        return this.microphone.state;
      case 'camera':
        return this.camera.state;
      case 'screen_share':
        return this.screen.video;
      case 'screen_share_audio':
        return this.screen.audio;
    }
  }

  /** What the room says about one of our publications: `muted` when the host has closed it. */
  onHost(source: Source, muted: boolean, held: boolean): void {
    switch (source) {
      case 'microphone':
        this.microphone.onHost(muted, held);
        return;
      case 'camera':
        this.camera.onHost(muted, held);
        return;
      case 'screen_share':
        this.screen.onHost(muted, held);
        return;
      case 'screen_share_audio':
        return; // goes with the screen
    }
  }

  /** Sets right what the room believes of one of our tracks. */
  tellMuted(source: Source, muted: boolean): void {
    this.publisher?.setMuted(source, muted).catch(() => undefined); // refused: then the room says what holds
  }

  /** Lets go of every device. */
  release(): void {
    this.microphone.release();
    this.camera.release();
    this.screen.release();
  }

  private startMeter(): void {
    const { track } = this.microphone.state;
    if (!track) {
      return;
    }
    this.meter?.stop();
    this.meter = new LevelMeter(track, this.timers, (dbfs) => {
      this.emit('level', barLevel(dbfs));
      this.watch(dbfs);
    });
  }

  private stopMeter(): void {
    this.meter?.stop();
    this.meter = null;
    const { talkingWhileMuted, silent } = this.speech;
    this.speech = new SpeechWatch();
    this.announce(talkingWhileMuted, silent);
    this.emit('level', 0);
  }

  private watch(dbfs: number): void {
    const { talkingWhileMuted, silent } = this.speech;
    if (this.speech.onLevel(dbfs, !this.microphone.state.enabled, this.timers.now())) {
      this.announce(talkingWhileMuted, silent);
    }
  }

  private announce(wasTalking: boolean, wasSilent: boolean): void {
    const { talkingWhileMuted, silent } = this.speech;
    if (talkingWhileMuted !== wasTalking) {
      this.emit('talkingWhileMuted', talkingWhileMuted);
    }
    if (silent === wasSilent) {
      return;
    }
    const { state } = this.microphone;
    if (silent) {
      state.error = new DeviceError('silent', 'microphone', 'nothing is heard');
    } else if (state.error?.kind === 'silent') {
      state.error = null;
    }
    this.emit('silent', silent);
    this.emit('changed', state);
  }
}

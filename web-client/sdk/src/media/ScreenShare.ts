import type { ScreenShareOptions } from '../api.ts';
import { DeviceError, SluiceError } from '../errors.ts';
import type { Source } from '../signaling/messages.ts';
import { Emitter } from '../util/Emitter.ts';
import { Serial } from '../util/Serial.ts';
import { captureScreen, mayEcho } from './capture.ts';
import { deviceError } from './deviceErrors.ts';
import type { DeviceList } from './DeviceList.ts';
import { OwnTrack, type CurrentPublisher, type LocalMediaEvents } from './OwnTrack.ts';

/** The shared screen and its sound. */
export class ScreenShare extends Emitter<LocalMediaEvents> {
  readonly video = new OwnTrack('screen_share');
  readonly audio = new OwnTrack('screen_share_audio');
  private readonly devices: DeviceList;
  private readonly publisher: CurrentPublisher;
  private readonly steps = new Serial();
  /** The browser's own bar ends a share too. */
  private readonly onEnded = (): void => void this.setEnabled(false);

  constructor(devices: DeviceList, publisher: CurrentPublisher) {
    super();
    this.devices = devices;
    this.publisher = publisher;
  }

  setEnabled(enabled: boolean, options: ScreenShareOptions = {}): Promise<void> {
    return this.steps.run(() => (enabled ? this.start(options) : this.stop()));
  }

  /** What is shared now, for joining again. */
  tracks(): Map<Source, MediaStreamTrack> {
    return new Map(
      [this.video, this.audio].flatMap(({ source, track }): [Source, MediaStreamTrack][] => (track ? [[source, track]] : [])),
    );
  }

  /** The host ended the share, or holds it. */
  onHost(muted: boolean, held: boolean): void {
    this.video.held = held;
    if (muted && this.video.enabled) {
      void this.setEnabled(false);
    }
  }

  release(): void {
    this.video.held = false;
    this.letGo();
  }

  private async start(options: ScreenShareOptions): Promise<void> {
    if (this.video.enabled) {
      return;
    }
    const publisher = this.publisher();
    if (!publisher) {
      throw new SluiceError('invalid_state', 'join before sharing');
    }
    publisher.assertAllowed('screen_share');
    if (this.video.held) {
      throw new SluiceError('muted_by_host', 'the host does not let us share');
    }
    this.video.pending = true;
    this.video.error = null;
    this.emit('changed', this.video);
    try {
      if (!this.devices.canShareScreen) {
        throw new DeviceError('unsupported', 'screen_share', 'this browser cannot share a screen');
      }
      const { video, audio } = await captureScreen(options);
      this.video.track = video;
      this.audio.track = audio;
      this.audio.mayEcho = audio !== null && mayEcho(audio);
      video.addEventListener('ended', this.onEnded);
      await publisher.share(this.tracks());
      this.video.enabled = true;
      this.audio.enabled = audio !== null;
    } catch (error) {
      this.letGo();
      throw this.fail(error);
    } finally {
      this.video.pending = false;
      this.emit('changed', this.video);
      this.emit('changed', this.audio);
    }
  }

  private async stop(): Promise<void> {
    const sources = [...this.tracks().keys()];
    this.letGo();
    if (sources.length > 0) {
      // The capture has ended; if the server cannot be told, it sees the track end when we join again.
      await this.publisher()
        ?.unshare(sources)
        .catch(() => undefined);
    }
  }

  private letGo(): void {
    for (const state of [this.video, this.audio]) {
      state.track?.removeEventListener('ended', this.onEnded);
      state.track?.stop();
      state.track = null;
      state.enabled = false;
      state.mayEcho = false;
      this.emit('changed', state);
    }
  }

  private fail(error: unknown): Error {
    if (error instanceof SluiceError) {
      return error;
    }
    const known = deviceError(error, 'screen_share', { secureContext: isSecureContext, permission: 'unknown' });
    this.video.error = known;
    this.emit('error', known);
    return known;
  }
}

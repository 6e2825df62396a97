import { DeviceError, SluiceError } from '../errors.ts';
import { Emitter } from '../util/Emitter.ts';
import { Serial } from '../util/Serial.ts';
import { captureDevice } from './capture.ts';
import { deviceError } from './deviceErrors.ts';
import type { DeviceList } from './DeviceList.ts';
import { OwnTrack, type CurrentPublisher, type LocalMediaEvents } from './OwnTrack.ts';

/**
 * The microphone or the camera. Muting a microphone keeps the device (speech into a muted microphone is noticed, and
 * unmuting is instant); switching a camera off releases it, so that its light goes out.
 */
export class DeviceTrack extends Emitter<LocalMediaEvents> {
  readonly state: OwnTrack;
  private readonly kind: 'microphone' | 'camera';
  private readonly devices: DeviceList;
  private readonly publisher: CurrentPublisher;
  private readonly steps = new Serial();
  /** Whether it shall be on once all steps are done. */
  private wanted = false;
  private readonly onEnded = (): void => void this.steps.run(() => this.replaceLost());

  constructor(kind: 'microphone' | 'camera', devices: DeviceList, publisher: CurrentPublisher) {
    super();
    this.kind = kind;
    this.state = new OwnTrack(kind);
    this.devices = devices;
    this.publisher = publisher;
  }

  setEnabled(enabled: boolean): Promise<void> {
    this.wanted = enabled;
    if (!enabled) {
      this.silence(); // at once, whatever is under way
    }
    return this.steps.run(() => (enabled ? this.switchOn() : this.switchOff()));
  }

  /** The host switched us off (`held`: and keeps it so) or no longer holds us. */
  onHost(muted: boolean, held: boolean): void {
    const changed = this.state.held !== held;
    this.state.held = held;
    if (muted && (this.state.enabled || this.wanted)) {
      this.wanted = false;
      this.silence();
      void this.steps.run(() => this.switchOff());
    } else if (changed) {
      this.emit('changed', this.state);
    }
  }

  /** Uses another device from now on; if it fails, the old one stays. */
  switchDevice(deviceId: string): Promise<void> {
    return this.steps.run(async () => {
      const old = this.state.track;
      if (old && old.getSettings().deviceId !== deviceId) {
        this.begin();
        try {
          const track = await this.capture(deviceId);
          track.enabled = old.enabled;
          await this.publisher()?.replaceTrack(this.kind, track);
          this.adopt(track);
        } catch (error) {
          throw this.fail(error);
        } finally {
          this.finish();
        }
      }
      this.devices.select(this.kind, deviceId);
    });
  }

  release(): void {
    this.wanted = false;
    this.state.enabled = false;
    this.state.held = false;
    this.adopt(null);
    this.emit('changed', this.state);
  }

  private async switchOn(): Promise<void> {
    const { state } = this;
    if (state.enabled) {
      return;
    }
    if (state.held) {
      throw new SluiceError('muted_by_host', `the host has muted the ${this.kind}`);
    }
    this.publisher()?.assertAllowed(this.kind);
    this.begin();
    try {
      const track = state.track ?? (await this.capture(this.devices.selected[this.kind]));
      this.adopt(track);
      track.enabled = this.kind === 'camera'; // a microphone opens only when the server has agreed
      if (!this.wanted) {
        this.adopt(null); // off again while it was opening
        return;
      }
      await this.publisher()?.replaceTrack(this.kind, track);
      await this.publisher()?.setMuted(this.kind, false);
      track.enabled = true;
      state.enabled = true;
    } catch (error) {
      if (this.kind === 'camera') {
        this.adopt(null);
        await this.publisher()?.replaceTrack(this.kind, null);
      }
      throw this.fail(error);
    } finally {
      this.finish();
    }
  }

  private async switchOff(): Promise<void> {
    this.silence();
    const wasOn = this.state.enabled;
    this.state.enabled = false;
    this.state.error = null;
    if (this.kind === 'camera') {
      await this.publisher()?.replaceTrack(this.kind, null);
      this.adopt(null);
    }
    this.emit('changed', this.state);
    if (wasOn) {
      // Nothing is sent any more in any case; without an answer the server hears of it when we join again.
      await this.publisher()
        ?.setMuted(this.kind, true)
        .catch(() => undefined);
    }
  }

  /** The device in use is gone: take another, or say so. */
  private async replaceLost(): Promise<void> {
    const { state } = this;
    if (!state.track || state.track.readyState === 'live') {
      return;
    }
    const from = state.label;
    this.begin();
    try {
      await this.devices.refresh();
      if (this.devices.list(this.kind).length === 0) {
        throw new DeviceError('unplugged', this.kind, `${from} is gone`);
      }
      const track = await this.capture(null);
      track.enabled = state.enabled;
      await this.publisher()?.replaceTrack(this.kind, track);
      this.adopt(track);
      const id = track.getSettings().deviceId ?? '';
      this.emit('replaced', { source: this.kind, from, to: { id, kind: this.kind, label: track.label } });
    } catch (error) {
      this.adopt(null);
      await this.switchOff();
      this.fail(error);
    } finally {
      this.finish();
    }
  }

  private async capture(deviceId: string | null): Promise<MediaStreamTrack> {
    if (!this.devices.available) {
      throw new DeviceError('insecure-origin', this.kind, 'devices need https or localhost');
    }
    const track = await captureDevice(this.kind, deviceId);
    this.devices.onGranted(this.kind);
    return track;
  }

  /** Makes `track` the one in use and lets go of the one before. */
  private adopt(track: MediaStreamTrack | null): void {
    const old = this.state.track;
    if (old === track) {
      return;
    }
    if (old) {
      old.removeEventListener('ended', this.onEnded);
      old.stop();
      this.emit('released');
    }
    this.state.track = track;
    if (track) {
      track.addEventListener('ended', this.onEnded);
      this.emit('captured');
    }
  }

  private silence(): void {
    if (this.state.track) {
      this.state.track.enabled = false;
    }
  }

  private begin(): void {
    this.state.pending = true;
    this.state.error = null;
    this.emit('changed', this.state);
  }

  private finish(): void {
    this.state.pending = false;
    this.emit('changed', this.state);
  }

  private fail(error: unknown): Error {
    if (error instanceof SluiceError) {
      return error;
    }
    const known = deviceError(error, this.kind, {
      secureContext: isSecureContext,
      permission: this.devices.permissions[this.kind],
    });
    this.state.error = known;
    this.emit('error', known);
    return known;
  }
}

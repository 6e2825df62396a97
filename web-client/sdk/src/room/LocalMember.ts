import type { DeviceKind, LocalParticipant, LocalTrack, ScreenShareOptions } from '../api.ts';
import type { DeviceList } from '../media/DeviceList.ts';
import type { LocalMedia } from '../media/LocalMedia.ts';
import { SOURCES, type ClientRequest } from '../signaling/messages.ts';
import { Member } from './Member.ts';

/** Sends a request to the room we are in; rejects when there is none. */
export type Ask = (request: ClientRequest) => Promise<unknown>;

/** Oneself. */
export class LocalMember extends Member implements LocalParticipant {
  override readonly isLocal = true;
  private readonly media: LocalMedia;
  private readonly devices: DeviceList;
  private readonly ask: Ask;

  constructor(media: LocalMedia, devices: DeviceList, ask: Ask) {
    super({
      id: '',
      name: '',
      identity: '',
      joinedAt: 0,
      hand: null,
      rights: { publish: SOURCES, subscribe: true, chat: true, roomAdmin: false, goLive: false, record: false },
      connection: 'connected',
      publications: [],
    });
    this.media = media;
    this.devices = devices;
    this.ask = ask;
  }

  get microphone(): LocalTrack {
    return this.media.state('microphone');
  }

  get camera(): LocalTrack {
    return this.media.state('camera');
  }

  get screenShare(): LocalTrack {
    return this.media.state('screen_share');
  }

  get screenShareAudio(): LocalTrack {
    return this.media.state('screen_share_audio');
  }

  onMicrophoneLevel(listener: (level: number) => void): () => void {
    return this.media.on('level', listener);
  }

  setMicrophoneEnabled(enabled: boolean): Promise<void> {
    return this.media.microphone.setEnabled(enabled);
  }

  setCameraEnabled(enabled: boolean): Promise<void> {
    return this.media.camera.setEnabled(enabled);
  }

  setScreenShareEnabled(enabled: boolean, options: ScreenShareOptions = {}): Promise<void> {
    return this.media.screen.setEnabled(enabled, options);
  }

  async switchDevice(kind: DeviceKind, deviceId: string): Promise<void> {
    switch (kind) {
      case 'microphone':
        return this.media.microphone.switchDevice(deviceId);
      case 'camera':
        return this.media.camera.switchDevice(deviceId);
      case 'speaker':
        this.devices.select(kind, deviceId);
    }
  }

  async sendChat(text: string): Promise<void> {
    await this.ask({ type: 'chat', text });
  }

  async setHandRaised(raised: boolean): Promise<void> {
    await this.ask({ type: 'hand', raised });
  }

  async rename(name: string): Promise<void> {
    await this.ask({ type: 'rename', name });
  }
}

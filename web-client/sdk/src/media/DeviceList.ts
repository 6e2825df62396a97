import type { Device, DeviceKind, Devices, PermissionState, RoomOptions } from '../api.ts';
import { Emitter } from '../util/Emitter.ts';

const KIND: { readonly [kind in MediaDeviceKind]: DeviceKind } = {
  audioinput: 'microphone',
  videoinput: 'camera',
  audiooutput: 'speaker',
};
const STORAGE_PREFIX = 'sluice.device.';

/** The devices there are, the chosen ones (remembered), and whether we may use them. */
export class DeviceList extends Emitter<{ changed: [] }> implements Devices {
  microphones: readonly Device[] = [];
  cameras: readonly Device[] = [];
  speakers: readonly Device[] = [];
  readonly selected: Record<DeviceKind, string | null> = { microphone: null, camera: null, speaker: null };
  readonly permissions: Record<'microphone' | 'camera', PermissionState> = {
    microphone: 'unknown',
    camera: 'unknown',
  };
  private readonly media: MediaDevices | undefined;
  private readonly storage: NonNullable<RoomOptions['storage']> | null;

  constructor(storage: RoomOptions['storage']) {
    super();
    this.media = navigator.mediaDevices as MediaDevices | undefined;
    this.storage = storage === undefined ? browserStorage() : storage;
    for (const kind of Object.values(KIND)) {
      this.selected[kind] = this.recall(kind);
    }
    this.media?.addEventListener('devicechange', () => void this.refresh());
    void this.watchPermission('microphone');
    void this.watchPermission('camera');
    void this.refresh();
  }

  get available(): boolean {
    return isSecureContext && this.media !== undefined;
  }

  get canShareScreen(): boolean {
    return typeof this.media?.getDisplayMedia === 'function';
  }

  get audioOutput(): string | null {
    const { speaker } = this.selected;
    return this.speakers.some(({ id }) => id === speaker) ? speaker : null;
  }

  list(kind: DeviceKind): readonly Device[] {
    switch (kind) {
      case 'microphone':
        return this.microphones;
      case 'camera':
        return this.cameras;
      case 'speaker':
        return this.speakers;
    }
  }

  async refresh(): Promise<void> {
    const found = (await this.media?.enumerateDevices().catch(() => [])) ?? [];
    const devices = found
      .filter(({ deviceId }) => deviceId !== '') // nameless until a permission is given
      .map(({ deviceId, kind, label }): Device => ({ id: deviceId, kind: KIND[kind], label }));
    this.microphones = devices.filter(({ kind }) => kind === 'microphone');
    this.cameras = devices.filter(({ kind }) => kind === 'camera');
    this.speakers = devices.filter(({ kind }) => kind === 'speaker');
    this.emit('changed');
  }

  select(kind: DeviceKind, id: string): void {
    this.selected[kind] = id;
    try {
      this.storage?.setItem(STORAGE_PREFIX + kind, id);
    } catch {
      // Full or forbidden: then the choice lives as long as the page.
    }
    this.emit('changed');
  }

  /** After a successful request: names are visible now, and the permission is known. */
  onGranted(kind: 'microphone' | 'camera'): void {
    this.permissions[kind] = 'granted';
    void this.refresh();
  }

  private recall(kind: DeviceKind): string | null {
    try {
      return this.storage?.getItem(STORAGE_PREFIX + kind) ?? null;
    } catch {
      return null;
    }
  }

  private async watchPermission(name: 'microphone' | 'camera'): Promise<void> {
    try {
      const status = await navigator.permissions.query({ name: name as PermissionName });
      const note = (): void => {
        this.permissions[name] = status.state;
        this.emit('changed');
      };
      status.onchange = note;
      note();
    } catch {
      // Some browsers cannot be asked; the request itself will tell.
    }
  }
}

function browserStorage(): NonNullable<RoomOptions['storage']> | null {
  try {
    return globalThis.localStorage;
  } catch {
    return null; // cookies are forbidden
  }
}

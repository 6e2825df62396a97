import { signal } from '@preact/signals';
import type { JSX } from 'preact';
import type { Device, DeviceKind } from '../../../../sdk/src/index.ts';
import { t } from '../../i18n/index.ts';
import { canChooseSpeaker, playTestChord } from '../../state/audioOutput.ts';
import { devices, level } from '../../state/localMedia.ts';
import { attempt } from '../../state/meeting.ts';
import { sdkRoom } from '../../state/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import { LevelMeter } from '../../ui/LevelMeter.tsx';
import { Select } from '../../ui/Select.tsx';

const chordLevel = signal(0);
const chordPlays = signal(false);

const ICONS = { microphone: 'mic', camera: 'camera', speaker: 'volume' } as const;
const LISTS = { microphone: 'microphones', camera: 'cameras', speaker: 'speakers' } as const;

/** The choice of devices, with what proves that they work: a level that moves, a chord that sounds. */
export function DeviceFields({ show }: { readonly show: readonly DeviceKind[] }): JSX.Element {
  return (
    <div class="device-fields">
      {show.includes('microphone') && (
        <div>
          <DeviceSelect kind="microphone" />
          <LevelMeter level={level} label={t('dev.level')} />
        </div>
      )}
      {show.includes('camera') && <DeviceSelect kind="camera" />}
      {show.includes('speaker') && (
        <div>
          {canChooseSpeaker && <DeviceSelect kind="speaker" />}
          <div class="speaker-test">
            <button type="button" class="button small" disabled={chordPlays.value} onClick={() => void testSpeaker()}>
              <Icon name="volume" size={18} />
              {t('pre.testSpeaker')}
            </button>
            <LevelMeter level={chordLevel} label={t('dev.speaker')} />
          </div>
        </div>
      )}
    </div>
  );
}

function DeviceSelect({ kind }: { readonly kind: DeviceKind }): JSX.Element {
  const known = devices.value?.[LISTS[kind]] ?? [];
  const chosen = devices.value?.selected[kind] ?? null;
  const usable = known.filter(
    (device) => device.id !== '' && device.id !== 'default' && device.id !== 'communications',
  );
  const options = usable.map((device, i) => ({ value: device.id, label: labelOf(device, i) }));
  return (
    <Select
      label={t(`dev.${kind}`)}
      icon={ICONS[kind]}
      value={usable.some((device) => device.id === chosen) ? (chosen ?? '') : ''}
      disabled={known.length === 0}
      options={[{ value: '', label: t(known.length === 0 ? 'dev.none' : 'dev.default') }, ...options]}
      onChange={(id) => {
        if (sdkRoom.value) {
          void attempt(sdkRoom.value.localParticipant.switchDevice(kind, id));
        }
      }}
    />
  );
}

/** Without a permission browsers hide the names. */
function labelOf(device: Device, index: number): string {
  return device.label || t('dev.unnamed', { kind: t(`dev.${device.kind}`), n: index + 1 });
}

async function testSpeaker(): Promise<void> {
  chordPlays.value = true;
  try {
    await playTestChord(devices.value?.audioOutput ?? null, (now) => {
      chordLevel.value = now;
    });
  } catch {
    // No output device: the meter stays flat, which says it.
  } finally {
    chordPlays.value = false;
  }
}

import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import type { StatsSnapshot, TrackStats } from '../../../../sdk/src/index.ts';
import { locale, t } from '../../i18n/index.ts';
import { people, roundTripMs, stats, transport } from '../../state/meeting.ts';
import { sdkRoom } from '../../state/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import { copy } from './copy.ts';
import { PanelFrame } from './Panel.tsx';

export function StatsPanel(): JSX.Element {
  useEffect(() => sdkRoom.value?.watchStatsClosely(), []);
  const now = stats.value;
  return (
    <PanelFrame title={t('stats.title')}>
      <div class="stats" role="group" aria-label={t('stats.title')} tabIndex={0}>
        {now === null ? <p class="empty">{t('stats.none')}</p> : <Figures now={now} />}
      </div>
      <div class="panel-foot">
        <button
          type="button"
          class="button small wide"
          disabled={now === null}
          onClick={() => void copy(JSON.stringify(now, null, 2), 'text')}
        >
          <Icon name="copy" size={18} />
          {t('stats.copy')}
        </button>
      </div>
    </PanelFrame>
  );
}

function Figures({ now }: { readonly now: StatsSnapshot }): JSX.Element {
  const { connection } = now;
  const path = [transport.value, connection.candidateType].filter(Boolean).join(' · ');
  return (
    <>
      <section>
        <h3>{t('stats.connection')}</h3>
        <dl>
          <Row label={t('stats.path')} value={path || '–'} />
          <Row label={t('stats.rtt')} value={milliseconds(connection.roundTripMs)} />
          <Row label={t('stats.serverRtt')} value={milliseconds(roundTripMs.value)} />
          <Row label={t('stats.up')} value={rate(connection.sentBps)} />
          <Row label={t('stats.down')} value={rate(connection.receivedBps)} />
          <Row label={t('stats.available')} value={rate(connection.availableOutgoingBps)} />
        </dl>
      </section>
      <section>
        <h3>{t('stats.sent')}</h3>
        {Object.entries(now.sent).map(([source, track]) => (
          <Track key={source} title={sourceName(source)} track={track} />
        ))}
      </section>
      <section>
        <h3>{t('stats.received')}</h3>
        {now.slots.map((slot) => {
          const name = people.value.find((person) => person.id === slot.participantId)?.name;
          if (name === undefined) {
            return null;
          }
          return (
            <div key={slot.slot}>
              {slot.video && <Track title={name} track={slot.video} />}
              {slot.audio && <Track title={name} track={slot.audio} />}
            </div>
          );
        })}
      </section>
    </>
  );
}

function Track({ title, track }: { readonly title: string; readonly track: TrackStats }): JSX.Element {
  const facts = [
    track.codec ?? (track.kind === 'audio' ? 'audio' : 'video'),
    track.width !== null && track.height !== null ? `${track.width} × ${track.height}` : null,
    track.framesPerSecond !== null ? `${number(track.framesPerSecond)} fps` : null,
    rate(track.bitrateBps),
    `${t('stats.loss')} ${percent(track.loss)}`,
    track.jitterMs !== null ? `${t('stats.jitter')} ${milliseconds(track.jitterMs)}` : null,
    track.limitedBy !== null && track.limitedBy !== 'none' ? `${t('stats.limited')} ${track.limitedBy}` : null,
  ].filter((fact) => fact !== null);
  return (
    <p class="stats-track">
      <strong>{title}</strong>
      <span>{facts.join(' · ')}</span>
    </p>
  );
}

function Row({ label, value }: { readonly label: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}

function sourceName(source: string): string {
  switch (source) {
    case 'microphone':
      return t('dev.microphone');
    case 'camera':
      return t('dev.camera');
    case 'screen_share':
      return t('tb.share');
    default:
      return t('share.sound');
  }
}

function number(value: number): string {
  return new Intl.NumberFormat(locale.value, { maximumFractionDigits: 0 }).format(value);
}

function milliseconds(value: number | null): string {
  return value === null ? '–' : `${number(value)} ms`;
}

function rate(bps: number | null): string {
  return bps === null ? '–' : `${number(bps / 1_000)} kbit/s`;
}

function percent(part: number): string {
  return new Intl.NumberFormat(locale.value, { style: 'percent', maximumFractionDigits: 1 }).format(part);
}

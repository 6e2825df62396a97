import type { JSX } from 'preact';
import { locale, t } from '../../i18n/index.ts';
import { connection, quality, stats, transport } from '../../state/meeting.ts';
import type { Transport } from '../../state/transport.ts';
import { Icon, SignalBars } from '../../ui/Icon.tsx';
import { Popover } from '../../ui/Popover.tsx';
import { togglePanel } from './roomState.ts';

const BARS = { good: 3, fair: 2, poor: 1, lost: 0 } as const;

/** How well we are connected; by a tap, also how. */
export function NetworkBadge(): JSX.Element {
  const health = connection.value;
  const detour = transport.value !== null && transport.value !== 'UDP' && health !== 'mediaLost';
  return (
    <>
      <Popover
        kind="dialog"
        className="network"
        label={badgeLabel(detour ? transport.value : null)}
        button={
          <>
            <SignalBars lit={BARS[quality.value]} />
            {detour && <span class="network-path">{transport.value}</span>}
            {health === 'signalLost' && <span class="amber-dot" />}
          </>
        }
      >
        {(close) => (
          <Details
            onStatistics={() => {
              close();
              togglePanel('stats');
            }}
          />
        )}
      </Popover>
      <span class="visually-hidden" role="status">
        {health === 'signalLost' && t('net.signalLost')}
      </span>
    </>
  );
}

function badgeLabel(detour: Transport | null): string {
  const facts = [t(`net.${quality.value}`), detour, connection.value === 'signalLost' ? t('net.signalLost') : null];
  return facts.filter((fact) => fact !== null).join(' · ');
}

function Details({ onStatistics }: { readonly onStatistics: () => void }): JSX.Element {
  const lost = connection.value === 'mediaLost';
  // What was true of a way that is lost says nothing of the next one.
  const path = lost ? null : transport.value;
  const roundTrip = lost ? null : (stats.value?.connection.roundTripMs ?? null);
  return (
    <div class="network-details">
      <p class="network-verdict">
        <SignalBars lit={BARS[quality.value]} />
        <strong>{t(`net.${quality.value}`)}</strong>
      </p>
      {connection.value === 'signalLost' && <p class="network-remark">{t('net.signalLost')}</p>}
      {lost && <p class="network-remark">{t('net.reconnecting')}</p>}
      <dl>
        <div>
          <dt>{t('stats.path')}</dt>
          <dd>{path ?? '–'}</dd>
        </div>
        <div>
          <dt>{t('stats.rtt')}</dt>
          <dd>{roundTrip === null ? '–' : `${Math.round(roundTrip).toLocaleString(locale.value)} ms`}</dd>
        </div>
      </dl>
      {path !== null && path !== 'UDP' && <p class="hint">{t(pathText(path))}</p>}
      <button type="button" class="button small wide" onClick={onStatistics}>
        <Icon name="stats" size={18} />
        {t('stats.title')}
      </button>
    </div>
  );
}

function pathText(path: Exclude<Transport, 'UDP'>): 'net.overTcp' | 'net.overTurn' {
  return path === 'TCP' || path === 'TLS' ? 'net.overTcp' : 'net.overTurn';
}

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { lamps } from '../../state/program.ts';
import { Icon } from '../../ui/Icon.tsx';

/** For everybody: whether this is recorded, and whether it is on air. Their shapes differ, not their colours alone. */
export function Lamps(): JSX.Element | null {
  const { recording, live } = lamps.value;
  return (
    <>
      {recording && (
        <span class="lamp lamp-rec" role="img" aria-label={t('rec.on')} title={t('rec.on')}>
          <i />
          <span>{t('rec.lamp')}</span>
        </span>
      )}
      {live !== 'off' && <LiveLamp confirmed={live === 'confirmed'} />}
    </>
  );
}

function LiveLamp({ confirmed }: { readonly confirmed: boolean }): JSX.Element {
  const label = t(confirmed ? 'live.lampConfirmed' : 'live.lampSending');
  return (
    <span class={confirmed ? 'lamp lamp-confirmed' : 'lamp lamp-sending'} role="img" aria-label={label} title={label}>
      <Icon name={confirmed ? 'check' : 'live'} size={16} />
      <span>{t('live.lamp')}</span>
    </span>
  );
}

import type { JSX } from 'preact';
import { t } from '../../i18n/index.ts';
import { watchLinkOf } from '../../router.ts';
import { mayClaim, mayGoLive, mayRecord, program } from '../../state/program.ts';
import { roomName } from '../../state/session.ts';
import { Icon } from '../../ui/Icon.tsx';
import { copied, copy } from '../room/copy.ts';
import '../../styles/live.css';
import { ClaimForm } from './ClaimForm.tsx';
import { Destinations } from './Destinations.tsx';
import { Monitor } from './Monitor.tsx';
import { ProblemNotice } from './ProblemNotice.tsx';
import { Recordings } from './Recordings.tsx';
import { SceneControls } from './SceneControls.tsx';
import { Steps } from './Steps.tsx';
import { capabilityOf } from './words.ts';

/** Where a producer sees the program, arranges it, and sends it out. */
export function Console(): JSX.Element {
  if (mayClaim.value) {
    return <ClaimForm />;
  }
  if (!mayGoLive.value && !mayRecord.value) {
    return (
      <p class="empty">
        <Icon name="lock" size={32} />
        {t('live.notForYou')}
      </p>
    );
  }
  return (
    <>
      <div class="live-console" role="group" aria-label={t('live.panel')} tabIndex={0}>
        <div class="live-columns">
          <div class="live-column">
            <Monitor />
            {mayGoLive.value && <SceneControls />}
          </div>
          <div class="live-column">
            {mayGoLive.value && <Destinations />}
            {mayGoLive.value && <WatchLink />}
            {mayRecord.value && <Recordings />}
          </div>
        </div>
      </div>
      <div class="panel-foot live-panel-foot">
        <ProblemNotice />
        <Steps />
      </div>
    </>
  );
}

function WatchLink(): JSX.Element | null {
  const capability = program.value?.watch ? capabilityOf(program.value.watch) : null;
  if (capability === null) {
    return null;
  }
  const link = watchLinkOf(roomName.value, capability);
  return (
    <section class="live-watch">
      <button type="button" class="button small wide" onClick={() => void copy(link, 'watch')}>
        <Icon name={copied.value === 'watch' ? 'check' : 'link'} size={18} />
        {t(copied.value === 'watch' ? 'invite.copied' : 'live.watchLink')}
      </button>
      <p class="hint">{t('live.watchHint')}</p>
    </section>
  );
}

import { t } from '../i18n/index.ts';

/** People come in waves; a wave is one sentence. */
const WAVE_MS = 1_200;

/** Tells in batches who came and who went: "Anna joined", "5 people joined". */
export class Gathering {
  private readonly say: (text: string) => void;
  private come: string[] = [];
  private gone: string[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(say: (text: string) => void) {
    this.say = say;
  }

  joined(name: string): void {
    this.come.push(name);
    this.arm();
  }

  left(name: string): void {
    this.gone.push(name);
    this.arm();
  }

  stop(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private arm(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      const { come, gone } = this;
      this.come = [];
      this.gone = [];
      if (come.length > 0) {
        this.say(t('say.joined', { n: come.length, names: come.join(t('app.comma')) }));
      }
      if (gone.length > 0) {
        this.say(t('say.left', { n: gone.length, names: gone.join(t('app.comma')) }));
      }
    }, WAVE_MS);
  }
}

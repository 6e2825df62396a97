import { render } from 'preact';
import { App } from './App.tsx';
import { startI18n } from './i18n/index.ts';
import { startRouter } from './router.ts';
import './styles/index.css';

startI18n();
startRouter();
const root = document.getElementById('app');
if (root) {
  render(<App />, root);
}

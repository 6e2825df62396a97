/** What the bundler takes besides code. */
declare module '*.css';

/** The build of hls.js without what our programs do not have: other tracks of sound, subtitles, encryption. */
declare module 'hls.js/light' {
  export * from 'hls.js';
  export { default } from 'hls.js';
}

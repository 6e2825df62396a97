/** Addresses of streaming platforms, as people paste them. */

export interface Address {
  readonly url: string;
  readonly key: string;
}

const SCHEME = /^(rtmps?|srt):\/\/[^\s/]+/i;

export function isAddress(text: string): boolean {
  return SCHEME.test(text.trim());
}

/** Whether it leads to an SRT listener: its key is called stream ID, and its passphrase stands in it. */
export function isSrt(url: string): boolean {
  return /^srt:/i.test(url.trim());
}

/**
 * Cuts a full RTMP address with its key behind it into the two, so that the key is kept as one. A key given by itself
 * leaves the address as it is; what has no application before the last part holds no key.
 */
export function splitAddress(url: string, key: string): Address {
  const address = url.trim();
  const secret = key.trim();
  const match = /^(rtmps?:\/\/[^/?#]+\/[^?#]*[^/?#])\/([^/?#]*(?:\?.*)?)$/i.exec(address);
  if (secret !== '' || !match?.[1] || !match[2]) {
    return { url: address, key: secret };
  }
  return { url: match[1], key: match[2] };
}

/** By the end of the host's name. */
const PLATFORMS: readonly (readonly [name: string, ...hosts: string[]])[] = [
  ['Bilibili', 'bilivideo.com', 'bilibili.com'],
  ['YouTube', 'youtube.com'],
  ['Twitch', 'twitch.tv', 'live-video.net'],
  ['Facebook', 'facebook.com', 'fbcdn.net'],
  ['Vimeo', 'vimeo.com'],
  ['斗鱼', 'douyu.com', 'douyucdn.cn'],
  ['虎牙', 'huya.com'],
  ['快手', 'kuaishou.com', 'gifshow.com', 'voip.yximgs.com'],
  ['抖音', 'douyin.com', 'douyincdn.com'],
  ['微信视频号', 'weixin.qq.com', 'wxlivecdn.com'],
  ['腾讯云直播', 'myqcloud.com', 'tlivepush.com'],
];

/** The platform that an address belongs to; `null`: some other server. */
export function platformOf(url: string): string | null {
  const host = hostOf(url);
  const found = PLATFORMS.find(([, ...hosts]) => hosts.some((end) => host === end || host.endsWith(`.${end}`)));
  return found?.[0] ?? null;
}

/** The host of an address in lower case, without its port; empty where there is none. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^@/]*@)?(\[[^\]]*\]|[^/:?#\s]+)/i.exec(url.trim())?.[1]?.toLowerCase() ?? '';
}

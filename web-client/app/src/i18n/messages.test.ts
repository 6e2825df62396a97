import assert from 'node:assert/strict';
import test from 'node:test';
import { en } from './en.ts';
import { argumentsOf, formatMessage } from './format.ts';
import { zhCN } from './zh-CN.ts';

test('both languages have the same keys', () => {
  assert.deepEqual(Object.keys(zhCN), Object.keys(en));
});

for (const key of Object.keys(en) as (keyof typeof en)[]) {
  test(`"${key}" parses and takes the same values in both languages`, () => {
    const english = argumentsOf(en[key]);
    const chinese = argumentsOf(zhCN[key]);
    assert.deepEqual(chinese, english);
    assert.notEqual(zhCN[key].trim() === '' && en[key].trim() !== '', true);
  });
}

test('the names that tests and help texts rely on do not change', () => {
  const contract = {
    'app.start': ['Start a meeting', '发起会议'],
    'app.join': ['Join', '加入会议'],
    'app.roomField': ['Room name or link', '会议号或链接'],
    'app.recent': ['Recent', '最近'],
    'pre.name': ['Your name', '你的姓名'],
    'pre.joinQuiet': ['Join without mic and camera', '不开麦克风和摄像头加入'],
    'pre.testSpeaker': ['Test speaker', '测试扬声器'],
    'tb.mute': ['Mute', '静音'],
    'tb.unmute': ['Unmute', '解除静音'],
    'tb.camOn': ['Start video', '开启视频'],
    'tb.camOff': ['Stop video', '停止视频'],
    'tb.share': ['Share screen', '共享屏幕'],
    'tb.stopShare': ['Stop sharing', '停止共享'],
    'tb.hand': ['Raise hand', '举手'],
    'tb.lower': ['Lower hand', '手放下'],
    'tb.chat': ['Chat', '聊天'],
    'tb.people': ['People', '成员'],
    'tb.more': ['More', '更多'],
    'tb.leave': ['Leave', '离开'],
    'leave.self': ['Leave meeting', '离开会议'],
    'leave.all': ['End for everyone', '结束会议（所有人）'],
    'view.grid': ['Grid', '宫格视图'],
    'view.speaker': ['Speaker', '演讲者视图'],
    'view.auto': ['Auto', '自动'],
    'tile.pin': ['Pin for me', '固定画面（仅自己）'],
    'share.text': ['Text and slides', '文字与课件'],
    'share.motion': ['Video and motion', '视频与动画'],
    'share.sound': ['Share sound', '同时共享声音'],
    'net.reconnecting': ['Reconnecting…', '正在重新连接…'],
    'net.back': ['You are back', '已恢复连接'],
  } as const;
  for (const [key, [english, chinese]] of Object.entries(contract)) {
    assert.equal(en[key as keyof typeof en], english);
    assert.equal(zhCN[key as keyof typeof en], chinese);
  }
});

test('Chinese has no space around full-width punctuation and says 你', () => {
  for (const [key, text] of Object.entries(zhCN)) {
    assert.doesNotMatch(text, /\s[，。！？；：、（）]|[，。！？；：、（）] /u, key);
    assert.doesNotMatch(text, /您/u, key);
  }
});

test('a count chooses the plural of its language', () => {
  const inside = (locale: string, n: number) =>
    formatMessage(locale, locale === 'en' ? en['pre.inside'] : zhCN['pre.inside'], { n });
  assert.equal(inside('en', 0), 'Nobody is here yet');
  assert.equal(inside('en', 1), '1 person is in the meeting');
  assert.equal(inside('en', 1200), '1,200 people are in the meeting');
  assert.equal(inside('zh-CN', 0), '会议中还没有人');
  assert.equal(inside('zh-CN', 3), '会议中已有 3 人');
});

test('values inside a plural are filled in', () => {
  assert.equal(formatMessage('en', en['say.joined'], { n: 1, names: 'Anna' }), 'Anna joined');
  assert.equal(formatMessage('zh-CN', zhCN['say.joined'], { n: 1, names: '安娜' }), '安娜 加入了会议');
  assert.equal(formatMessage('en', en['say.joined'], { n: 4, names: '' }), '4 people joined');
});

test('a value that looks like a message stays as it is', () => {
  assert.equal(formatMessage('en', 'Hello {name}', { name: '{n, plural, other {#}}' }), 'Hello {n, plural, other {#}}');
});

test('a broken message is refused', () => {
  for (const broken of ['{', '{name', 'a } b', '{n, plural, one {x}}', '{n, plural, other {x}']) {
    assert.throws(() => formatMessage('en', broken, { n: 1, name: '' }), SyntaxError, broken);
  }
});

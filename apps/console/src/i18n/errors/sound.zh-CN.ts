/** Targets, talks, broadcasts, recordings, the event feed, and the talk uplink. */
export const soundErrors = {
  "target-malformed": { title: "看不懂这个目标", next: "请在地图或列表里重新选择目标。" },
  "target-unknown": { title: "没有这个目标", next: "它可能已被移除或改名，请重新选择。" },
  "target-ambiguous": { title: "这个名称对应多个目标", next: "请从中选一个：{{candidates}}。" },
  "target-empty": { title: "所选目标里没有喇叭", next: "请扩大范围，或到“喇叭”里选择。" },
  "broadcast-unknown": { title: "没有这次广播", next: "请到“记录”里查看。" },
  "broadcast-not-begun": {
    title: "这次喊话已接通，但还没有人说话",
    next: "请等第一句话；30 秒内没人说话会自动作废。",
  },
  "broadcast-ended": { title: "这次广播已经结束", next: "已没有可停止的内容，结果在“记录”里。" },
  "not-all-free": {
    title: "不是所有喇叭现在都能响",
    next: "请取消“全部或不播”先向其余喇叭喊话，或等占用的广播结束。",
  },
  "arrange-not-here": {
    title: "这次不能对齐：只有播放的内容可以，紧急广播不可以",
    next: "请直接喊话或播放：实时喊话和紧急广播不等任何喇叭。",
  },
  "emergency-not-stated": {
    title: "优先级 80 及以上属于紧急广播，必须明确声明",
    next: "确属紧急，请选“紧急”；否则请用 80 以下的优先级。",
  },
  "why-needed": { title: "夜间喊话必须说明原因", next: "请填写原因，审计记录会保存。" },
  "no-recording": { title: "这次广播没有录音", next: "播出结果仍然保留；录音到期会自动清除。" },
  "recording-gone": { title: "这次广播的录音已经不在，无法重播", next: "请重新喊话；录音到期会自动清除。" },
  "nothing-to-repeat": {
    title: "没有需要重播的喇叭",
    next: "请在下方查看每只喇叭的结果；也可以对全部目标重播。",
  },
  "not-settled": { title: "这次广播还在播出，或者回执还没收齐", next: "结束后最多等 5 秒，再试一次。" },
  "event-gone": { title: "更早的事件已被清除", next: "页面会重新读取当前状态，不用操作。" },
  "listener-too-slow": {
    title: "这个页面跟不上事件的速度",
    next: "页面会自动重新连接；反复出现时请检查网络。",
  },
  "journal-failed": {
    title: "写不进播出日志，所以没有开始播出",
    next: "请维护人员检查控制器的磁盘，然后重新喊话。",
  },
  "no-target": { title: "所选喇叭现在一只也连不上", next: "请到“喇叭”里看哪些在线，再选目标。" },
  "signer-unavailable": { title: "播放指令没能及时签名", next: "签名程序会自动恢复，请过几秒再喊一次。" },
  "uplink-bad-frame": {
    title: "送出的声音格式不对",
    next: "请刷新页面后再喊；仍然不行，请换用新版 Chrome 或 Edge。",
  },
  "uplink-bad-message": { title: "页面和播出程序互相听不懂", next: "页面可能比控制器新或旧，请刷新页面。" },
  "uplink-busy": { title: "同时打开的喊话太多", next: "请等其中一个结束后再喊。" },
  "uplink-origin": { title: "喊话必须从控制器自己的页面打开", next: "请直接用控制器的地址打开值班台。" },
  "uplink-ticket": { title: "喊话票据无效、用过或超过 30 秒", next: "请再按一次喊话键。" },
  "uplink-too-early": { title: "声音比时间早到了 3 秒以上", next: "这台电脑的时钟可能跳动过，请再喊一次。" },
  "uplink-too-fast": { title: "声音送得太快", next: "请刷新页面后再喊一次。" },
} as const;

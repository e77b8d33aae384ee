import type { MicFault } from "../talk/mic-fault";
import type { MicWarning } from "../talk/signal-watch";
import type { KeyProblem } from "../talk/talk-state";

interface Fault {
  readonly title: string;
  readonly next: string;
}

const fault = {
  "insecure-page": {
    title: "本页不是安全页面，浏览器不允许使用话筒",
    next: "请改用 https:// 打开控制台，并按证书页上的步骤信任本控制器。",
  },
  "mic-denied": {
    title: "浏览器未获准使用话筒",
    next: "点击地址栏左侧的图标，把“麦克风”设为“允许”，再刷新本页。若仍不行，请检查操作系统的隐私设置。",
  },
  "mic-missing": {
    title: "找不到话筒",
    next: "请插好话筒；若选定的话筒不在了，请在“测试话筒”里另选一个。",
  },
  "mic-busy": {
    title: "话筒打不开，可能正被别的程序占用",
    next: "请关闭其他正在使用话筒的程序（会议、录音），再按一次。",
  },
  "mic-unplugged": {
    title: "话筒断开了",
    next: "请重新插好话筒；已经说出的话仍会播出，之后请再按一次补充。",
  },
  "mic-needs-click": {
    title: "浏览器要求先点一下本页",
    next: "请在本页任意处点一下，再按喊话键。",
  },
  "mic-unsupported": {
    title: "此浏览器不能这样使用这个话筒",
    next: "请使用新版 Chrome 或 Edge；或在系统声音设置里把话筒的采样率改为 48 kHz。",
  },
  "mic-silent": {
    title: "话筒没有信号",
    next: "请检查话筒上的静音开关、插头和系统音量；或在“测试话筒”里另选一个。",
  },
  "mic-clipping": {
    title: "话筒声音过大，已经失真",
    next: "请离话筒远一些，或在系统声音设置里调低话筒音量。",
  },
  "no-air": {
    title: "喊话线路没有接通，什么也没有播出",
    next: "请再按一次；若仍不通，请检查到控制器的网络，并查看控制器的状态。",
  },
  "air-lost": {
    title: "喊话中途线路断了，各喇叭已停止播放",
    next: "请检查网络，再按一次，从头说一遍。",
  },
  "encoder-failed": {
    title: "此浏览器不能压缩声音",
    next: "请刷新本页；若仍不行，请使用新版 Chrome 或 Edge。",
  },
  "night-question": {
    title: "有喇叭处于静音时段，没有播放",
    next: "如确有必要，请写明原因后重新喊话。",
  },
  "result-unknown": {
    title: "还不知道各喇叭是否播放",
    next: "请稍后在广播记录中查看。",
  },
  "ended-finished": { title: "喊话已结束", next: "如还有话要说，请再按一次。" },
  "ended-stopped": {
    title: "喊话被人停止了",
    next: "在广播记录中可以看到是谁停止的；如有需要，请再按一次。",
  },
  "ended-sender-lost": {
    title: "控制器收不到本页的声音，已结束喊话",
    next: "请检查网络和这台电脑的负荷，再按一次。",
  },
  "ended-time-limit": {
    title: "喊话已到最长时间，自动结束",
    next: "如还有话要说，请再按一次。",
  },
  "ended-uplink-refused": {
    title: "控制器拒收了本页送出的声音，已结束喊话",
    next: "请刷新本页，再按一次。",
  },
  "ended-no-audio": { title: "没有收到声音，什么也没有播出", next: "请检查话筒，再按一次。" },
  "ended-air-restarted": {
    title: "播音进程重新启动，喊话中断了",
    next: "请等几秒钟，再按一次，从头说一遍。",
  },
} as const satisfies Record<MicFault | MicWarning | KeyProblem, Fault>;

/** The key, the meter and the test of the microphone. */
export const talk = {
  fault,
  meter: {
    label: "话筒音量",
    nothing: "没有声音",
    quiet: "{{db}} 分贝，偏小",
    good: "{{db}} 分贝，合适",
    clipping: "{{db}} 分贝，过大，已失真",
  },
  test: {
    device: "话筒",
    systemDevice: "系统默认话筒",
    unnamed: "话筒 {{number}}",
    unplugged: "选定的话筒（未连接）",
    figures: "峰值 {{peak}} dBFS，自动增益 {{gain}} dB",
    opening: "正在打开话筒……浏览器询问时，请选“允许”。",
    hears: "话筒正常。请用平时喊话的声音说一句，横条应落在深色区域内。",
    noiseSuppression: "降噪（浏览器自带）",
    gainControl: "自动增益：远近、轻重都播成一样响",
    record: "录 {{seconds}} 秒并回放",
    recording: "正在录音，请说话……{{seconds}}",
    playing: "正在回放……",
    local: "测试的声音只留在这台电脑上，不会送到任何喇叭。",
  },
};

/** Events of cameras, the links that act on them, and incidents. */
export const incidentErrors = {
  "incident-unknown": { title: "没有这条警情，或者您看不到它", next: "请回到警情列表重新选择。" },
  "incident-closed": { title: "这条警情已经结束", next: "要继续处理，请先重新打开它。" },
  "incident-not-closed": { title: "这条警情还没有结束", next: "不需要重新打开。" },
  "incident-taken": { title: "{{owner}} 已经接警", next: "交给对方处理，或点“接管”。" },
  "camera-unknown": { title: "没有这个摄像机", next: "请重新选择；平台自己的通道名要先对应到摄像机。" },
  "link-unknown": { title: "没有这条联动", next: "它可能已被删除，请重新选择。" },
  "link-changed": { title: "别人刚刚修改了这条联动", next: "请重新打开，在最新内容上修改。" },
  "link-invalid": { title: "联动里有一项看不懂", next: "请更正下方指出的那一项。" },
  "link-not-harmless": {
    title: "这类事件不能自动广播",
    next: "只有违停、越线、进入区域可以自动广播；其他事件请改为建议话术。",
  },
  "source-unknown": { title: "没有这个事件来源", next: "请重新选择。" },
  "source-exists": { title: "已经有同名的事件来源", next: "请换一个编号。" },
  "source-invalid": {
    title: "这个来源缺少必要的设置",
    next: "MQTT 来源要填地址和主题前缀；网络推送都不用填。",
  },
  "source-unreachable": {
    title: "连不上这个事件来源",
    next: "请检查它的服务器是否运行、网络是否通；系统会自动重试。",
  },
  "source-denied": { title: "这个来源不让平台收听", next: "请更正用户名和密码。" },
  "source-off": { title: "这个来源已停用", next: "请先启用它。" },
  "signature-missing": { title: "这条消息没有签名", next: "请让发送方按标准签名后再发。" },
  "signature-wrong": { title: "消息的签名不对", next: "请核对密钥，并对实际发送的内容签名。" },
  "signature-late": { title: "消息的时间相差超过五分钟", next: "请校准发送方的时钟。" },
  "event-malformed": { title: "这条事件看不懂", next: "请更正下方指出的那一项。" },
  "event-too-large": { title: "这条事件太长", next: "请不要把图片放在事件里。" },
} as const;
